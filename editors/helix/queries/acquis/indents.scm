; Written by editors/queries.mjs from tree-sitter-acquis/queries/indents.scm: change that.

; What stands in braces, brackets or parentheses is one step further in.
[
  (instrument_body)
  (provision_body)
  (enum_body)
  (fields)
  (register_body)
  (reading_body)
  (ladder_body)
  (criterion_body)
  (point_body)
  (exhibits)
  (derogation_body)
  (rule_body)
  (scenario_body)
  (limbs)
  (cases)
  (alternatives)
  (list)
  (value_list)
  (value_record)
  (parenthesised)
  (arguments)
  (parameters)
] @indent

; So is what goes on with a clause.
[
  (define)
  (assumption)
  (requires)
  (unless)
  (applies)
  (opens)
  (condition)
  (exception)
  (excepted)
  (default)
  (clock)
  (limb)
  (chosen)
  (case)
  (otherwise)
  (quantified)
  (exhibit)
] @indent

["}" ")" "]"] @outdent
