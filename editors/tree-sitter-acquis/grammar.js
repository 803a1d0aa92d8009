/**
 * @file Acquis, a language for assurance-level law.
 * @license Apache-2.0 OR MIT
 *
 * Written after `crates/syntax/src/acquis.pest`, which is normative. What differs, and why:
 *
 * - The normative parser cuts a file into declarations before it parses them. Here the whole file is one text.
 * - Expressions are binary trees. The normative grammar leaves them flat.
 * - Nothing is here for texts in error: tree-sitter recovers by itself.
 * - Checks that need more than grammar (mixed connectives, chained comparisons, layout of calls) are left to `check`.
 *
 * Most words of the language are names wherever the grammar does not ask for them. tree-sitter reads a word as a
 * keyword where the grammar allows the keyword, and as a name where it does not, so only the places that allow both
 * need care. Each has a rule named `…_name` below that lists the words that may be names there.
 */

/// <reference types="tree-sitter-cli/dsl" />
// @ts-check

// Words that are never names: the rule `reserved` of the normative grammar, without `formalised`, which tree-sitter cannot
// reserve because it is no token of this grammar.
const RESERVED = [
  'import', 'instrument', 'entity', 'enum', 'register', 'facts', 'assume', 'define', 'ladder', 'criterion',
  'derogation', 'reading', 'rule', 'scenario', 'waive', 'amendment',
  'holds', 'fails', 'parameter', 'applies', 'requires', 'unless', 'point', 'evidence', 'without', 'with', 'plus',
  'opens', 'on', 'except',
  'and', 'or', 'not', 'implies', 'every', 'some', 'no', 'at', 'exactly', 'all', 'any', 'first', 'of', 'in', 'where',
  'satisfies', 'if', 'then', 'else', 'otherwise', 'true', 'false', 'chain', 'count', 'should', 'by', 'level', 'own',
  'exists', 'together', 'is', 'assessment_date', 'as',
];

// How tightly a construct holds together, loosest first.
const PREC = {
  open_ended: -1,
  comparison: 1,
  together: 2,
  sum: 3,
  product: 4,
  each: 5,
  negative: 6,
  suffix: 7,
  path: 8,
};

/** One or more, separated by commas. */
const listed = rule => seq(rule, repeat(seq(',', rule)));

/** None or more, separated by commas, with a comma allowed after the last. */
const trailing = rule => optional(seq(rule, repeat(seq(',', rule)), optional(',')));

/** A name at a place where these words would else be keywords. */
const name_or = ($, ...words) => choice($.identifier, ...words.map(word => alias(word, $.identifier)));

module.exports = grammar({
  name: 'acquis',

  word: $ => $.identifier,

  reserved: {
    global: _ => RESERVED,
    // Words of a policy that an amendment changes may be any but those that end them.
    words: _ => ['by', 'in'],
  },

  extras: $ => [/[ \t\r\n]/, $.comment, $.doc_comment],

  supertypes: $ => [$.declaration, $.expression],

  conflicts: $ => [
    // `from` after a type starts its bounds, or is the field below.
    [$.plain_type],
    // `fixed` after a type belongs to it, or is the field below.
    [$.field],
    // `until` and `under` after a date belong to its entry, or are the key of the entry below.
    [$.entry],
    // `each` at the end of a clause is a name; what follows it starts the clause below, or is the variable.
    [$.each, $.reference],
    // `missing open` says that the fact `open` is missing, or that what the rule `missing` gives is open.
    [$.is_missing, $._rule_name],
    // `by` after a target says by what it is replaced, or who proposes the amendment.
    [$.operation],
    // A row goes on with its table, or is the header of the table below.
    [$.table],
    // `set`, `remove` and `expect` after a bar are a cell, or start the clause below.
    [$.row],
  ],

  rules: {
    source_file: $ => repeat($.declaration),

    declaration: $ => choice(
      $.import,
      $.instrument,
      $.entity,
      $.enumeration,
      $.register,
      $.facts,
      $.assumption,
      $.define,
      $.ladder,
      $.criterion,
      $.derogation,
      $.reading,
      $.not_formalised,
      $.rule,
      $.scenario,
      $.waiver,
      $.amendment,
    ),

    // ── Citations ───────────────────────────────────────────────────────────────────────────────────────────────
    // Where two of these match the same text, the one that is defined first is read.

    annex_number: _ => /[IVXL]+[a-z]*/,
    section_letter: _ => /[A-Z]/,
    dotted_number: _ => /\d+[a-z]*(\.\d+[a-z]*)*/,
    provision_number: _ => /\d+[a-z]*/,

    citation: $ => seq(
      optional(field('instrument', $.instrument_name)),
      choice($._article_cited, $._annex_cited, $._recital_cited),
    ),
    instrument_name: $ => $.identifier,
    _article_cited: $ => seq('Article', $.provision_number, repeat($._label)),
    _annex_cited: $ => seq(
      'Annex',
      $.annex_number,
      optional(choice($.section_letter, $.dotted_number)),
      repeat($._label),
    ),
    _recital_cited: $ => seq('Recital', $.provision_number),
    _label: $ => alias($._joined_label, $.provision_label),
    _joined_label: _ => token.immediate(/\(-?[A-Za-z0-9]+\)/),
    provision_label: _ => /\(-?[A-Za-z0-9]+\)/,

    cited: $ => seq($.citation, optional($.printed_as)),
    printed_as: $ => seq('printed', 'as', $.citation),
    citations: $ => listed($.cited),
    under: $ => seq('under', $.cited),
    cites: $ => seq('cites', $.citations),

    // ── Files and what can be cited ─────────────────────────────────────────────────────────────────────────────

    import: $ => seq('import', field('module', $.module_path)),
    module_path: _ => /\p{XID_Start}\p{XID_Continue}*(\.\p{XID_Start}\p{XID_Continue}*)*/,

    instrument: $ => seq(
      'instrument',
      field('name', $.identifier),
      field('title', optional($.text)),
      field('body', $.instrument_body),
    ),
    instrument_body: $ => seq('{', repeat(choice($.instrument_fact, $.provision)), '}'),
    instrument_fact: $ => choice(
      seq(choice('document', 'procedure', 'address'), $.text),
      seq('dated', $.date),
      seq('status', field('status', $.identifier)),
    ),
    provision: $ => seq(
      field('kind', $.provision_kind),
      $.labels,
      repeat($._provision_mark),
      optional(seq(field('title', $.text), repeat($._provision_mark))),
      optional(field('body', $.provision_body)),
    ),
    provision_kind: _ => choice(
      'article', 'articles', 'annex', 'annexs', 'annexe', 'annexes', 'recital', 'recitals', 'section', 'sections',
      'number', 'numbers', 'paragraph', 'paragraphs', 'point', 'points',
    ),
    labels: $ => seq($._outline_label, optional(seq('to', $._outline_label))),
    _outline_label: $ => choice($.provision_label, $.dotted_number, $.annex_number, $.section_letter),
    _provision_mark: $ => choice(
      $.named_as,
      $.printed_number,
      $.refers_to,
      $.empowers,
      $.not_transcribed,
      'deleted',
    ),
    named_as: $ => seq('named', $.section_letter),
    printed_number: $ => seq('printed', 'as', $._outline_label),
    refers_to: $ => seq('refers', 'to', $.citation),
    empowers: $ => seq('empowers', field('kind', $.identifier)),
    not_transcribed: _ => seq('not', 'transcribed'),
    provision_body: $ => seq('{', repeat($.provision), '}'),

    // ── The vocabulary of facts ─────────────────────────────────────────────────────────────────────────────────

    enumeration: $ => seq(
      'enum',
      field('name', $.identifier),
      optional($.of_evidence),
      optional('ordered'),
      field('body', $.enum_body),
    ),
    of_evidence: _ => seq('of', 'evidence'),
    enum_body: $ => seq('{', $.variant, repeat(seq(choice('<', ','), $.variant)), optional(','), '}'),
    variant: $ => seq(field('name', $.identifier), field('gloss', optional($.text))),

    entity: $ => seq(
      'entity',
      field('name', $.identifier),
      optional($.identified_by),
      field('body', $.fields),
    ),
    identified_by: $ => seq('identified', 'by', field('key', $.identifier)),
    fields: $ => seq('{', repeat($.field), '}'),
    field: $ => seq(
      field('name', $._field_name),
      ':',
      field('type', $._type),
      optional('fixed'),
    ),
    // Words that go on with the type of the field above.
    _field_name: $ => name_or($, 'from', 'fixed'),

    facts: $ => seq('facts', field('body', $.fields)),

    _type: $ => choice(
      $.list_type,
      $.pool_type,
      $.optional_type,
      $.reference_type,
      $.level_type,
      $.plain_type,
    ),
    list_type: $ => prec.right(seq('list', 'of', $._type, optional('nonempty'))),
    pool_type: $ => seq('pool', 'of', $._type),
    optional_type: $ => seq('optional', $._type),
    reference_type: $ => seq('ref', field('name', $.identifier)),
    level_type: $ => seq('level', 'of', field('ladder', $.identifier)),
    plain_type: $ => seq(field('name', $.identifier), optional($.bounds), optional($.places)),
    bounds: $ => seq('from', $.bound, 'to', $.bound),
    bound: $ => seq(optional('-'), $._number, optional('%')),
    places: $ => seq('with', $.integer, 'places'),

    register: $ => seq(
      'register',
      field('name', $.identifier),
      'of',
      field('type', $.identifier),
      field('title', optional($.text)),
      optional($.under),
      optional($.known_until),
      field('body', $.register_body),
    ),
    known_until: $ => seq('known', 'until', $.date),
    register_body: $ => seq('{', repeat($.entry), '}'),
    entry: $ => seq(
      field('key', $._entry_key),
      'from',
      $.date,
      optional(seq('until', $.date)),
      optional($.act),
    ),
    // Words that go on with the entry above.
    _entry_key: $ => name_or($, 'until', 'under'),
    act: $ => seq('under', 'act', $.text),

    assumption: $ => seq('assume', field('title', $.text), $._formula),

    // ── Notions ─────────────────────────────────────────────────────────────────────────────────────────────────

    define: $ => seq(
      'define',
      field('name', $.identifier),
      field('parameters', optional($.parameters)),
      ':',
      field('type', $._type),
      optional($.cites),
      '=',
      field('value', $._formula),
    ),
    parameters: $ => seq('(', optional(listed($.variable)), ')'),
    variable: $ => seq(field('name', $.identifier), ':', field('type', $._type)),

    reading: $ => seq(
      'reading',
      field('name', $.identifier),
      field('question', optional($.text)),
      optional($.cites),
      field('body', $.reading_body),
    ),
    reading_body: $ => seq('{', repeat($.choice), '}'),
    choice: $ => seq(
      choice('default', 'alternative'),
      field('name', $.identifier),
      field('gloss', optional($.text)),
    ),

    // ── Levels, criteria, derogations ───────────────────────────────────────────────────────────────────────────

    ladder: $ => seq(
      'ladder',
      field('name', $.identifier),
      field('title', optional($.text)),
      optional($.under),
      optional($.cumulative),
      field('body', $.ladder_body),
    ),
    cumulative: $ => seq('cumulative', optional($.under)),
    ladder_body: $ => seq('{', repeat($.rung), '}'),
    rung: $ => seq(
      'level',
      field('level', $.integer),
      field('title', optional($.text)),
      optional($.set_out_in),
      optional($.standard),
    ),
    set_out_in: $ => seq('set', 'out', 'in', $.citation),
    standard: $ => seq('evidence', field('grade', $.grade), optional($.not_older), optional($.under)),
    grade: $ => $.identifier,
    not_older: $ => seq('not', 'older', 'than', $.integer, $.duration_unit, optional($.rounding)),

    criterion: $ => seq(
      'criterion',
      field('provision', $.cited),
      optional($.at_level),
      field('title', optional($.text)),
      optional($.counterpart),
      optional($.copied),
      field('body', optional($.criterion_body)),
    ),
    at_level: $ => seq('at', 'level', $.integer),
    counterpart: $ => seq('counterpart', 'of', $.citation),
    copied: $ => seq(choice('restates', 'refines'), $.citation),
    criterion_body: $ => seq('{', repeat($._criterion_clause), '}'),
    _criterion_clause: $ => choice(
      $.holds,
      $.fails,
      $.parameter,
      $.applies,
      $.requires,
      $.unless,
      $.point,
      $.evidence,
      $.with_parameter,
      $.without,
      $.plus,
    ),
    holds: $ => seq('holds', $.text),
    fails: $ => seq('fails', $.text),
    parameter: $ => seq(
      'parameter',
      field('name', $.identifier),
      ':',
      field('type', $._type),
      '=',
      field('value', $._formula),
    ),
    applies: $ => seq('applies', 'where', $._formula),
    requires: $ => seq('requires', $._formula),
    unless: $ => seq('unless', $._formula),
    point: $ => seq(
      'point',
      field('name', $._point_name),
      field('title', optional($.text)),
      field('body', $.point_body),
    ),
    _point_name: $ => choice($.provision_label, $.identifier),
    point_body: $ => seq('{', repeat($._point_clause), '}'),
    _point_clause: $ => choice($.holds, $.fails, $.applies, $.requires, $.unless, $.evidence),
    evidence: $ => seq('evidence', $.citations, optional($.exhibits)),
    exhibits: $ => seq('{', repeat($.exhibit), '}'),
    exhibit: $ => seq(
      field('kind', $.identifier),
      field('gloss', optional($.text)),
      field('grade', optional($.grade)),
      optional($.not_older),
      'for',
      listed($.fact_name),
      ';',
    ),
    fact_name: $ => seq($.identifier, repeat(seq('.', $.identifier))),
    with_parameter: $ => seq('with', field('name', $.identifier), '=', field('value', $._formula)),
    without: $ => seq('without', choice('unless', seq('point', field('point', $._point_name)))),
    plus: $ => seq('plus', choice($.requires, $.unless, $.point)),

    derogation: $ => seq(
      'derogation',
      field('name', $.identifier),
      'from',
      field('provision', $.cited),
      optional($.at_level),
      optional($.under),
      optional($.for_each),
      field('body', $.derogation_body),
    ),
    for_each: $ => seq('for', 'each', field('variable', $.identifier), 'that', 'fails'),
    derogation_body: $ => seq('{', repeat($._derogation_clause), '}'),
    _derogation_clause: $ => choice($.opens, $.condition, $.exception),
    opens: $ => seq('opens', 'where', $._formula),
    condition: $ => seq('on', 'condition', 'that', optional(seq(field('title', $.text), ':')), $._formula),
    exception: $ => seq('except', 'where', $._formula),

    // One token, because `not` after the formula of the declaration above could also deny `in`.
    not_formalised: $ => seq(
      alias($._not_formalised, 'not formalised'),
      $.citation,
      'because',
      field('reason', $.text),
    ),
    _not_formalised: _ => token(seq('not', /[ \t\r\n]+/, 'formalised')),
    waiver: $ => seq(
      'waive',
      field('code', $.identifier),
      'until',
      $.date,
      'because',
      field('reason', $.text),
    ),

    // ── Rules ───────────────────────────────────────────────────────────────────────────────────────────────────

    rule: $ => seq(
      'rule',
      field('name', $.identifier),
      field('title', optional($.text)),
      optional($.each_of),
      ':',
      field('type', $._type),
      $.under,
      field('body', $.rule_body),
    ),
    each_of: $ => seq(
      'for',
      'each',
      field('variable', $.identifier),
      'in',
      field('list', $._comparison),
      optional($.where_filter),
    ),
    rule_body: $ => seq('{', repeat($._rule_clause), '}'),
    _rule_clause: $ => choice($.applies, $.default, $.excepted, $.clock, $.working_day),
    default: $ => seq('default', $._outcome),
    excepted: $ => seq(
      'exception',
      field('name', $.identifier),
      field('title', optional($.text)),
      optional($.under),
      optional($.over),
      'when',
      field('condition', $._formula),
      'then',
      field('value', $._outcome),
    ),
    over: $ => seq('over', listed($.exception_name), $.under),
    exception_name: $ => $.identifier,
    _outcome: $ => choice($.period, $._formula),
    period: $ => seq(
      'period',
      'of',
      $.integer,
      $.duration_unit,
      'after',
      field('start', $._formula),
      optional($.rounding),
    ),
    clock: $ => seq(
      'clock',
      'stops',
      $.each_of,
      'from',
      field('from', $._formula),
      'to',
      field('to', $._formula),
      optional(choice(seq($.cap, optional($.under), optional($.except_filter)), $.under)),
    ),
    cap: $ => seq('at', 'most', $.integer, choice('days', 'day'), 'in', 'total'),
    working_day: $ => seq(
      'ends', 'on', 'a', 'working', 'day',
      optional($.days_off),
      optional($.under),
    ),
    days_off: $ => seq('except', 'on', $._comparison),

    // ── Amendments ──────────────────────────────────────────────────────────────────────────────────────────────

    amendment: $ => seq(
      'amendment',
      field('name', $.identifier),
      'to',
      field('instrument', $.identifier),
      field('title', optional($.text)),
      field('body', $.amendment_body),
    ),
    amendment_body: $ => seq('{', repeat(choice($.amendment_fact, $.operation)), '}'),
    amendment_fact: $ => choice(
      seq(choice('number', 'by', 'body', 'because'), $.text),
      seq('dated', $.date),
      seq('status', field('status', $.identifier), optional(seq('from', $.date))),
      seq('builds', 'on', listed(field('amendment', $.identifier))),
    ),
    operation: $ => choice(
      seq('replace', $.target, optional($.fingerprint), optional(seq('by', $._new_part))),
      seq('insert', choice($._new_part, $.new_thing), choice('after', 'before'), $.target, optional($.provision_body)),
      seq('add', $._new_part, 'to', $.target, optional($.fingerprint)),
      seq('add', $.new_thing, 'at', 'the', 'end', 'of', $.target, optional($.provision_body)),
      seq('delete', optional(seq($.braced_words, 'in')), $.target, optional($.fingerprint)),
      seq('substitute', optional('each'), $._words, 'by', $._words, 'in', $.target, optional($.fingerprint)),
      seq(
        'correct',
        choice(seq('number', 'of', $.citation), seq($.citation, 'to', 'read', $.citation, 'in', $.citation)),
        optional($.fingerprint),
      ),
    ),
    fingerprint: $ => seq('fingerprint', $.hash),
    hash: _ => token(prec(1, /[0-9A-Fa-f]{8,64}/)),
    target: $ => seq(repeat($.part_of), choice($._named, $.citation)),
    part_of: $ => seq(
      choice(
        seq('point', field('point', $._point_name)),
        seq('parameter', field('parameter', $.identifier)),
        seq('field', field('field', $.identifier)),
        seq('exception', field('name', $.identifier)),
        seq('entry', field('name', $.identifier)),
        seq('level', $.integer),
        'opens', 'except', 'applies', 'requires', 'unless', 'holds', 'fails', 'evidence', 'default', 'clock', 'heading',
      ),
      'of',
    ),
    new_thing: $ => choice(
      $._named,
      seq($.citation, repeat($._provision_mark), optional(seq(field('title', $.text), repeat($._provision_mark)))),
    ),
    _named: $ => choice(
      'facts',
      seq('assume', $.text),
      seq('instrument', choice(field('instrument', $.identifier), $.citation)),
      seq(choice('entity', 'enum', 'ladder'), choice(field('type', $.identifier), $.citation)),
      seq(choice('register', 'reading'), choice(field('variable', $.identifier), $.citation)),
      seq(choice('criterion', 'derogation', 'define', 'rule'), choice(field('function', $.identifier), $.citation)),
    ),
    _new_part: $ => choice(
      $.holds, $.fails, $.parameter, $.applies, $.requires, $.unless, $.point, $.evidence, $.excepted, $.default, $.clock,
      $.opens, $.exception, $.condition, $.rung,
      seq('heading', $.text),
      seq('entry', $.entry),
      seq('field', $.field),
    ),
    _words: $ => choice($.braced_words, $.words),
    words: $ => repeat1($._word_piece),
    braced_words: $ => seq('{', repeat(choice($._word_piece, $.braced_piece)), '}'),
    braced_piece: $ => choice('by', 'in', $.braced_words),
    _word_piece: $ => choice(reserved('words', $.word), alias('not', $.word), $.text, $._number, $.date, $.sign),
    word: $ => $.identifier,
    sign: _ => token(prec(-2, /[^\s{}"\p{XID_Continue}]/)),

    // ── Scenarios ───────────────────────────────────────────────────────────────────────────────────────────────

    scenario: $ => seq(
      'scenario',
      field('title', $.text),
      optional($.starts_from),
      optional($.on_day),
      optional($.asked_under),
      repeat($.read_as),
      field('body', $.scenario_body),
    ),
    starts_from: $ => seq('from', field('dossier', $.text)),
    on_day: $ => seq('on', $.date),
    asked_under: $ => seq('under', 'amendment', listed(field('amendment', $.identifier))),
    read_as: $ => seq('reading', field('reading', $.identifier), '=', field('choice', $.identifier)),
    scenario_body: $ => seq('{', repeat(choice($._scenario_clause, $.table)), '}'),
    _scenario_clause: $ => choice($.set_fact, $.removed, $.supposed, $.expectation),

    set_fact: $ => seq('set', $.fact_path, '=', $._fact_value),
    removed: $ => seq('remove', $.fact_path),
    supposed: $ => seq(
      'assume',
      field('key', $.identifier),
      choice('in', $.not_in),
      field('register', $.identifier),
      optional(choice($.in_force, 'unknown')),
    ),
    in_force: $ => seq('from', $.date, optional(seq('until', $.date)), optional($.act)),

    fact_path: $ => seq($._fact_step, repeat(seq('.', $._fact_step))),
    _fact_step: $ => seq($.identifier, optional($.fact_element)),
    fact_element: $ => seq('[', choice($.integer, $.text, $.identifier), ']'),

    _fact_value: $ => choice(
      $.value_list,
      $.value_record,
      $.percent,
      $.date,
      $.signed,
      $.text,
      $.value_word,
    ),
    value_list: $ => seq('[', trailing($._fact_value), ']'),
    value_record: $ => seq('{', trailing($.value_field), '}'),
    value_field: $ => seq(field('name', $.identifier), ':', field('value', $._fact_value)),
    signed: $ => seq(optional('-'), $._number),
    value_word: $ => choice('true', 'false', $.identifier),

    expectation: $ => seq(
      'expect',
      choice(
        $.reachable_level,
        $.attained_level,
        $.nothing_missing,
        $.is_missing,
        $.shows_evidence,
        $.has_verdict,
        $.rule_gives,
      ),
    ),
    attained_level: $ => seq($._level_or_none, optional($.of_ladder)),
    reachable_level: $ => seq('reachable', $._level_or_none, optional($.of_ladder)),
    _level_or_none: $ => choice(seq('no', 'level'), seq('level', $.integer)),
    of_ladder: $ => seq('of', field('ladder', $.identifier)),
    nothing_missing: _ => seq('nothing', 'missing'),
    is_missing: $ => prec.dynamic(1, seq('missing', choice($.missing_entry, alias($._missing_path, $.fact_path)))),
    _missing_path: $ => seq(choice(seq($._missing_name, optional($.fact_element)), $._fact_step), repeat(seq('.', $._fact_step))),
    _missing_name: $ => alias('open', $.identifier),
    missing_entry: $ => seq(field('key', choice($.identifier, $._missing_name)), 'in', field('register', $.identifier)),
    has_verdict: $ => seq($.citation, $.verdict),
    shows_evidence: $ => seq(
      'evidence',
      field('kind', optional($.identifier)),
      'for',
      $.citation,
      field('status', $.identifier),
    ),
    rule_gives: $ => seq(
      field('rule', $._rule_name),
      optional($.fact_element),
      choice($.gives_value, $.gives_by, $.gives_latest, $.not_applicable, 'open'),
    ),
    // Words that say what else can be expected.
    _rule_name: $ => name_or($, 'reachable', 'nothing', 'missing', 'Article', 'Annex', 'Recital'),
    gives_value: $ => seq('=', choice($.level_literal, $._fact_value), optional($.gives_by)),
    gives_by: $ => seq('by', choice('default', seq('exception', $.exception_name))),
    gives_latest: $ => seq('at', 'the', 'latest', $.date),
    not_applicable: _ => seq('not', 'applicable'),
    verdict: $ => choice(
      'met',
      seq('met', 'by', 'derogation', field('derogation', $.identifier)),
      seq('not', 'met'),
      $.not_applicable,
      'undetermined',
    ),

    // A row ends where two bars meet. What can be no row of a table starts the next table.
    table: $ => prec.dynamic(-1, seq($.header, repeat1($.row))),
    header: $ => seq('|', repeat1(seq($._column, '|'))),
    _column: $ => choice($.reachable_column, $.level_column, $.citation, alias($.column_path, $.fact_path)),
    reachable_column: _ => seq('reachable', 'level'),
    level_column: _ => 'level',
    column_path: $ => seq(
      choice(seq($._column_name, optional($.fact_element)), $._fact_step),
      repeat(seq('.', $._fact_step)),
    ),
    _column_name: $ => choice(...['reachable', 'Article', 'Annex', 'Recital'].map(word => alias(word, $.identifier))),
    row: $ => seq('|', repeat1(seq($.cell, '|'))),
    cell: $ => choice($.verdict, $.level_literal, $._fact_value, alias($._cell_word, $.value_word)),
    // Words that start a clause below the table, or name a column of the next one.
    _cell_word: $ => choice(...['set', 'remove', 'expect', 'reachable', 'Article', 'Annex', 'Recital']
      .map(word => alias(word, $.identifier))),

    // ── Expressions ─────────────────────────────────────────────────────────────────────────────────────────────

    _formula: $ => choice($._term, $.logical),
    logical: $ => seq($._term, repeat1(seq(field('operator', $.connective), $._term))),
    connective: _ => choice('and', 'or', 'implies'),
    _term: $ => choice($._comparison, $.negation),
    negation: $ => seq('not', $._term),
    _comparison: $ => $.expression,

    expression: $ => choice(
      $.binary,
      $.negative,
      $.field_access,
      $.existence,
      $.as_of,
      $.each,
      $.call,
      $.reference,
      $.date,
      $.duration,
      $.percent,
      $.integer,
      $.decimal,
      $.text,
      $.parenthesised,
      $.list,
      $.quantified,
      $.conditional,
      $.block,
      $.first_of,
      $.by_reading,
      $.should,
      $.chain,
      $.counted,
      $.level_literal,
      $.own_level,
      $.true,
      $.false,
      $.assessment_date,
    ),

    binary: $ => choice(
      ...[
        [PREC.comparison, choice('!=', '<=', '>=', '=', '<', '>', 'in', $.not_in, $.share)],
        [PREC.together, $.together_with],
        [PREC.sum, choice('+', '-')],
        [PREC.product, choice('*', '/')],
      ].map(([precedence, operator]) => prec.left(precedence, seq(
        field('left', $.expression),
        field('operator', operator),
        field('right', $.expression),
      ))),
    ),
    not_in: _ => seq('not', 'in'),
    share: $ => seq(
      'is',
      choice(seq('at', 'least'), seq('at', 'most'), seq('more', 'than'), seq('less', 'than'), 'exactly'),
      $.percent,
      'of',
    ),
    together_with: _ => seq('together', 'with'),

    negative: $ => prec(PREC.negative, seq('-', $.expression)),
    field_access: $ => prec.left(PREC.suffix, seq($.expression, '.', field('field', $.identifier))),
    existence: $ => prec.left(PREC.suffix, seq($.expression, 'exists')),
    as_of: $ => prec.left(PREC.suffix, seq($.expression, 'as', 'of', $.expression)),

    call: $ => prec(PREC.path, seq(field('function', $.identifier), field('arguments', $.arguments))),
    arguments: $ => seq('(', optional(listed($._formula)), ')'),
    // Words that start expressions.
    reference: $ => name_or($, 'each', 'period'),
    parenthesised: $ => seq('(', $._formula, ')'),
    list: $ => seq('[', trailing($._formula), ']'),

    percent: $ => seq($._number, '%'),
    duration: $ => prec.right(seq($.integer, $.duration_unit, optional($.rounding))),
    duration_unit: _ => choice('day', 'days', 'month', 'months', 'year', 'years'),
    rounding: _ => seq('rounded', choice('down', 'up')),
    level_literal: $ => seq('level', $.integer),
    own_level: _ => seq('own', 'level'),
    true: _ => 'true',
    false: _ => 'false',
    assessment_date: _ => 'assessment_date',

    quantified: $ => prec.right(PREC.open_ended, seq(
      $._quantifier,
      field('variable', $.identifier),
      'in',
      field('list', $._comparison),
      optional($.where_filter),
      optional($.except_filter),
      'satisfies',
      field('body', $._term),
    )),
    _quantifier: $ => choice(
      'every',
      'some',
      'no',
      seq(choice(seq('at', 'least'), seq('at', 'most'), 'exactly'), $.integer),
    ),
    where_filter: $ => seq('where', $._formula),
    except_filter: $ => seq('except', 'where', $._formula),
    conditional: $ => prec.right(PREC.open_ended, seq(
      'if',
      field('condition', $._formula),
      'then',
      field('consequence', $._term),
      'else',
      field('alternative', $._term),
    )),

    block: $ => seq(choice('all', 'any'), 'of', field('body', $.limbs)),
    limbs: $ => seq('{', repeat1($.limb), '}'),
    limb: $ => seq(optional($.limb_name), $._formula, ';'),
    limb_name: $ => seq('point', field('name', $._point_name), field('gloss', optional($.text)), ':'),

    first_of: $ => seq('first', 'of', field('body', $.cases)),
    cases: $ => seq('{', repeat1($.case), $.otherwise, '}'),
    case: $ => seq(
      optional($.case_name),
      'where',
      field('condition', $._formula),
      ':',
      field('value', $._formula),
      ';',
    ),
    case_name: $ => seq('point', field('name', $._point_name), field('gloss', optional($.text))),
    otherwise: $ => seq('otherwise', field('gloss', optional($.text)), ':', field('value', $._formula), ';'),

    by_reading: $ => seq('by', 'reading', field('reading', $.identifier), field('body', $.alternatives)),
    alternatives: $ => seq('{', repeat1($.chosen), '}'),
    chosen: $ => seq(field('name', $.identifier), ':', field('value', $._formula), ';'),

    should: $ => prec.right(PREC.open_ended, seq(
      'should',
      $._comparison,
      optional(seq('by', 'reading', field('reading', $.identifier))),
    )),
    chain: $ => prec.right(PREC.path, seq(
      'chain',
      'of',
      field('start', $.identifier),
      repeat(seq('.', field('field', $.identifier))),
    )),
    each: $ => seq(
      'each',
      field('variable', $._each_name),
      'in',
      field('list', $.expression),
      prec(PREC.each, seq('where', field('condition', $.expression))),
    ),
    // Words that can follow a reference in a rule, where `each` itself may be a name.
    _each_name: $ => name_or($, 'clock', 'default', 'ends', 'exception', 'from', 'rounded', 'to', 'under'),
    counted: $ => seq('count', '(', $._comparison, ')'),

    // ── Words, numbers, texts ───────────────────────────────────────────────────────────────────────────────────

    identifier: _ => /[\p{XID_Start}_]\p{XID_Continue}*/,
    integer: _ => /\d+(_\d+)*/,
    decimal: _ => /\d+(_\d+)*\.\d+/,
    _number: $ => choice($.integer, $.decimal),
    date: _ => /\d{4}-\d{2}-\d{2}/,
    text: _ => token(seq('"', repeat(choice(/\\["\\]/, /[^"\\\n]/)), '"')),

    comment: _ => token(seq('//', /[^\n]*/)),
    doc_comment: _ => token(prec(1, seq('//', choice('/', '!'), /[^\n]*/))),
  },
});
