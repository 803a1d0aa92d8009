; What each word is. No node is captured twice, so that it does not matter which of two captures an editor prefers.
; `editors/sample.tokens` shows all of it.

(comment) @comment
(doc_comment) @comment.documentation

; Names, where they are given

(instrument name: (identifier) @module)
(enumeration name: (identifier) @type)
(variant name: (identifier) @constant)
(entity name: (identifier) @type)
(identified_by key: (identifier) @property)
(field name: (identifier) @property)
(register name: (identifier) @variable)
(entry key: (identifier) @constant)
(define name: (identifier) @function)
(variable name: (identifier) @variable.parameter)
(reading name: (identifier) @variable)
(choice name: (identifier) @constant)
(ladder name: (identifier) @type)
(parameter name: (identifier) @variable.parameter)
(derogation name: (identifier) @function)
(for_each variable: (identifier) @variable)
(rule name: (identifier) @function)
(each_of variable: (identifier) @variable)
(excepted name: (identifier) @constant)
(quantified variable: (identifier) @variable)
(each variable: (identifier) @variable)

; Names, where they are used

(import module: (module_path) @module)
(instrument_name) @module
(instrument_fact status: (identifier) @constant)
(empowers kind: (identifier) @constant)
(plain_type name: (identifier) @type)
(reference_type name: (identifier) @type)
(level_type ladder: (identifier) @type)
(register type: (identifier) @type)
(grade) @constant
(with_parameter name: (identifier) @variable.parameter)
(exhibit kind: (identifier) @constant)
(fact_name (identifier) @property)
(waiver code: (identifier) @constant)
(exception_name) @constant
(reference (identifier) @variable)
(call function: (identifier) @function)
(field_access field: (identifier) @property)
(chain start: (identifier) @variable)
(chain field: (identifier) @property)
(by_reading reading: (identifier) @variable)
(chosen name: (identifier) @constant)
(should reading: (identifier) @variable)

; Scenarios

(read_as reading: (identifier) @variable)
(read_as choice: (identifier) @constant)
(fact_path (identifier) @property)
(fact_element (identifier) @variable)
(value_word (identifier) @constant)
(value_field name: (identifier) @property)
(supposed key: (identifier) @constant)
(supposed register: (identifier) @variable)
(missing_entry key: (identifier) @constant)
(missing_entry register: (identifier) @variable)
(of_ladder ladder: (identifier) @type)
(shows_evidence kind: (identifier) @constant)
(shows_evidence status: (identifier) @constant)
(rule_gives rule: (identifier) @function)
(verdict derogation: (identifier) @function)

; Amendments

(amendment name: (identifier) @function)
(amendment instrument: (identifier) @module)
(amendment_fact status: (identifier) @constant)
(amendment_fact amendment: (identifier) @function)
(asked_under amendment: (identifier) @function)
(target instrument: (identifier) @module)
(target type: (identifier) @type)
(target variable: (identifier) @variable)
(target function: (identifier) @function)
(new_thing instrument: (identifier) @module)
(new_thing type: (identifier) @type)
(new_thing variable: (identifier) @variable)
(new_thing function: (identifier) @function)
(part_of point: (identifier) @string.special.symbol)
(part_of parameter: (identifier) @variable.parameter)
(part_of field: (identifier) @property)
(part_of name: (identifier) @constant)
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
(date) @number.date
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
