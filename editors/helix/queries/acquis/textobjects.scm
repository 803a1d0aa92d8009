; What can be chosen and gone to as a whole: `]f` the next criterion, notion, derogation or rule, `]t` the next thing of the vocabulary,
; `]T` the next scenario.

(criterion body: (_) @function.inside) @function.around
(define value: (_) @function.inside) @function.around
(derogation body: (_) @function.inside) @function.around
(rule body: (_) @function.inside) @function.around

(entity body: (_) @class.inside) @class.around
(enumeration body: (_) @class.inside) @class.around
(register body: (_) @class.inside) @class.around
(reading body: (_) @class.inside) @class.around
(ladder body: (_) @class.inside) @class.around
(instrument body: (_) @class.inside) @class.around
(facts body: (_) @class.inside) @class.around

(scenario body: (_) @test.inside) @test.around

(parameters (variable) @parameter.inside @parameter.around)
(field) @entry.around

[(comment) (doc_comment)] @comment.inside
[(comment) (doc_comment)]+ @comment.around
