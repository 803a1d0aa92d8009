// The sample and what its words are, and how a grammar's view of them is held against it.

import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export const editors = fileURLToPath(new URL('..', import.meta.url));
export const sample = `${editors}sample.acq`;
/** The same of amendments, which stand in files of their own. */
export const amendment = `${editors}amendment.acq`;

/**
 * The words of `sample.tokens`, or of the tokens of another sample. `start` and `end` count characters of the sample; `types` are the class by meaning and,
 * where it is another, by place; `type` is the last of them, which a grammar can tell.
 */
export function expected(path = sample) {
  const text = readFileSync(path, 'utf8');
  const tokens = path.replace(/\.acq$/, '.tokens');
  const starts = [0];
  for (let i = text.indexOf('\n'); i >= 0; i = text.indexOf('\n', i + 1)) starts.push(i + 1);
  const lines = readFileSync(tokens, 'utf8').split('\n');
  return lines.filter(line => line && !line.startsWith('#')).map(line => {
    const [, row, column, types, word] = /^(\d+):(\d+) (\S+) (.+)$/.exec(line);
    const start = starts[row - 1] + Number(column) - 1;
    if (text.slice(start, start + word.length) !== word) throw new Error(`${tokens}: not in the sample: ${line}`);
    return { start, end: start + word.length, word, types: types.split('/'), type: types.split('/').at(-1) };
  });
}

/**
 * Where two views of a text differ. A view gives the type of every character, or nothing for blanks and punctuation.
 * One message for each run of characters.
 */
export function differences(text, wanted, found) {
  const messages = [];
  let row = 1;
  let column = 1;
  let last = '';
  for (let i = 0; i < text.length; i++) {
    const differs = !/\s/.test(text[i]) && wanted[i] !== found[i];
    const message = differs ? `${wanted[i] ?? 'nothing'} is expected, not ${found[i] ?? 'nothing'}` : '';
    if (differs && message !== last) {
      const rest = text.slice(i).match(/^[\p{L}\p{N}_]+|^./u)[0];
      messages.push(`${row}:${column} \`${rest}\`: ${message}`);
    }
    last = message;
    column++;
    if (text[i] === '\n') [row, column] = [row + 1, 1];
  }
  return messages;
}

/** A view of a text from spans. */
export function view(text, spans) {
  const types = new Array(text.length);
  for (const { start, end, type } of spans) types.fill(type, start, end);
  return types;
}
