// What the TextMate grammar makes of a text.

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { editors } from './tokens.mjs';

const require = createRequire(import.meta.url);
const oniguruma = require('vscode-oniguruma');
const textmate = require('vscode-textmate');

// Scopes, the first that fits counts; inner scopes before outer ones.
const TYPES = [
  ['comment.', 'comment'],
  ['string.', 'string'],
  ['constant.character.escape.', 'string'],
  ['keyword.operator.', 'operator'],
  ['keyword.', 'keyword'],
  ['constant.language.', 'keyword'],
  ['constant.numeric.date.', 'date'],
  ['constant.numeric.', 'number'],
  ['constant.other.citation.', 'citation'],
  ['entity.name.namespace.', 'namespace'],
  ['entity.name.type.', 'type'],
  ['entity.name.function.', 'function'],
  ['variable.other.property.', 'property'],
  ['variable.other.enummember.', 'enumMember'],
  ['variable.parameter.', 'parameter'],
  ['variable.other.', 'variable'],
  ['punctuation.', undefined],
  ['source.acquis', undefined],
];

function typeOf(scopes) {
  const found = TYPES.find(([prefix]) => scopes.at(-1).startsWith(prefix));
  if (!found) throw new Error(`no type for the scope ${scopes.at(-1)}`);
  return found[1];
}

/** The grammar, ready to read texts. */
export async function load() {
  await oniguruma.loadWASM(readFileSync(require.resolve('vscode-oniguruma/release/onig.wasm')).buffer);
  const path = `${editors}vscode/syntaxes/acquis.tmLanguage.json`;
  const registry = new textmate.Registry({
    onigLib: Promise.resolve({
      createOnigScanner: patterns => new oniguruma.OnigScanner(patterns),
      createOnigString: text => new oniguruma.OnigString(text),
    }),
    loadGrammar: async () => textmate.parseRawGrammar(readFileSync(path, 'utf8'), path),
  });
  return registry.loadGrammar('source.acquis');
}

/** The type of every character of a text. */
export function types(grammar, text) {
  const found = new Array(text.length);
  let stack = textmate.INITIAL;
  let at = 0;
  for (const line of text.split('\n')) {
    const read = grammar.tokenizeLine(line, stack);
    for (const { startIndex, endIndex, scopes } of read.tokens)
      found.fill(typeOf(scopes), at + startIndex, at + Math.min(endIndex, line.length));
    stack = read.ruleStack;
    at += line.length + 1;
  }
  return found;
}
