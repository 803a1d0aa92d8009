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

(variable name: (identifier) @local.definition.parameter)
(parameter name: (identifier) @local.definition.parameter)
(quantified variable: (identifier) @local.definition.var)
(each variable: (identifier) @local.definition.var)
(each_of variable: (identifier) @local.definition.var)
(for_each variable: (identifier) @local.definition.var)

(reference (identifier) @local.reference)
(chain start: (identifier) @local.reference)
