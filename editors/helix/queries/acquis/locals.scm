; Written by editors/queries.mjs from tree-sitter-acquis/queries/locals.scm: change that.

; Names that live in a part of a declaration only. What declarations name is known in the whole package, which is the
; language server's to follow.

[
  (define)
  (criterion)
  (derogation)
  (rule)
  (clock)
  (quantified)
  (each)
] @local.scope

(variable name: (identifier) @local.definition.variable.parameter)
(parameter name: (identifier) @local.definition.variable.parameter)
(quantified variable: (identifier) @local.definition.variable)
(each variable: (identifier) @local.definition.variable)
(each_of variable: (identifier) @local.definition.variable)
(for_each variable: (identifier) @local.definition.variable)

(reference (identifier) @local.reference)
(chain start: (identifier) @local.reference)
