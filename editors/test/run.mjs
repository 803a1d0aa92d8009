// All tests of the grammars. `test.sh` prepares what they need.

import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { isBuiltin } from 'node:module';
import { execFileSync } from 'node:child_process';
import { inflateRawSync } from 'node:zlib';
import test from 'node:test';
import assert from 'node:assert/strict';
import * as treeSitter from './tree-sitter.mjs';
import * as textmate from './textmate.mjs';
import { amendment, differences, editors, expected, sample, view } from './tokens.mjs';

const root = `${editors}../`;
const build = `${editors}.build/`;
const read = path => readFileSync(path, 'utf8');
const none = messages => assert.equal(messages.join('\n'), '');

/** The files below a folder of the repository, for which `wanted` holds. Folders without sources are passed over. */
function below(folder, wanted) {
  const passed = ['target', 'node_modules', 'err'];
  return readdirSync(`${root}${folder}`, { withFileTypes: true }).flatMap(entry => {
    const path = `${folder}${entry.name}`;
    if (entry.isDirectory())
      return entry.name.startsWith('.') || passed.includes(entry.name) ? [] : below(`${path}/`, wanted);
    return entry.isFile() && wanted(path) ? [path] : [];
  }).sort();
}

/** The blocks of a Markdown file that are marked `acq`, but for those from which something is left out. */
function blocks(path) {
  return [...read(`${root}${path}`).matchAll(/^```acq[^\n]*\n(.*?)^```/gms)].map(found => found[1]).filter(text => !text.includes('…'));
}

/** A text as a file, because the program that parses reads files. */
function asFile(name, text) {
  const path = `${build}${name}.acq`;
  writeFileSync(path, text);
  return path;
}

// `crates/syntax/tests/err` has what does not parse; everything else does.
const policies = below('', path => path.endsWith('.acq')).map(path => `${root}${path}`);
const examples = ['spec.md', 'README.md']
  .flatMap(path => blocks(path).map((text, i) => asFile(`${path}-${i + 1}`, text)));
const grammar = await textmate.load();

test('the policies of the repository are found', () => {
  for (const part of ['policies/cada/annex_ii/', 'crates/syntax/tests/ok/', 'crates/cli/src/template/', 'editors/sample.acq'])
    assert(policies.some(path => path.startsWith(`${root}${part}`)), part);
  assert(examples.length > 0);
});

test('the parser was generated from its grammar', () => {
  const wrong = read(`${treeSitter.grammar}src/generated.sha256`).trim().split('\n').filter(line => {
    const [sum, path] = line.split(/\s+/);
    return createHash('sha256').update(readFileSync(`${treeSitter.grammar}${path}`)).digest('hex') !== sum;
  });
  assert.deepEqual(wrong, [], 'run tree-sitter-acquis/generate.sh');
});

test('tree-sitter reads every policy of the repository, and every example of the specification', () => {
  none(treeSitter.errors([...policies, ...examples]));
});

test('tree-sitter finds an error in what does not parse', () => {
  // A file for each part of the grammar; much else in this folder is grammar to tree-sitter, and faulty for other reasons.
  const faulty = ['bad_field', 'bad_outline', 'half_import', 'missing_satisfies', 'rule_without_basis', 'scenario_clauses', 'stray'];
  for (const name of faulty)
    assert.notEqual(treeSitter.errors([`${root}crates/syntax/tests/err/${name}.acq`]).length, 0, name);
});

for (const query of readdirSync(`${treeSitter.grammar}queries`))
  test(`tree-sitter: ${query} fits the grammar`, () => treeSitter.compile(`${treeSitter.grammar}queries/${query}`));

for (const file of readdirSync(`${treeSitter.grammar}test/corpus`)) {
  const cases = read(`${treeSitter.grammar}test/corpus/${file}`).split(/^=+\n(.*)\n=+\n/m).slice(1);
  for (let i = 0; i < cases.length; i += 2)
    test(`tree-sitter, ${file.replace('.txt', '')}: ${cases[i]}`, () => {
      const [text, tree] = cases[i + 1].split(/^-{3,}\n/m);
      // The corpus leaves out what children are to their parent.
      const found = treeSitter.nodes(asFile('corpus', text.trim())).replaceAll(/\b[a-z_]+: /g, '');
      assert.equal(found, tree.trim().replaceAll(/\s+/g, ' ').replaceAll(' )', ')'));
    });
}

test('tree-sitter folds what stands in braces', () => {
  const text = 'criterion Annex I 1(a) at level 1 {\n    requires all of {\n        a;\n    }\n}\n';
  const found = treeSitter.captures(`${treeSitter.grammar}queries/folds.scm`, asFile('folds', text));
  assert.deepEqual(found.map(({ start, end }) => text.slice(start, end).split('\n').length), [5, 3]);
});

test('tree-sitter knows where a variable lives', () => {
  const text = 'define f(x : E) : Bool = some y in x.ys satisfies y.ok and g(x)\n';
  const found = treeSitter.captures(`${treeSitter.grammar}queries/locals.scm`, asFile('locals', text));
  const named = found.map(({ start, end, name }) => `${name.replace('local.', '')} ${text.slice(start, end).trim()}`);
  assert.deepEqual(named, [
    `scope ${text.trim()}`, 'definition.parameter x', 'scope some y in x.ys satisfies y.ok', 'definition.var y',
    'reference x', 'reference y', 'reference x',
  ]);
});

for (const [name, path] of Object.entries({ 'the sample': sample, 'the sample of amendments': amendment })) {
  test(`tree-sitter gives each word of ${name} its class`, () => {
    const { text, found, twice } = treeSitter.types(path);
    none(differences(text, view(text, expected(path)), found));
    assert.deepEqual(twice, [], 'captured twice');
  });

  test(`TextMate gives each word of ${name} its class`, () => {
    const text = read(path);
    none(differences(text, view(text, expected(path)), textmate.types(grammar, text)));
  });
}

test('the samples have every word of the language as a keyword', () => {
  const keywords = new Set([...expected(), ...expected(amendment)].filter(token => token.type === 'keyword').map(token => token.word));
  const inGrammar = [...read(`${root}crates/syntax/src/acquis.pest`).matchAll(/^kw_\w+\s*= @\{ "(\w+)"/gm)];
  assert(inGrammar.length > 100);
  assert.deepEqual(inGrammar.map(found => found[1]).filter(keyword => !keywords.has(keyword)), []);
});

test('the samples have every construct of the language', () => {
  const types = JSON.parse(read(`${treeSitter.grammar}src/node-types.json`));
  const constructs = types.filter(node => node.named && !node.subtypes && !node.extra).map(node => node.type);
  const tree = treeSitter.nodes(sample) + treeSitter.nodes(amendment);
  assert(constructs.length > 100);
  assert.deepEqual(constructs.filter(name => !new RegExp(`\\(${name}[ )]`).test(tree)), []);
});

test('the classes of the sample are those that it says it has', () => {
  const known = [
    'namespace', 'type', 'function', 'variable', 'parameter', 'property', 'enumMember', 'keyword', 'string', 'number', 'operator',
    'comment', 'citation', 'date',
  ];
  const used = new Set(expected().flatMap(token => token.types));
  assert.deepEqual([...used].sort(), known.sort());
});

test('both grammars give every word of every policy and example the same class', () => {
  none([...policies, ...examples].flatMap(path => {
    const { text, found } = treeSitter.types(path);
    return differences(text, found, textmate.types(grammar, text)).map(message => `${path}:${message}`);
  }));
});

test('the TextMate grammar was written by its source', () => {
  execFileSync(process.execPath, [`${editors}vscode/syntaxes/acquis.tmLanguage.mjs`, '--check']);
});

// ── Queries of editors with captures of their own ───────────────────────────────────────────────────────────────────

const folders = { grammar: 'tree-sitter-acquis/queries/', helix: 'helix/queries/acquis/', zed: 'zed/languages/acquis/' };

/** What each editor knows, as its manual lists it, as far as it is used here. More than this is a slip, or is added here on purpose. */
const known = {
  helix: {
    highlights: [
      'comment.line', 'comment.line.documentation', 'namespace', 'type', 'type.enum.variant', 'variable', 'variable.parameter',
      'variable.other.member', 'function', 'string', 'string.special.symbol', 'constant.numeric', 'constant.builtin.boolean', 'operator',
      'keyword', 'punctuation.bracket', 'punctuation.delimiter',
    ],
    indents: ['indent', 'outdent'],
    injections: ['injection.content'],
    locals: ['local.scope', 'local.reference', 'local.definition.variable', 'local.definition.variable.parameter'],
    rainbows: ['rainbow.scope', 'rainbow.bracket'],
    tags: ['name', ...['function', 'struct', 'type', 'constant', 'interface', 'module', 'section'].map(kind => `definition.${kind}`)],
    textobjects: ['function', 'class', 'test', 'parameter', 'comment', 'entry'].flatMap(one => [`${one}.inside`, `${one}.around`]),
  },
  zed: {
    brackets: ['open', 'close'],
    highlights: [
      'comment', 'comment.doc', 'type', 'variant', 'variable', 'variable.special', 'property', 'function', 'string',
      'string.special.symbol', 'number', 'boolean', 'operator', 'keyword', 'punctuation.bracket', 'punctuation.delimiter',
    ],
    indents: ['indent', 'end'],
    injections: ['content'],
    outline: ['item', 'name', 'context', 'annotation'],
    overrides: ['comment', 'string'],
  },
};

for (const [editor, queries] of Object.entries(known)) {
  test(`${editor}: there is a query for each of what it asks for`, () => {
    const found = readdirSync(`${editors}${folders[editor]}`).filter(name => name.endsWith('.scm')).sort();
    assert.deepEqual(found, Object.keys(queries).map(name => `${name}.scm`));
  });
  for (const [name, captures] of Object.entries(queries))
    test(`${editor}: ${name}.scm fits the grammar and names what the editor knows`, () => {
      const path = `${editors}${folders[editor]}${name}.scm`;
      treeSitter.compile(path);
      const code = read(path).replaceAll(/^\s*;.*$/gm, '');
      const used = new Set([...code.matchAll(/(?<!")@([a-z._]+)/g)].map(found => found[1]));
      assert.deepEqual([...used].filter(capture => !captures.includes(capture)), []);
    });
  test(`${editor}: the same words are coloured as by the grammar's own query`, () => {
    const places = folder => treeSitter.captures(`${editors}${folder}highlights.scm`, sample).map(({ start, end }) => `${start} ${end}`);
    assert(places(folders[editor]).length > 1000);
    assert.deepEqual(places(folders[editor]), places(folders.grammar));
  });
}

test('queries that are written from those of the grammar are as they would be written', () => {
  execFileSync(process.execPath, [`${editors}queries.mjs`, '--check'], { stdio: 'pipe' });
});

/** What a query captures in a text, as `capture words`, with the first line of what has several. */
function captured(query, text) {
  const bytes = Buffer.from(text);
  return treeSitter.captures(`${editors}${query}`, asFile('captured', text))
    .map(({ start, end, name }) => `${name} ${bytes.subarray(start, end).toString('utf8').split('\n')[0]}`);
}

const LAW = 'criterion Annex I 1(a) at level 1 {\n    requires a\n}\n\nentity Größe {\n    a : Bool\n}\n\nscenario "s" on 2026-01-01 {\n    expect level 1\n}\n';

test('helix: declarations are chosen whole and by their bodies, and listed', () => {
  assert.deepEqual(captured(`${folders.helix}textobjects.scm`, LAW), [
    'function.around criterion Annex I 1(a) at level 1 {', 'function.inside {', 'class.around entity Größe {', 'class.inside {',
    'entry.around a : Bool', 'test.around scenario "s" on 2026-01-01 {', 'test.inside {',
  ]);
  assert.deepEqual(captured(`${folders.helix}tags.scm`, LAW).filter(line => line.startsWith('name')), ['name Annex I 1(a)', 'name Größe', 'name "s"']);
});

test('zed: a file has an outline of its declarations', () => {
  const found = captured(`${folders.zed}outline.scm`, `/// Why.\n${LAW}`);
  assert.equal(found[0], 'annotation /// Why.');
  assert.deepEqual(found.filter(line => line.startsWith('name')), ['name Annex I 1(a)', 'name Größe', 'name a', 'name "s"']);
});

test('zed: the server is started for policies and dossiers, each by its name in the protocol', () => {
  const manifest = read(`${editors}zed/extension.toml`);
  assert.match(manifest, /^languages = \["Acquis", "YAML", "JSON"\]$/m);
  for (const [language, id] of [['Acquis', 'acquis'], ['YAML', 'yaml'], ['JSON', 'json']]) {
    assert.match(manifest, new RegExp(`^"${language}" = "${id}"$`, 'm'));
  }
});

test('zed: the extension is put into a folder with the grammar of this repository', () => {
  const into = `${build}zed-extension`;
  execFileSync(`${editors}zed/prepare.sh`, [into]);
  const manifest = read(`${into}/extension.toml`);
  assert.doesNotMatch(manifest, /example\.invalid|0{40}/);
  const [, repository] = /^\[grammars\.acquis\]\nrepository = "file:\/\/([^"]+)"\nrev = "[0-9a-f]{40}"\npath = "([^"]+)"/m.exec(manifest);
  assert.equal(read(`${repository}/editors/tree-sitter-acquis/grammar.js`), read(`${treeSitter.grammar}grammar.js`));
  assert.equal(read(`${into}/languages/acquis/highlights.scm`), read(`${editors}${folders.zed}highlights.scm`));
});

test('every editor takes the same files for policies, and indents them alike', () => {
  const helix = read(`${editors}helix/languages.toml`);
  assert.match(helix, /^file-types = \["acq"\]$/m);
  assert.match(helix, /^indent = \{ tab-width = 4, unit = " {4}" \}$/m);
  assert.match(helix, /^command = "acquis"\nargs = \["lsp"\]$/m);
  const zed = read(`${editors}${folders.zed}config.toml`);
  assert.match(zed, /^path_suffixes = \["acq"\]$/m);
  assert.match(zed, /^tab_size = 4\nhard_tabs = false$/m);
});

// ── The extension ───────────────────────────────────────────────────────────────────────────────────────────────────

const vscode = `${editors}vscode/`;

/** A snippet with the default of each placeholder in its place. */
const filled = body => body.join('\n').replaceAll('\t', '    ')
  .replaceAll(/\$\{\d+\|([^,|]*)[^|]*\|\}/g, '$1').replaceAll(/\$\{\d+:([^}]*)\}/g, '$1').replaceAll('$0', '');

const snippets = Object.entries(JSON.parse(read(`${vscode}snippets/acquis.json`)));

test('there are snippets for what is written most', () => {
  const prefixes = snippets.map(([, { prefix }]) => prefix);
  const wanted = ['criterion', 'derogation', 'define', 'scenario', 'rule', 'register', 'reading', 'entity', 'enum', 'evidence'];
  assert.deepEqual(wanted.filter(prefix => !prefixes.includes(prefix)), []);
  assert.equal(new Set(prefixes).size, prefixes.length);
});

for (const [name, { prefix, body, description }] of snippets)
  test(`the snippet of "${name}" parses as it stands`, () => {
    const text = filled(body);
    assert(!/\$/.test(text), text);
    assert(description);
    const clause = prefix === 'evidence';
    none(treeSitter.errors([asFile('snippet', clause ? `criterion Annex I 1.1(a) at level 1 {\n${text}\n}\n` : `${text}\n`)]));
  });

const configuration = JSON.parse(read(`${vscode}language-configuration.json`));

test('lines are indented as the canonical layout has them', () => {
  // Within braces: what goes on with a clause on lines of its own is for whoever writes.
  const { increaseIndentPattern, decreaseIndentPattern } = configuration.indentationRules;
  const [more, less] = [new RegExp(increaseIndentPattern), new RegExp(decreaseIndentPattern)];
  const wrong = [];
  for (const path of policies.filter(path => path.startsWith(`${root}policies/`) || path === sample)) {
    const lines = read(path).split('\n');
    lines.forEach((line, i) => {
      const before = lines[i - 1];
      if (!before?.trim() || !line.trim()) return;
      const step = line.search(/\S/) - before.search(/\S/);
      if (more.test(before) && !less.test(line) && /\{$/.test(before) && step !== 4) wrong.push(`${path}:${i + 1}: not further in`);
      if (less.test(line) && !more.test(before) && step >= 0) wrong.push(`${path}:${i + 1}: not further out`);
    });
  }
  none(wrong);
  assert(more.test('criterion Annex I 1(a) at level 1 "a } b" {') && more.test('    requires (') && more.test('facts { // {'));
  assert(!more.test('// {') && !more.test('enum E { a, b }') && !more.test('holds "{"'));
});

test('words are selected whole', () => {
  const pattern = new RegExp(configuration.wordPattern, 'gu');
  assert.deepEqual('Größe >= 2026-06-03 and x.in_union, 1_000 12.5 %'.match(pattern),
    ['Größe', '2026-06-03', 'and', 'x', 'in_union', '1_000', '12.5']);
});

test('documentation and rows of tables go on when a line ends', () => {
  const [documentation, head, row] = configuration.onEnterRules.map(({ beforeText }) => new RegExp(beforeText));
  assert(documentation.test('    /// What it is.') && !documentation.test('// A remark.') && !documentation.test('x // a'));
  assert(head.test('//! About.') && row.test('    | a | b |') && !row.test('    | a'));
});

/** The files of a ZIP archive, by name. */
function unzip(path) {
  const bytes = readFileSync(path);
  const files = {};
  let at = bytes.readUInt32LE(bytes.lastIndexOf('PK\x05\x06', undefined, 'latin1') + 16);
  while (bytes.readUInt32LE(at) === 0x02014b50) {
    const [packed, nameLength, extra, comment, start] =
      [bytes.readUInt32LE(at + 20), ...[28, 30, 32].map(i => bytes.readUInt16LE(at + i)), bytes.readUInt32LE(at + 42)];
    const data = start + 30 + bytes.readUInt16LE(start + 26) + bytes.readUInt16LE(start + 28);
    const body = bytes.subarray(data, data + packed);
    files[bytes.toString('utf8', at + 46, at + 46 + nameLength)] = bytes.readUInt16LE(at + 10) === 8 ? inflateRawSync(body) : body;
    at += 46 + nameLength + extra + comment;
  }
  return files;
}

test('the extension is packaged with what it contributes and one file of code, and nothing else', () => {
  const archive = `${build}acquis.vsix`;
  const program = `${vscode}node_modules/@vscode/vsce/vsce`;
  const options = ['package', '--no-dependencies', '--allow-missing-repository', '--out', archive];
  execFileSync(process.execPath, [program, ...options], { cwd: vscode, stdio: 'pipe' });
  const files = unzip(archive);
  const manifest = JSON.parse(files['extension/package.json']);
  const { languages, grammars, snippets, walkthroughs } = manifest.contributes;
  assert.equal(languages[0].extensions[0], '.acq');
  assert.equal(grammars[0].scopeName, 'source.acquis');
  const inArchive = path => path.replace(/^(\.\/)?/, 'extension/');
  const data = [languages[0].configuration, grammars[0].path, snippets[0].path].map(inArchive);
  for (const path of data) JSON.parse(files[path]);
  const pages = walkthroughs[0].steps.map(({ media }) => inArchive(media.markdown));
  for (const path of pages) assert.match(files[path].toString('utf8'), /^# /);
  const known = [
    '[Content_Types].xml', 'extension.vsixmanifest', 'extension/package.json', 'extension/readme.md', 'extension/LICENSE.txt',
    'extension/LICENSE-APACHE', 'extension/LICENSE-MIT', 'extension/dist/licences.txt', inArchive(manifest.main), ...data, ...pages,
  ];
  assert.deepEqual(Object.keys(files).sort(), known.sort());
  assert.match(files['extension.vsixmanifest'].toString('utf8'), /Id="acquis" Version="0\.1\.0" Publisher="acquis"/);
  // All that the code needs is in it, and it names no folder of the machine that built it.
  const code = files[inArchive(manifest.main)].toString('utf8');
  const required = [...code.matchAll(/require\("([^"]+)"\)/g)].map(found => found[1]);
  assert.deepEqual([...new Set(required)].filter(name => name !== 'vscode' && !isBuiltin(name)), []);
  assert(!code.includes(process.env.HOME ?? '/home/') && !code.includes(root));
  assert(!('dependencies' in manifest));
  for (const name of ['vscode-languageclient', 'vscode-jsonrpc', 'semver'])
    assert.match(files['extension/dist/licences.txt'].toString('utf8'), new RegExp(`^── ${name}\n\n\\S`, 'm'));
});

for (const lock of ['package-lock.json', 'vscode/package-lock.json'])
  test(`what ${lock} installs is fixed, and no registry is named`, () => {
    const packages = Object.entries(JSON.parse(read(`${editors}${lock}`)).packages).filter(([path]) => path);
    assert(packages.length > 1);
    assert.deepEqual(packages.filter(([, { integrity }]) => !integrity).map(([path]) => path), []);
    assert.deepEqual(packages.filter(([, { resolved }]) => resolved).map(([path]) => path), []);
    const asked = Object.values(JSON.parse(read(`${editors}${lock.replace('-lock', '')}`)).devDependencies);
    assert.deepEqual(asked.filter(version => !/^\d+\.\d+\.\d+$/.test(version)), []);
  });
