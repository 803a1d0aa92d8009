; Written by editors/queries.mjs from tree-sitter-acquis/queries/injections.scm: change that.

; Notes such as TODO stand out in comments, where an editor has a grammar for them.
([(comment) (doc_comment)] @injection.content
  (#set! injection.language "comment"))
