; Written by editors/queries.mjs from tree-sitter-acquis/queries/highlights.scm: change that.

; What each word is. No node is captured twice, so that it does not matter which of two captures an editor prefers.
; `editors/sample.tokens` shows all of it.

(comment) @comment
(doc_comment) @comment.doc

; Names, where they are given

(instrument name: (identifier) @type)
(enumeration name: (identifier) @type)
(variant name: (identifier) @variant)
(entity name: (identifier) @type)
(identified_by key: (identifier) @property)
(field name: (identifier) @property)
(register name: (identifier) @variable)
(entry key: (identifier) @variant)
(define name: (identifier) @function)
(variable name: (identifier) @variable.special)
(reading name: (identifier) @variable)
(choice name: (identifier) @variant)
(ladder name: (identifier) @type)
(parameter name: (identifier) @variable.special)
(derogation name: (identifier) @function)
(for_each variable: (identifier) @variable)
(rule name: (identifier) @function)
(each_of variable: (identifier) @variable)
(excepted name: (identifier) @variant)
(quantified variable: (identifier) @variable)
(each variable: (identifier) @variable)

; Names, where they are used

(import module: (module_path) @type)
(instrument_name) @type
(instrument_fact status: (identifier) @variant)
(empowers kind: (identifier) @variant)
(plain_type name: (identifier) @type)
(reference_type name: (identifier) @type)
(level_type ladder: (identifier) @type)
(register type: (identifier) @type)
(grade) @variant
(with_parameter name: (identifier) @variable.special)
(exhibit kind: (identifier) @variant)
(fact_name (identifier) @property)
(waiver code: (identifier) @variant)
(exception_name) @variant
(reference (identifier) @variable)
(call function: (identifier) @function)
(field_access field: (identifier) @property)
(chain start: (identifier) @variable)
(chain field: (identifier) @property)
(by_reading reading: (identifier) @variable)
(chosen name: (identifier) @variant)
(should reading: (identifier) @variable)

; Scenarios

(read_as reading: (identifier) @variable)
(read_as choice: (identifier) @variant)
(fact_path (identifier) @property)
(fact_element (identifier) @variable)
(value_word (identifier) @variant)
(value_field name: (identifier) @property)
(supposed key: (identifier) @variant)
(supposed register: (identifier) @variable)
(missing_entry key: (identifier) @variant)
(missing_entry register: (identifier) @variable)
(of_ladder ladder: (identifier) @type)
(shows_evidence kind: (identifier) @variant)
(shows_evidence status: (identifier) @variant)
(rule_gives rule: (identifier) @function)
(verdict derogation: (identifier) @function)

; Amendments

(amendment name: (identifier) @function)
(amendment instrument: (identifier) @type)
(amendment_fact status: (identifier) @variant)
(amendment_fact amendment: (identifier) @function)
(asked_under amendment: (identifier) @function)
(target instrument: (identifier) @type)
(target type: (identifier) @type)
(target variable: (identifier) @variable)
(target function: (identifier) @function)
(new_thing instrument: (identifier) @type)
(new_thing type: (identifier) @type)
(new_thing variable: (identifier) @variable)
(new_thing function: (identifier) @function)
(part_of point: (identifier) @string.special.symbol)
(part_of parameter: (identifier) @variable.special)
(part_of field: (identifier) @property)
(part_of name: (identifier) @variant)
(hash) @number

; Provisions

["Article" "Annex" "Recital"] @string.special.symbol
[
  (provision_number)
  (annex_number)
  (section_letter)
  (dotted_number)
  (provision_label)
] @string.special.symbol
(point name: (identifier) @string.special.symbol)
(without point: (identifier) @string.special.symbol)
(limb_name name: (identifier) @string.special.symbol)
(case_name name: (identifier) @string.special.symbol)

; Values

(text) @string
[(integer) (decimal) "%"] @number
(date) @number
["true" "false"] @boolean

["=" "!=" "<" "<=" ">" ">=" "+" "-" "*" "/"] @operator
["{" "}" "(" ")" "[" "]"] @punctuation.bracket
["." "," ":" ";" "|"] @punctuation.delimiter

; Words of the language

(assessment_date) @keyword
[
  "a" "act" "address" "after" "all" "alternative" "and" "annex" "annexe" "annexes" "annexs" "any" "applicable"
  "applies" "article" "articles" "as" "assume" "at" "because" "by" "chain" "cites" "clock" "condition"
  "count" "counterpart" "criterion" "cumulative" "dated" "day" "days" "default" "define" "derogation"
  "document" "down" "each" "else" "empowers" "ends" "entity" "enum" "every" "evidence" "exactly" "except"
  "exception" "exists" "expect" "facts" "fails" "first" "fixed" "for" "not formalised" "from" "holds"
  "identified" "if" "implies" "import" "in" "instrument" "is" "known" "ladder" "latest" "least" "less"
  "level" "list" "met" "missing" "month" "months" "more" "most" "named" "no" "nonempty" "not" "nothing"
  "number" "numbers" "of" "older" "on" "open" "opens" "optional" "or" "ordered" "otherwise" "out" "over"
  "own" "paragraph" "paragraphs" "parameter" "period" "places" "plus" "point" "points" "pool" "printed"
  "procedure" "reachable" "reading" "recital" "recitals" "ref" "refers" "refines" "register" "remove"
  "requires" "restates" "rounded" "rule" "satisfies" "scenario" "section" "sections" "set" "should" "some"
  "status" "stops" "than" "that" "the" "then" "to" "together" "total" "transcribed" "under" "undetermined"
  "add" "amendment" "before" "body" "builds" "correct" "delete" "deleted" "end" "entry" "field" "fingerprint" "heading"
  "insert" "read" "replace" "substitute"
  "unknown" "unless" "until" "up" "waive" "when" "where" "with" "without" "working" "year" "years"
] @keyword
