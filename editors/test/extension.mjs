// The code of the Visual Studio Code extension: its parts by themselves, and the whole against the real server, in an editor that
// is plain data. `test.sh` bundles it before.

import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRequire } from 'node:module';
import test from 'node:test';
import assert from 'node:assert/strict';
import { editors } from './tokens.mjs';

const require = createRequire(import.meta.url);
const { editor, load } = require('./vscode/fake.cjs');
const { locate } = await import(`${editors}.build/vscode/locate.mjs`);
const reports = await import(`${editors}.build/vscode/reports.mjs`);
const manifest = JSON.parse(readFileSync(`${editors}vscode/package.json`, 'utf8'));
const program = process.env.ACQUIS;

// ── Its parts ───────────────────────────────────────────────────────────────────────────────────────────────────────

const machine = (programs, more = {}) =>
  ({ path: '/usr/bin:/opt/acquis/bin/:', home: '/home/me', isWindows: false, isProgram: file => programs.includes(file), ...more });

test('the program is the one that is set, else the first on the path', () => {
  assert.equal(locate('', machine(['/opt/acquis/bin/acquis'])), '/opt/acquis/bin/acquis');
  assert.equal(locate('', machine(['/usr/bin/acquis', '/opt/acquis/bin/acquis'])), '/usr/bin/acquis');
  assert.equal(locate(' ~/bin/acquis ', machine(['/home/me/bin/acquis', '/usr/bin/acquis'])), '/home/me/bin/acquis');
  const windows = machine(['C:\\acquis\\acquis.exe'], { path: 'C:\\windows;C:\\acquis', isWindows: true });
  assert.equal(locate('', windows), 'C:\\acquis\\acquis.exe');
});

test('a program that is not there is said to be missing, and none is taken in its place', () => {
  assert.match(locate('', machine([])).message, /no acquis on the PATH/);
  assert.match(locate('/wrong/acquis', machine(['/usr/bin/acquis'])).message, /acquis\.server\.path names \/wrong\/acquis/);
});

const assessment = {
  schema: 'acquis.assessment/1', subject: 'S', as_of: '2026-11-22', attained: 1, reachable: 3, missing: ['/a', '/b'],
  criteria: [{ provision: 'Annex II 1.1(a)', level: 1, verdict: 'met_by_derogation' }],
};

test('a level is told with what is still open', () => {
  assert.equal(reports.attained(assessment), 'level 1, level 3 open');
  assert.equal(reports.attained({ ...assessment, attained: 3 }), 'level 3');
  assert.equal(reports.attained({ ...assessment, attained: 0 }), 'no level, level 3 open');
  assert.equal(reports.attained({ ...assessment, attained: 0, reachable: 0 }), 'no level');
  assert.equal(reports.attained({ ...assessment, attained: [2], reachable: [2] }), 'level 2');
  assert.equal(reports.attained({ ...assessment, attained: [], reachable: [1, 3] }), 'no level, levels 1, 3 open');
  assert.equal(reports.attained({ ...assessment, attained: null, reachable: null }), 'no level');
  assert.equal(reports.attainedInFull(assessment), 'S, as of 2026-11-22: level 1, level 3 open. 2 facts are missing.');
  assert.deepEqual(reports.choices(assessment), [{ label: 'Annex II 1.1(a)', description: 'level 1, met by derogation' }]);
});

test('an answer of another kind is refused', () => {
  assert.equal(reports.parse(JSON.stringify(assessment), 'acquis.assessment/1').subject, 'S');
  assert.throws(() => reports.parse(JSON.stringify(assessment), 'acquis.test/1'), /answered acquis.assessment\/1/);
  assert.throws(() => reports.parse('[]', 'acquis.test/1'), /answered something else/);
});

test('of scenarios it is told which failed, and why', () => {
  const failure = { line: 9, expected: 'level 4', actual: 'level 2', reasons: ['3.1(g) not met'] };
  const scenarios = [{ name: 'a', file: 'a.acq', line: 7, passed: false, failures: [failure] }, { name: 'b', file: 'a.acq', line: 12, passed: true, failures: [] }];
  assert.deepEqual(reports.scenarioLines({ schema: 'acquis.test/1', package: 'p', passed: 1, failed: 1, scenarios }), [
    '✗ a (a.acq:7)', '    line 9: level 4 was expected, and it is level 2\n      3.1(g) not met', 'p: 1 passed, 1 failed',
  ]);
});

test('codes are listed once, whatever form they have', () => {
  assert.deepEqual(reports.codes(['ACQ0301', { value: 'ACQ0109', target: '' }, 'ACQ0301', 'E1', undefined, 7]), ['ACQ0109', 'ACQ0301']);
});

// ── The whole ───────────────────────────────────────────────────────────────────────────────────────────────────────

/** Starts the extension in an editor that shows a copy of the flagship package. */
async function started(context, settings = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'acquis-'));
  cpSync(`${editors}../policies/cada`, folder, { recursive: true });
  const fake = editor({ folder, manifests: [`${folder}/acquis.toml`], settings: { 'acquis.server.path': program, ...settings } });
  const extension = load(`${editors}vscode/dist/extension.js`, fake.vscode);
  context.after(async () => {
    await extension.deactivate();
    rmSync(folder, { recursive: true });
  });
  await extension.activate();
  if (!('acquis.server.path' in settings)) assert.deepEqual(fake.seen.errors, []);
  return { ...fake, folder, command: name => fake.vscode.commands.executeCommand(`acquis.${name}`) };
}

const limit = { timeout: 120_000 };

test('findings of the server are shown, and gone after the repair', limit, async context => {
  const { show, until, seen, folder, type } = await started(context);
  const path = `${folder}/annex_ii/level_3.acq`;
  const text = readFileSync(path, 'utf8').replace('satisfies not third_country_controlled(party)', 'satisfies not third_country(party)');
  const document = show(path, 'acquis', text);
  const found = () => seen.diagnostics.get(document.uri.toString()) ?? [];
  await until(() => found().length > 0);
  const [{ code, message, range }] = found();
  assert.equal(String(code.value ?? code), 'ACQ0101');
  assert.match(message, /third_country/);
  assert.equal(text.split('\n')[range.start.line].slice(range.start.character, range.end.character), 'third_country');
  type(document, range, 'third_country_controlled');
  await until(() => found().length === 0);
  assert.deepEqual(seen.errors, []);
});

test('all commands of the manifest are there, and no other', limit, async context => {
  const { seen } = await started(context);
  const wanted = manifest.contributes.commands.map(({ command }) => command);
  assert.deepEqual(wanted.filter(name => !seen.commands.has(name)), []);
  // What is not in the palette is for the server: its own commands, and the one by which it shows uses.
  const others = [...seen.commands.keys()].filter(name => !wanted.includes(name));
  assert.deepEqual(others.filter(name => !/^acquis\.(test|assess|explain|forget|effect|showReferences)$/.test(name)), []);
  for (const { command } of manifest.contributes.menus.commandPalette) assert(wanted.includes(command), command);
});

test('a dossier is assessed, and the level is shown', limit, async context => {
  const { show, seen, folder, command } = await started(context, { 'acquis.asOf': '2026-11-22' });
  show(`${folder}/examples/nordwolke.yaml`, 'yaml');
  await command('assessDossier');
  assert.deepEqual(seen.errors, []);
  assert.equal(seen.status.text, '$(law) level 1, level 4 open');
  assert.match(seen.status.tooltip, /^Nordwolke Government Cloud, as of 2026-11-22: .* facts are missing\.$/);
  assert(seen.status.isShown);
});

test('what is said of an assessed dossier stands beside it as it is typed, until it is forgotten', limit, async context => {
  const { show, type, until, seen, folder, command } = await started(context);
  const document = show(`${folder}/examples/nordwolke.yaml`, 'yaml');
  const said = () => (seen.diagnostics.get(document.uri.toString()) ?? []).filter(({ source }) => source === 'acquis assess').map(({ message }) => message);
  await command('assessDossier');
  await until(() => said().length > 0);
  assert.equal(said()[0], 'The service attains level 4. As of 2026-10-01.');
  const before = said();
  const line = document.text.split('\n').findIndex(text => text.startsWith('as_of: '));
  type(document, { start: { line, character: 'as_of: '.length }, end: { line, character: 'as_of: 2026'.length } }, '2027');
  await until(() => said().length > 0 && said()[0] !== before[0]);
  assert.match(said()[0], /^The service attains level \d.* As of 2027-10-01\.$/s);
  await command('forgetDossier');
  await until(() => said().length === 0);
  assert(!seen.status.isShown);
  assert.deepEqual(seen.errors, []);
});

test('a provision is chosen among those of the dossier and explained', limit, async context => {
  const { show, seen, folder, command } = await started(context);
  show(`${folder}/examples/nordwolke.yaml`, 'yaml');
  seen.answers.push(items => items.find(({ label }) => label === 'Annex II 3.1(g)'));
  await command('explainProvision');
  assert.deepEqual(seen.errors, []);
  assert.equal(seen.picks[0].items.find(({ label }) => label === 'Annex II 3.1(g)').description, 'level 3, met');
  assert.match(seen.provider.provideTextDocumentContent(seen.shown[0]), /^Annex II 3\.1\(g\) No third-country control\nmet: /);
});

test('what a code means is shown', limit, async context => {
  const { seen, command } = await started(context);
  seen.answers.push('ACQ0109');
  await command('explainCode');
  const [, page] = seen.executed.find(([name]) => name === 'markdown.showPreview');
  assert.match(seen.provider.provideTextDocumentContent(page), /^# ACQ0109 unknown-field/);
  assert.equal(seen.picks[0].validateInput('ACQ1'), 'A code is written like ACQ0301.');
});

test('scenarios are run, listed as tests, and told with what failed', limit, async context => {
  const { show, seen, folder, command, type } = await started(context);
  const path = `${folder}/scenarios/dates.acq`;
  const document = show(path, 'acquis');
  await command('runScenarios');
  assert.match(seen.output.join('\n'), /^cada: \d{3} passed, 0 failed$/m);
  assert(seen.tests.length > 100);
  const [first] = seen.tests;
  assert.match(readFileSync(first.uri.fsPath, 'utf8').split('\n')[first.range.start.line], /^(scenario| +\|) /);

  // What is not saved counts.
  const end = { line: document.text.split('\n').length - 1, character: 0 };
  type(document, { start: end, end }, '\nscenario "nothing is known" on 2026-11-22 {\n    expect level 4\n}\n');
  await seen.runTests({});
  const failed = seen.ran.filter(([how]) => how === 'failed');
  assert.deepEqual(failed.map(([, item]) => item.label), ['nothing is known']);
  assert.match(failed[0][2][0].message, /level 4 was expected, and it is no level/);
  assert.deepEqual(seen.errors, []);
});

test('a program that is not there is said to be missing, with a button to say where it is', limit, async context => {
  const { seen, command } = await started(context, { 'acquis.server.path': '/nowhere/acquis' });
  const [{ message, buttons }] = seen.errors;
  assert.match(message, /names \/nowhere\/acquis/);
  assert.deepEqual(buttons, ['Open the settings']);
  seen.answers.push('Open the settings');
  await command('restartServer');
  assert.deepEqual(seen.executed.at(-1), ['workbench.action.openSettings', 'acquis.server.path']);
});

const LENSES = 'registerCodeLensProvider';
const wordsAt = (document, { start, end }) => document.text.split('\n')[start.line].slice(start.character, end.character);

test('uses that the server has counted are shown by the editor', limit, async context => {
  const { show, ask, until, seen, folder, vscode } = await started(context);
  const document = show(`${folder}/notions.acq`, 'acquis');
  const lenses = await ask(LENSES, 'provideCodeLenses', document);
  const lens = lenses.find(({ range }) => wordsAt(document, range) === 'third_country_controlled');
  const [{ command }] = await ask(LENSES, 'resolveCodeLens', lens);
  assert.match(command.title, /^used \d+ times$/);
  await vscode.commands.executeCommand(command.command, ...command.arguments);
  const [, uri, position, locations] = seen.executed.find(([name]) => name === 'editor.action.showReferences');
  assert.deepEqual([uri.fsPath, position.line, position.character], [document.uri.fsPath, lens.range.start.line, lens.range.start.character]);
  assert.equal(locations.length, Number(command.title.split(' ')[1]));
  assert.deepEqual(seen.errors, []);
});

test('a scenario is run from the line above it, and what came of it is told', limit, async context => {
  const { show, ask, seen, folder, vscode } = await started(context, { 'acquis.codeLens.uses': false });
  const document = show(`${folder}/scenarios/dates.acq`, 'acquis');
  const lenses = await ask(LENSES, 'provideCodeLenses', document);
  assert(lenses.length > 0 && lenses.every(({ command }) => command.title === 'run scenario'), 'as it is set');
  const [{ command, range }] = lenses;
  assert.equal(command.command, 'acquis.test');
  await vscode.commands.executeCommand(command.command, ...command.arguments);
  assert.match(seen.output.join('\n'), /^cada: [1-9]\d* passed, 0 failed$/m);
  assert.equal(JSON.stringify(command.arguments[1]), wordsAt(document, range));
  assert.deepEqual(seen.errors, []);
});

test('hints are shown as they are set', limit, async context => {
  const hints = async settings => {
    const { show, ask, folder, vscode } = await started(context, settings);
    const document = show(`${folder}/annex_ii/level_3.acq`, 'acquis');
    const whole = new vscode.Range(0, 0, document.text.split('\n').length, 0);
    const found = await ask('registerInlayHintsProvider', 'provideInlayHints', document, whole);
    return found.map(({ label }) => (typeof label === 'string' ? label : label.map(({ value }) => value).join('')));
  };
  const isLevel = text => /level \d$/.test(text);
  const all = await hints({});
  assert(all.some(isLevel) && all.some(text => !isLevel(text)));
  assert.deepEqual(await hints({ 'acquis.inlayHints.levels': false }), all.filter(text => !isLevel(text)));
});

test('the server is started anew', limit, async context => {
  const { show, until, seen, folder, command } = await started(context);
  await command('restartServer');
  const document = show(`${folder}/notions.acq`, 'acquis', 'define d : Bool = missing\n');
  await until(() => (seen.diagnostics.get(document.uri.toString()) ?? []).length > 0);
  assert.deepEqual(seen.errors, []);
});
