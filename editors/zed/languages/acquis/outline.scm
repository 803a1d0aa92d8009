; The declarations of a file, with what stands within them.

(instrument "instrument" @context name: (_) @name) @item
(entity "entity" @context name: (_) @name) @item
(enumeration "enum" @context name: (_) @name) @item
(register "register" @context name: (_) @name) @item
(reading "reading" @context name: (_) @name) @item
(ladder "ladder" @context name: (_) @name) @item
(define "define" @context name: (_) @name) @item
(criterion "criterion" @context provision: (_) @name) @item
(derogation "derogation" @context name: (_) @name) @item
(rule "rule" @context name: (_) @name) @item
(scenario "scenario" @context title: (_) @name) @item
(field name: (_) @name) @item
(point "point" @context name: (_) @name) @item
[(comment) (doc_comment)] @annotation
