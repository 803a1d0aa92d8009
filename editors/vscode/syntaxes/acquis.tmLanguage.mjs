// Writes `acquis.tmLanguage.json`, the TextMate grammar, so that what many rules share is written once.
//
//   node acquis.tmLanguage.mjs          writes the file
//   node acquis.tmLanguage.mjs --check  exits 1 if it would be another
//
// A TextMate grammar sees one line at a time and cannot go back. Most words of the language are names wherever the
// grammar does not ask for them, so each rule below matches words by the company they keep: `each` is a word of the
// language before a name and `in`, and a name elsewhere. `editors/sample.tokens` is what comes out.

import { readFileSync, writeFileSync } from 'node:fs';

// ── Pieces of regular expressions ───────────────────────────────────────────────────────────────────────────────────

const NAME = '[\\p{L}\\p{Nl}_]\\w*';

const DECLARATIONS = [
  'import', 'instrument', 'entity', 'enum', 'register', 'facts', 'assume', 'define', 'ladder', 'criterion',
  'derogation', 'reading', 'rule', 'scenario', 'waive', 'amendment',
];
const RESERVED = [
  ...DECLARATIONS, 'formalised',
  'holds', 'fails', 'parameter', 'applies', 'requires', 'unless', 'point', 'evidence', 'without', 'with', 'plus',
  'opens', 'on', 'except',
  'and', 'or', 'not', 'implies', 'every', 'some', 'no', 'at', 'exactly', 'all', 'any', 'first', 'of', 'in', 'where',
  'satisfies', 'if', 'then', 'else', 'otherwise', 'chain', 'count', 'should', 'by', 'level', 'own', 'exists',
  'together', 'is', 'assessment_date', 'as',
];
const word = (...words) => `\\b(${words.join('|')})\\b`;

/** Where the next declaration starts. A scenario chooses readings in its head, and says so with an equals sign. */
const NEXT = `(?=\\b(?:${DECLARATIONS.join('|')})\\b(?!(?<=reading)\\s+${NAME}\\s*=)|\\bnot\\s+formalised\\b)`;
/** The same where braces are open: a declaration at the head of a line, so that one brace too few spoils little. */
const BROKEN_OFF = `(?=^(?:${DECLARATIONS.join('|')})\\b)`;
const CLAUSES = '(?=\\b(?:holds|fails|parameter|applies|requires|unless|point|evidence|with|without|plus)\\b|\\})';
const SCENARIO_CLAUSES = `(?=\\b(?:set|remove|assume|expect)\\s+${NAME}|[}|])|${BROKEN_OFF}`;

/** A name that is no reserved word. */
const FREE_NAME = `(?!(?:${RESERVED.join('|')}|true|false)\\b)${NAME}`;
/** The same where no citation starts. */
const UNCITED = `(?!(?:${NAME}\\s+)?(?:Article|Annex|Recital)\\b)${FREE_NAME}`;
const AMENDMENT_CLAUSES = 'number|by|body|dated|status|because|builds|replace|insert|add|delete|substitute|correct';
/** A name that starts no type made of others, right where a type is expected. */
const TYPE_NAME = `(?!(?:list|pool|optional|ref)\\b)(${FREE_NAME})`;
const LABEL = '\\(-?[A-Za-z0-9]+\\)';
// Cells up to one that can only be the name of a column: a citation, or a path of facts.
const COLUMNS = `(?:[^|"]*\\|)*\\s*(?:${NAME}\\s*[.\\[]|(?:${NAME}\\s+)?(?:Article|Annex|Recital)\\s|(?:reachable\\s+)?level\\s*\\|)`;
// Words that stand before a citation, and so name no instrument.
const BEFORE_CITATION = 'under|cites|as|from|criterion|to|of|restates|refines|in|evidence|formalised|expect|for|' +
  'insert|add|delete|replace|correct|read|after|before|define|rule|derogation|register|reading|entity|enum|ladder';

// ── Pieces of rules ─────────────────────────────────────────────────────────────────────────────────────────────────

const SCOPES = {
  keyword: 'keyword.control.acquis',
  operator: 'keyword.operator.acquis',
  constant: 'constant.language.acquis',
  namespace: 'entity.name.namespace.acquis',
  type: 'entity.name.type.acquis',
  function: 'entity.name.function.acquis',
  variable: 'variable.other.acquis',
  parameter: 'variable.parameter.acquis',
  property: 'variable.other.property.acquis',
  member: 'variable.other.enummember.acquis',
  number: 'constant.numeric.acquis',
  date: 'constant.numeric.date.acquis',
  citation: 'constant.other.citation.acquis',
  accessor: 'punctuation.accessor.acquis',
  separator: 'punctuation.separator.acquis',
  brace: 'punctuation.section.braces.acquis',
  bracket: 'punctuation.section.brackets.acquis',
};

/** The scopes of the groups of an expression, in their order. */
const captures = kinds =>
  Object.fromEntries(kinds.map((kind, i) => [i + 1, { name: SCOPES[kind] }]).filter(([, to]) => to.name));
const match = (expression, ...kinds) => ({ match: expression, captures: captures(kinds) });
const whole = (expression, kind) => ({ match: expression, name: SCOPES[kind] });
const keywords = (...words) => whole(word(...words), 'keyword');
const includes = (...names) => names.map(name => ({ include: `#${name}` }));
const within = (begin, kinds, end, patterns, endKinds = []) => ({
  begin,
  beginCaptures: captures(kinds),
  end,
  endCaptures: captures(endKinds),
  patterns,
});
const braces = patterns => within('(\\{)', ['brace'], `(\\})|${BROKEN_OFF}`, patterns, ['brace']);
/** A declaration that ends with its braces. */
const braced = (begin, kinds, patterns) => within(begin, kinds, `(?<=\\})|${NEXT}`, [...includes('comments'), ...patterns]);
/** A declaration that ends where the next one starts. */
const open = (begin, kinds, patterns) => within(begin, kinds, NEXT, [...includes('comments'), ...patterns]);

/** A formula after an equals sign. */
const definedAs = end => within('(=)', ['operator'], end, includes('expression'));
const type = end => within('(:)', ['separator'], `(?=[={}(),;]|(?<!: )\\b(?:cites|under)\\b|${NAME}\\s*:)|${end}`, includes('type'));

// ── The rules ───────────────────────────────────────────────────────────────────────────────────────────────────────

const repository = {
  comments: {
    patterns: [
      { name: 'comment.line.documentation.acquis', match: '//[/!].*$' },
      { name: 'comment.line.double-slash.acquis', match: '//.*$' },
    ],
  },

  strings: {
    patterns: [{
      name: 'string.quoted.double.acquis',
      begin: '"',
      end: '"|$',
      patterns: [{ name: 'constant.character.escape.acquis', match: '\\\\["\\\\]' }],
    }],
  },

  numbers: {
    patterns: [
      whole('\\b\\d{4}-\\d{2}-\\d{2}\\b', 'date'),
      match('\\b(\\d[\\d_]*)\\s+(days?|months?|years?)\\b', 'number', 'keyword'),
      whole('\\b\\d[\\d_]*(?:\\.\\d+)?(?:\\s*%)?', 'number'),
    ],
  },

  rounding: { patterns: [match(`\\b(rounded)\\s+(down|up)\\b`, 'keyword', 'keyword')] },

  citation: {
    patterns: [
      match(
        `(?:\\b(?!(?:${BEFORE_CITATION}|Article|Annex|Recital)\\b)(${NAME})\\s+)?` +
          `\\b(Article\\s+\\d+[a-z]*(?:${LABEL})*` +
          `|Annex\\s+[IVXL]+[a-z]*\\b(?:\\s+(?:[A-Z]\\b|\\d+[a-z]*(?:\\.\\d+[a-z]*)*))?(?:${LABEL})*` +
          `|Recital\\s+\\d+[a-z]*)`,
        'namespace', 'citation',
      ),
      match('\\b(printed)\\s+(as)\\b', 'keyword', 'keyword'),
    ],
  },
  under: { patterns: [keywords('under'), ...includes('citation')] },

  // ── Files and what can be cited

  import: match('\\b(import)\\b(?:\\s+([\\w.]+))?', 'keyword', 'namespace'),
  instrument: braced(`\\b(instrument)\\b(?:\\s+(${FREE_NAME}))?`, ['keyword', 'namespace'], includes('strings', 'outline')),
  outline: braces(includes('outline_items')),
  outline_items: {
    patterns: [
      ...includes('comments', 'strings'),
      match('\\b(refers)\\s+(to)\\b', 'keyword', 'keyword'),
      match('\\b(printed)\\s+(as)\\b', 'keyword', 'keyword'),
      ...includes('citation'),
      whole('\\b\\d{4}-\\d{2}-\\d{2}\\b', 'date'),
      match(`\\b(status|empowers)\\s+(${NAME})`, 'keyword', 'member'),
      match('\\b(not)\\s+(transcribed)\\b', 'keyword', 'keyword'),
      keywords('(?:article|annexe|annex|recital|section|number|paragraph|point)s?', 'document', 'procedure', 'address', 'dated', 'named', 'to', 'deleted'),
      whole(LABEL, 'citation'),
      whole('\\b(?:\\d+[a-z]*(?:\\.\\d+[a-z]*)*|[IVXL]+[a-z]*|[A-Z])\\b', 'citation'),
      ...includes('outline'),
    ],
  },

  // ── The vocabulary of facts

  enumeration: braced(`\\b(enum)\\b(?:\\s+(${FREE_NAME}))?`, ['keyword', 'type'], [
    match('\\b(of)\\s+(evidence)\\b', 'keyword', 'keyword'),
    keywords('ordered'),
    braces([...includes('comments', 'strings'), whole(FREE_NAME, 'member'), whole('<', 'operator')]),
  ]),
  entity: braced(`\\b(entity)\\b(?:\\s+(${FREE_NAME}))?`, ['keyword', 'type'], [
    match(`\\b(identified)\\s+(by)\\s+(${FREE_NAME})`, 'keyword', 'keyword', 'property'),
    ...includes('fields'),
  ]),
  facts: braced('\\b(facts)\\b', ['keyword'], includes('fields')),
  fields: braces([
    ...includes('comments'),
    whole(`${FREE_NAME}(?=\\s*:)`, 'property'),
    type(BROKEN_OFF),
  ]),
  type: {
    patterns: [
      ...includes('comments'),
      match(`\\b(list|pool|level)\\s+(of)\\b(?:\\s+${TYPE_NAME})?`, 'keyword', 'keyword', 'type'),
      match(`\\b(optional|ref)(?:\\s+${TYPE_NAME})`, 'keyword', 'type'),
      match(`\\G\\s*${TYPE_NAME}`, 'type'),
      match('\\b(with)\\s+(\\d[\\d_]*)\\s+(places)\\b', 'keyword', 'number', 'keyword'),
      keywords('optional', 'ref', 'nonempty', 'fixed', 'from', 'to'),
      whole('-', 'operator'),
      ...includes('numbers'),
      whole(FREE_NAME, 'type'),
    ],
  },
  register: braced(`\\b(register)\\b(?:\\s+(${FREE_NAME}))?`, ['keyword', 'variable'], [
    ...includes('strings'),
    match(`\\b(of)\\s+(${FREE_NAME})`, 'keyword', 'type'),
    match('\\b(known)\\s+(until)\\b', 'keyword', 'keyword'),
    ...includes('under', 'numbers'),
    braces([
      ...includes('comments', 'strings', 'numbers'),
      whole(`\\b${FREE_NAME}(?=\\s+from\\b)`, 'member'),
      match('\\b(under)\\s+(act)\\b', 'keyword', 'keyword'),
      keywords('from', 'until'),
    ]),
  ]),
  assumption: open('\\b(assume)\\b', ['keyword'], includes('expression')),

  // ── Notions

  define: open(`\\b(define)\\b(?:\\s+(${FREE_NAME}))?`, ['keyword', 'function'], [
    within('(\\()', ['bracket'], `(\\))|${NEXT}`, [
      ...includes('comments'),
      whole(`${FREE_NAME}(?=\\s*:)`, 'parameter'),
      type(NEXT),
    ], ['bracket']),
    type(NEXT),
    keywords('cites'),
    ...includes('citation'),
    definedAs(NEXT),
  ]),
  reading: braced(`\\b(reading)\\b(?:\\s+(${FREE_NAME}))?`, ['keyword', 'variable'], [
    ...includes('strings'),
    keywords('cites'),
    ...includes('citation'),
    braces([
      ...includes('comments', 'strings'),
      match(`\\b(default|alternative)\\b(?:\\s+(${FREE_NAME}))?`, 'keyword', 'member'),
    ]),
  ]),

  // ── Levels, criteria, derogations

  grade: {
    patterns: [
      match('\\b(not)\\s+(older)\\s+(than)\\b', 'keyword', 'keyword', 'keyword'),
      ...includes('rounding'),
    ],
  },
  ladder: braced(`\\b(ladder)\\b(?:\\s+(${FREE_NAME}))?`, ['keyword', 'type'], [
    ...includes('strings', 'under'),
    keywords('cumulative'),
    braces([
      ...includes('comments', 'strings', 'grade'),
      match('\\b(set)\\s+(out)\\s+(in)\\b', 'keyword', 'keyword', 'keyword'),
      match(`\\b(evidence)\\b(?:\\s+(${FREE_NAME}))?`, 'keyword', 'member'),
      ...includes('under'),
      keywords('level'),
      ...includes('numbers'),
    ]),
  ]),
  criterion: braced('\\b(criterion)\\b', ['keyword'], [
    ...includes('strings'),
    match('\\b(at)\\s+(level)\\b', 'keyword', 'keyword'),
    match('\\b(counterpart)\\s+(of)\\b', 'keyword', 'keyword'),
    ...includes('citation'),
    keywords('restates', 'refines'),
    ...includes('numbers', 'clauses'),
  ]),
  clauses: braces([
    ...includes('comments'),
    within(`\\b(parameter)\\b(?:\\s+(${FREE_NAME}))?`, ['keyword', 'parameter'], CLAUSES, [
      ...includes('comments'),
      type(CLAUSES),
      definedAs(CLAUSES),
    ]),
    match(`\\b(together)\\s+(with)\\b`, 'keyword', 'keyword'),
    match(`\\b(with)\\s+(${FREE_NAME})`, 'keyword', 'parameter'),
    within('\\b(evidence)\\b', ['keyword'], CLAUSES, [
      ...includes('comments', 'citation'),
      braces([...includes('comments'), ...includes('exhibit')]),
    ]),
    // The braces of a point; those of an expression are met within it.
    within(`\\b(point)\\s+(${LABEL}|${FREE_NAME})(?=\\s*(?:"(?:\\\\.|[^"\\\\])*"\\s*)?\\{)`, ['keyword', 'citation'], '(?<=\\})', [
      ...includes('comments', 'strings', 'clauses'),
    ]),
    ...includes('expression'),
  ]),
  // Its kind; then, up to the facts, what is asked of it.
  exhibit: within(`\\b(${FREE_NAME})`, ['member'], '(;)|(?=\\})', [
    ...includes('comments', 'strings', 'grade', 'numbers'),
    within('\\b(for)\\b', ['keyword'], '(?=[;}])', [...includes('comments'), whole(FREE_NAME, 'property')]),
    whole(FREE_NAME, 'member'),
  ], ['separator']),
  derogation: braced(`\\b(derogation)\\b(?:\\s+(${FREE_NAME}))?`, ['keyword', 'function'], [
    match('\\b(at)\\s+(level)\\b', 'keyword', 'keyword'),
    match(`\\b(for)\\s+(each)\\s+(${NAME})\\s+(that)\\s+(fails)\\b`, 'keyword', 'keyword', 'variable', 'keyword', 'keyword'),
    ...includes('citation'),
    keywords('from', 'under'),
    ...includes('numbers'),
    braces([
      match('\\b(on)\\s+(condition)\\s+(that)\\b', 'keyword', 'keyword', 'keyword'),
      ...includes('expression'),
    ]),
  ]),
  not_formalised: within('\\b(not)\\s+(formalised)\\b', ['keyword', 'keyword'], `(?<=")|${NEXT}`, [
    ...includes('comments', 'citation'),
    keywords('because'),
    ...includes('strings'),
  ]),
  waiver: within(`\\b(waive)\\b(?:\\s+(${FREE_NAME}))?`, ['keyword', 'member'], `(?<=")|${NEXT}`, [
    ...includes('comments'),
    keywords('until', 'because'),
    ...includes('numbers', 'strings'),
  ]),

  // ── Rules

  rule: braced(`\\b(rule)\\b(?:\\s+(${FREE_NAME}))?`, ['keyword', 'function'], [
    ...includes('strings'),
    within('\\b(for)\\s+(each)\\b', ['keyword', 'keyword'], `(?=[:{])|${NEXT}`, includes('expression')),
    type(NEXT),
    ...includes('under'),
    braces(includes('rule_clauses')),
  ]),
  // `default` starts a clause where a value follows it, and a name is followed by an operator.
  rule_clauses: {
    patterns: [
      match(
        '(?<![.\\w])(default)\\b(?=\\s*$|\\s+(?:(?:not|if|all|any|first|by|should|level|own|true|false|every|some|no|at|exactly|count|assessment_date)\\b' +
          `|${FREE_NAME}|["(\\[\\d]|-\\s*[\\w(]))`,
        'keyword',
      ),
      within(`(?<![.\\w])(exception)\\s+(${FREE_NAME})`, ['keyword', 'member'], '(?<![.\\w])(when)\\b|(?=\\})', [
        ...includes('comments', 'strings'),
        within('\\b(over)\\b', ['keyword'], '(?=\\bunder\\b|\\})', [...includes('comments'), whole(FREE_NAME, 'member')]),
        ...includes('under'),
      ], ['keyword']),
      match('(?<![.\\w])(period)\\s+(of)\\b', 'keyword', 'keyword'),
      match(`(?<=day|days|month|months|year|years)\\s+(after)\\b`, 'keyword'),
      within('(?<![.\\w])(clock)\\s+(stops)\\s+(for)\\s+(each)\\b', ['keyword', 'keyword', 'keyword', 'keyword'],
        '(?=\\b(?:default|exception|clock\\s+stops|ends\\s+on|applies)\\b|\\})', [
          match('\\b(in)\\s+(total)\\b', 'keyword', 'keyword'),
          whole('(?<![.\\w])(?:from|to)\\b', 'keyword'),
          ...includes('under', 'expression'),
        ]),
      match('(?<![.\\w])(ends)\\s+(on)\\s+(a)\\s+(working)\\s+(day)\\b', 'keyword', 'keyword', 'keyword', 'keyword', 'keyword'),
      match('(?<![.\\w])(under)(?=\\s+)', 'keyword'),
      ...includes('citation', 'expression'),
    ],
  },

  // ── Scenarios

  scenario: braced('\\b(scenario)\\b', ['keyword'], [
    ...includes('strings'),
    match(`\\b(reading)\\s+(${FREE_NAME})\\s*(=)\\s*(${FREE_NAME})`, 'keyword', 'variable', 'operator', 'member'),
    within('\\b(under)\\s+(amendment)\\b', ['keyword', 'keyword'], '(?=\\{|\\breading\\b)', [whole(FREE_NAME, 'function')]),
    keywords('from', 'on'),
    ...includes('numbers'),
    braces([
      ...includes('comments', 'change', 'supposition', 'expectation', 'table'),
    ]),
  ]),
  change: within('\\b(set|remove)\\b', ['keyword'], SCENARIO_CLAUSES, [
    ...includes('comments', 'fact_path'),
    within('(=)', ['operator'], SCENARIO_CLAUSES, includes('value')),
  ]),
  fact_path: { patterns: [...includes('element'), whole(FREE_NAME, 'property')] },
  element: within('(\\[)', ['bracket'], '(\\])|$', [...includes('strings', 'numbers'), whole(FREE_NAME, 'variable')], ['bracket']),
  value: {
    patterns: [
      ...includes('comments', 'strings', 'numbers'),
      whole('-', 'operator'),
      whole('\\b(?:true|false)\\b', 'constant'),
      match(`\\b(by)\\s+(default)\\b`, 'keyword', 'keyword'),
      match(`\\b(by)\\s+(exception)\\s+(${FREE_NAME})`, 'keyword', 'keyword', 'member'),
      keywords('level'),
      within('(\\{)', ['brace'], `(\\})|${BROKEN_OFF}`, [
        whole(`${FREE_NAME}(?=\\s*:)`, 'property'),
        ...includes('value'),
      ], ['brace']),
      within('(\\[)', ['bracket'], `(\\])|${BROKEN_OFF}`, includes('value'), ['bracket']),
      whole(FREE_NAME, 'member'),
    ],
  },
  supposition: within(`\\b(assume)\\s+(${FREE_NAME})`, ['keyword', 'member'], SCENARIO_CLAUSES, [
    ...includes('comments', 'strings', 'numbers'),
    match(`\\b(?:(not)\\s+)?(in)\\s+(${FREE_NAME})`, 'keyword', 'keyword', 'variable'),
    match('\\b(under)\\s+(act)\\b', 'keyword', 'keyword'),
    keywords('from', 'until', 'unknown'),
  ]),
  expectation: within('\\b(expect)\\b', ['keyword'], SCENARIO_CLAUSES, [
    ...includes('comments'),
    match('\\G\\s+(nothing)\\s+(missing)\\b', 'keyword', 'keyword'),
    match('\\G\\s+(reachable)(?=\\s+(?:no|level)\\b)', 'keyword'),
    match('\\b(no)\\s+(level)\\b', 'keyword', 'keyword'),
    match('\\b(level)\\s+(\\d[\\d_]*)', 'keyword', 'number'),
    match(`\\b(of)\\s+(${FREE_NAME})`, 'keyword', 'type'),
    match(`\\G\\s+(missing)\\s+(${FREE_NAME})\\s+(in)\\s+(${FREE_NAME})`, 'keyword', 'member', 'keyword', 'variable'),
    within(`\\G\\s+(missing)(?=\\s+${FREE_NAME})`, ['keyword'], SCENARIO_CLAUSES, includes('comments', 'fact_path')),
    within(`\\G\\s+(evidence)(?:\\s+(?!for\\b)(${FREE_NAME}))?\\s+(for)\\b`, ['keyword', 'member', 'keyword'], SCENARIO_CLAUSES, [
      ...includes('comments', 'citation'),
      whole(FREE_NAME, 'member'),
    ]),
    ...includes('citation'),
    match(`\\G\\s+(${FREE_NAME})(?=\\s*\\[|\\s+(?:by|at|not|open)\\b|\\s*=)`, 'function'),
    ...includes('element', 'verdict'),
    match('\\b(at)\\s+(the)\\s+(latest)\\b', 'keyword', 'keyword', 'keyword'),
    match(`\\b(by)\\s+(default)\\b`, 'keyword', 'keyword'),
    match(`\\b(by)\\s+(exception)\\s+(${FREE_NAME})`, 'keyword', 'keyword', 'member'),
    keywords('open'),
    whole('\\b\\d{4}-\\d{2}-\\d{2}\\b', 'date'),
    within('(=)', ['operator'], SCENARIO_CLAUSES, includes('value')),
  ]),
  verdict: {
    patterns: [
      match(`\\b(met)\\s+(by)\\s+(derogation)\\s+(${FREE_NAME})`, 'keyword', 'keyword', 'keyword', 'function'),
      match('\\b(not)\\s+(met|applicable)\\b', 'keyword', 'keyword'),
      keywords('met', 'undetermined'),
    ],
  },
  // The first row names the columns, and so does one with a column that can be no value. A row ends where two bars meet.
  table: within('(?=\\|)', [], `(?=\\b(?:set|remove|assume|expect)\\s+${NAME}|\\})|${BROKEN_OFF}`, [
    ...includes('comments'),
    within(`\\G(\\|)|^\\s*(\\|)(?=${COLUMNS})`, ['separator', 'separator'], '(\\|)(?=\\s*(?:$|\\||//))', [
      ...includes('citation'),
      match('\\b(reachable)\\s+(level)\\b', 'keyword', 'keyword'),
      keywords('level'),
      ...includes('fact_path'),
    ], ['separator']),
    ...includes('verdict', 'value'),
  ]),

  // ── Amendments

  amendment: braced(`\\b(amendment)\\b(?:\\s+(${FREE_NAME})\\s+(to)\\s+(${FREE_NAME}))?`, ['keyword', 'function', 'keyword', 'namespace'], [
    ...includes('strings'),
    braces(includes('amended')),
  ]),
  amended: {
    patterns: [
      ...includes('comments', 'strings'),
      match('\\b(fingerprint)\\s+([0-9A-Fa-f]{8,64})\\b', 'keyword', 'number'),
      match('\\b(number|by|body|because)(?=\\s*")', 'keyword'),
      match(`\\b(status)\\s+(${FREE_NAME})`, 'keyword', 'member'),
      within('\\b(builds)\\s+(on)\\b', ['keyword', 'keyword'], `(?=\\b(?:${AMENDMENT_CLAUSES})\\b|\\})`, [
        ...includes('comments'),
        whole(FREE_NAME, 'function'),
      ]),
      // Words of a policy, as they stand in it.
      within('\\b(?:(substitute)(?:\\s+(each)\\b)?|(delete)(?=\\s*\\{))', ['keyword', 'keyword', 'keyword'], `\\b(in)\\b|${BROKEN_OFF}`, [
        keywords('by'),
        ...includes('words'),
      ], ['keyword']),
      within('(\\{)(?=\\s*(?:paragraph|point|number|section)s?\\s+[(\\d])', ['brace'], '(\\})', includes('outline_items'), ['brace']),
      match(`\\b(empowers)\\s+(${FREE_NAME})`, 'keyword', 'member'),
      match(`\\b(instrument)\\s+(${UNCITED})`, 'keyword', 'namespace'),
      match(`\\b(entity|enum|ladder)\\s+(${UNCITED})`, 'keyword', 'type'),
      match(`\\b(register|reading)\\s+(${UNCITED})`, 'keyword', 'variable'),
      match(`\\b(criterion|derogation|define|rule)\\s+(${UNCITED})`, 'keyword', 'function'),
      match(`\\b(point)\\s+(${LABEL}|${FREE_NAME})`, 'keyword', 'citation'),
      match(`\\b(parameter)\\s+(${FREE_NAME})`, 'keyword', 'parameter'),
      match(`\\b(field)\\s+(${FREE_NAME})`, 'keyword', 'property'),
      match(`\\b(entry|exception)\\s+(${FREE_NAME})`, 'keyword', 'member'),
      match('\\b(at)\\s+(the)\\s+(end)\\s+(of)\\b', 'keyword', 'keyword', 'keyword', 'keyword'),
      match('\\b(set)\\s+(out)\\s+(in)\\b', 'keyword', 'keyword', 'keyword'),
      match('\\b(under)\\s+(act)\\b', 'keyword', 'keyword'),
      type(`(?=\\bto\\s+(?:entity|facts)\\b)|${BROKEN_OFF}`),
      ...includes('citation'),
      keywords(
        'replace', 'insert', 'add', 'delete', 'correct', 'number', 'to', 'read', 'after', 'before', 'heading', 'default', 'clock', 'dated',
        'from', 'until', 'when', 'deleted',
      ),
      ...includes('expression'),
    ],
  },
  words: {
    patterns: [
      ...includes('strings'),
      whole('\\b\\d{4}-\\d{2}-\\d{2}\\b', 'date'),
      whole('\\b\\d[\\d_]*(?:\\.\\d+)?', 'number'),
      within('(\\{)', ['brace'], '(\\})', [keywords('by', 'in'), ...includes('words')], ['brace']),
    ],
  },

  // ── Expressions

  expression: {
    patterns: [
      ...includes('comments', 'strings', 'numbers', 'rounding'),
      whole('\\b(?:true|false)\\b', 'constant'),
      match(`(\\.)\\s*(${FREE_NAME})`, 'accessor', 'property'),
      within(`\\b(by)\\s+(reading)\\s+(${FREE_NAME})`, ['keyword', 'keyword', 'variable'], '(?<=\\})|(?=[^\\s{])', [
        braces([
          ...includes('comments'),
          within(`(${FREE_NAME})\\s*(:)`, ['member', 'separator'], '(;)|(?=\\})', includes('expression'), ['separator']),
        ]),
      ]),
      match(`\\b(point)\\s+(${LABEL}|${FREE_NAME})`, 'keyword', 'citation'),
      match('\\b(is)\\s+(more|less)\\s+(than)\\b', 'keyword', 'keyword', 'keyword'),
      match('\\b(at)\\s+(least|most)\\b', 'keyword', 'keyword'),
      match(`\\b(each)(?=\\s+${FREE_NAME}\\s+in\\b)`, 'keyword'),
      keywords(...RESERVED),
      whole(`\\b${FREE_NAME}(?=\\s*\\()`, 'function'),
      whole(`\\b${FREE_NAME}`, 'variable'),
      whole('!=|<=|>=|[=<>+*/-]', 'operator'),
      braces(includes('expression')),
    ],
  },
};

const grammar = {
  $comment: 'Written by acquis.tmLanguage.mjs.',
  name: 'Acquis',
  scopeName: 'source.acquis',
  fileTypes: ['acq'],
  patterns: includes(
    'comments', 'import', 'instrument', 'enumeration', 'entity', 'facts', 'register', 'assumption', 'define', 'reading',
    'ladder', 'criterion', 'derogation', 'not_formalised', 'waiver', 'rule', 'scenario',
    'amendment',
  ),
  repository,
};

const file = new URL('acquis.tmLanguage.json', import.meta.url);
const text = `${JSON.stringify(grammar, null, 2)}\n`;
if (process.argv.includes('--check')) {
  if (readFileSync(file, 'utf8') !== text) {
    console.error('acquis.tmLanguage.json is not what acquis.tmLanguage.mjs makes: run it');
    process.exit(1);
  }
} else {
  writeFileSync(file, text);
}
