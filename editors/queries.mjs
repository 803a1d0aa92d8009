// Writes the queries of editors that have captures of their own from those of the tree-sitter grammar, so that there is one text of
// what each word is. `--check` writes nothing and fails where a file is not as it would be written.

import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const here = fileURLToPath(new URL('.', import.meta.url));
const read = name => readFileSync(`${here}tree-sitter-acquis/queries/${name}.scm`, 'utf8');
const helix = name => `helix/queries/acquis/${name}.scm`;
const zed = name => `zed/languages/acquis/${name}.scm`;

// What each capture is called elsewhere; what is not here is called the same.
const HELIX = {
  'comment': 'comment.line', 'comment.documentation': 'comment.line.documentation', 'module': 'namespace', 'constant': 'type.enum.variant',
  'property': 'variable.other.member', 'number': 'constant.numeric', 'number.date': 'constant.numeric', 'boolean': 'constant.builtin.boolean',
  'indent.begin': 'indent', 'indent.branch': 'outdent',
  'local.definition.parameter': 'local.definition.variable.parameter', 'local.definition.var': 'local.definition.variable',
};
const ZED = {
  'comment.documentation': 'comment.doc', 'module': 'type', 'constant': 'variant', 'variable.parameter': 'variable.special',
  'number.date': 'number', 'indent.begin': 'indent', 'injection.content': 'content',
};

/** A query with other captures. */
function renamed(text, names) {
  return text.replaceAll(/(?<![\w"])@([a-z._]+)/g, (whole, name) => `@${names[name] ?? name}`);
}

/** The patterns without those that have any of these captures. */
function without(text, captures) {
  const isAsked = line => !captures.some(capture => line.includes(`@${capture}`));
  return text.split('\n').filter(isAsked).join('\n');
}

const indents = read('indents');
const files = {
  [helix('highlights')]: renamed(read('highlights'), HELIX),
  [helix('locals')]: renamed(read('locals'), HELIX),
  [helix('injections')]: read('injections'),
  [helix('indents')]: renamed(without(indents, ['indent.ignore']).replace(' @indent.end', ''), HELIX),
  [zed('highlights')]: renamed(read('highlights'), ZED),
  [zed('injections')]: renamed(read('injections'), ZED).replace('#set! injection.language', '#set! "language"'),
  [zed('indents')]: `${renamed(without(indents, ['indent.ignore', 'indent.branch']), ZED).trimEnd()}\n\n(_ "{" "}" @end) @indent\n(_ "[" "]" @end) @indent\n(_ "(" ")" @end) @indent\n`,
};

const wrong = [];
for (const [path, text] of Object.entries(files)) {
  const source = `; Written by editors/queries.mjs from tree-sitter-acquis/queries/${path.split('/').at(-1)}: change that.\n\n${text.trimEnd()}\n`;
  if (!process.argv.includes('--check')) writeFileSync(`${here}${path}`, source);
  else if (!existsSync(`${here}${path}`) || readFileSync(`${here}${path}`, 'utf8') !== source) wrong.push(path);
}
if (wrong.length > 0) {
  console.error(`run editors/queries.mjs: ${wrong.join(', ')}`);
  process.exit(1);
}
