// What the tree-sitter grammar makes of files, through the program that `test.sh` builds from `tree.c`.

import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { editors } from './tokens.mjs';

const program = `${editors}.build/tree`;
export const grammar = `${editors}tree-sitter-acquis/`;

// What the captures of `highlights.scm` stand for.
const TYPES = {
  comment: 'comment',
  'comment.documentation': 'comment',
  module: 'namespace',
  type: 'type',
  constant: 'enumMember',
  property: 'property',
  variable: 'variable',
  'variable.parameter': 'parameter',
  function: 'function',
  'string.special.symbol': 'citation',
  string: 'string',
  number: 'number',
  'number.date': 'date',
  boolean: 'keyword',
  keyword: 'keyword',
  operator: 'operator',
  'punctuation.bracket': undefined,
  'punctuation.delimiter': undefined,
};

const run = (...words) => execFileSync(program, words, { encoding: 'utf8', maxBuffer: 1 << 28 });

/** Where trees have errors, one message each. */
export function errors(files) {
  const { stdout, stderr, status } = spawnSync(program, ['errors', ...files], { encoding: 'utf8', maxBuffer: 1 << 28 });
  if (status !== 0 && status !== 1) throw new Error(stderr);
  return stdout.split('\n').filter(Boolean);
}

/** The tree of a file as an S-expression. */
export const nodes = file => run('nodes', file).trim();

/** What a query captures: bytes and names. */
export function captures(query, file) {
  return run('query', query, file).split('\n').filter(Boolean).map(line => {
    const [start, end, name] = line.split(' ');
    return { start: Number(start), end: Number(end), name };
  });
}

/** Fails if a query asks for something that the grammar does not have. */
export const compile = query => run('compile', query);

/** The type of every character of a file, and where two captures meet on one node. */
export function types(file) {
  const bytes = readFileSync(file);
  const text = bytes.toString('utf8');
  const characterAt = new Map();
  for (let byte = 0, i = 0; i <= text.length; ) {
    characterAt.set(byte, i);
    const point = text.codePointAt(i) ?? 0;
    byte += Buffer.byteLength(String.fromCodePoint(point));
    i += point > 0xffff ? 2 : 1;
  }
  const found = new Array(text.length);
  const twice = [];
  let last;
  for (const { start, end, name } of captures(`${grammar}queries/highlights.scm`, file)) {
    if (!(name in TYPES)) throw new Error(`highlights.scm: no type for @${name}`);
    if (last && start < last) twice.push(bytes.subarray(start, end).toString('utf8'));
    last = end;
    found.fill(TYPES[name], characterAt.get(start), characterAt.get(end));
  }
  return { text, found, twice };
}
