// Puts the extension and what it is made of into one file, and with `--tests` its parts into one file each, for `node --test`.

import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const here = fileURLToPath(new URL('.', import.meta.url));
const common = { absWorkingDir: here, bundle: true, platform: 'node', target: 'node18', external: ['vscode'], logLevel: 'warning' };

const { metafile } = await build({
  ...common,
  metafile: true,
  entryPoints: ['src/extension.ts'],
  outfile: 'dist/extension.js',
  format: 'cjs',
  minify: true,
  legalComments: 'eof',
});

// Whoever hands on the code of others hands on their licences.
const packages = [...new Set(Object.keys(metafile.inputs).map(path => /^node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0]).filter(Boolean))].sort();
const licences = packages.map(path => {
  const file = readdirSync(`${here}${path}`).find(name => /^licen[cs]e/i.test(name));
  if (!file) throw new Error(`${path} has no licence`);
  return `── ${path.replace('node_modules/', '')}\n\n${readFileSync(`${here}${path}/${file}`, 'utf8').trim()}\n`;
});
writeFileSync(`${here}dist/licences.txt`, `What extension.js contains of others, and under which licences.\n\n${licences.join('\n')}`);

if (process.argv.includes('--tests')) {
  const pure = readdirSync(`${here}src/pure`).map(name => `src/pure/${name}`);
  await build({ ...common, entryPoints: pure, outdir: '../.build/vscode', outExtension: { '.js': '.mjs' }, format: 'esm' });
}
