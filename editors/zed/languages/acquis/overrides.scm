; Where brackets do not close by themselves.

[(comment) (doc_comment)] @comment
(text) @string
