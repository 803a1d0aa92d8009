; Brackets that can have a colour by their depth.

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
] @rainbow.scope

["{" "}" "[" "]" "(" ")"] @rainbow.bracket
