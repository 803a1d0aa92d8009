// What the editor is given: the language server, commands, a status, scenarios as tests. Decides as little as it can: what a
// policy means is known to the program.

import { accessSync, constants, statSync } from 'node:fs';
import { homedir } from 'node:os';
import * as path from 'node:path';
import * as vscode from 'vscode';
import { LanguageClient, type LanguageClientOptions, Location, Position, type ServerOptions, State } from 'vscode-languageclient/node';
import { run, type Ran } from './program';
import { type Machine, locate } from './pure/locate';
import {
  type Assessment, type Scenario, type TestReport, attained, attainedInFull, choices, codes, failureText, isCode, parse, scenarioLines,
} from './pure/reports';

const MANIFEST = 'acquis.toml';
const DOSSIERS = ['yaml', 'json', 'jsonc'];
const SHOWN = 'acquis';

const machine: Machine = {
  path: process.env['PATH'] ?? '',
  home: homedir(),
  isWindows: process.platform === 'win32',
  isProgram(file) {
    try {
      accessSync(file, constants.X_OK);
      return statSync(file).isFile();
    } catch {
      return false;
    }
  },
};

/** A reason that is told to the user as it stands. */
class Refusal extends Error {}

/** There is no program to start, but the user can say where it is. */
class NoProgram extends Refusal {}

/** The extension while it runs. */
class Acquis implements vscode.Disposable {
  private client: LanguageClient | undefined;
  private readonly output = vscode.window.createOutputChannel('Acquis');
  private readonly status = vscode.window.createStatusBarItem('acquis.level', vscode.StatusBarAlignment.Left, 10);
  private readonly tests = vscode.tests.createTestController('acquis.scenarios', 'Acquis scenarios');
  private readonly pages = new Map<string, string>();
  private readonly mine: vscode.Disposable[] = [this.output, this.status, this.tests];

  constructor() {
    this.status.name = 'Acquis: level of the last dossier';
    this.status.command = 'acquis.showOutput';
    const command = (name: string, work: () => Promise<unknown>) =>
      this.mine.push(vscode.commands.registerCommand(`acquis.${name}`, () => this.attempt(work)));
    command('restartServer', () => this.restart());
    command('runScenarios', () => this.runScenarios());
    command('assessDossier', () => this.assessDossier());
    command('forgetDossier', () => this.forgetDossier());
    command('explainProvision', () => this.explainProvision());
    command('explainCode', () => this.explainCode());
    command('showOutput', async () => this.output.show(true));
    this.mine.push(vscode.commands.registerCommand('acquis.showReferences', (...args: unknown[]) => this.attempt(() => this.showReferences(args))));
    this.tests.createRunProfile('Run', vscode.TestRunProfileKind.Run, request => this.attempt(() => this.runTests(request)), true);
    this.mine.push(
      vscode.workspace.registerTextDocumentContentProvider(SHOWN, { provideTextDocumentContent: uri => this.pages.get(uri.path) ?? '' }),
      vscode.workspace.onDidChangeConfiguration(event => {
        if (event.affectsConfiguration('acquis.server.path')) void this.attempt(() => this.restart());
      }),
    );
  }

  // The server.

  async start(): Promise<void> {
    const program = this.program();
    const packages = await vscode.workspace.findFiles(`**/${MANIFEST}`, '**/{target,node_modules}/**', 100);
    void vscode.commands.executeCommand('setContext', 'acquis.hasPackage', packages.length > 0);
    void vscode.commands.executeCommand('setContext', 'acquis.dossierLanguages', DOSSIERS);
    // A dossier is YAML or JSON that lies in a package; other such files are nobody's business here.
    const dossiers = packages.flatMap(manifest =>
      DOSSIERS.map(language => ({
        scheme: 'file', language, pattern: `${path.dirname(manifest.fsPath).replaceAll('\\', '/')}/**/*`,
      })));
    const server: ServerOptions = { command: program, args: ['lsp'] };
    const options: LanguageClientOptions = {
      documentSelector: [{ language: 'acquis' }, ...dossiers, { scheme: 'file', pattern: `**/${MANIFEST}` }],
      // A lens that counts uses can be chosen where the editor has a command that shows them.
      initializationOptions: { acquis: { ...this.settings(), commands: ['acquis.showReferences'] } },
      synchronize: { configurationSection: 'acquis' },
      outputChannel: this.output,
      middleware: {
        // A command of the server is run from a line of the text, and its answer would be seen by nobody.
        executeCommand: (command, args, next) => this.attempt(async () => this.tell(command, await next(command, args))),
      },
    };
    this.client = new LanguageClient('acquis', 'Acquis', server, options);
    this.client.onDidChangeState(({ newState }) =>
      void vscode.commands.executeCommand('setContext', 'acquis.isRunning', newState === State.Running));
    await this.client.start();
  }

  private async restart(): Promise<void> {
    await this.stop();
    await this.start();
  }

  private async stop(): Promise<void> {
    const client = this.client;
    this.client = undefined;
    if (client?.needsStop()) await client.stop();
  }

  /** Asks the server, which knows what is not saved; nothing if it has no such command. */
  private async fromServer<T>(command: string, ...args: readonly unknown[]): Promise<T | undefined> {
    const client = this.client;
    const offered = client?.initializeResult?.capabilities.executeCommandProvider?.commands ?? [];
    if (!client?.isRunning() || !offered.includes(command)) return undefined;
    return client.sendRequest<T>('workspace/executeCommand', { command, arguments: args });
  }

  private program(): string {
    const found = locate(vscode.workspace.getConfiguration('acquis').get('server.path', ''), machine);
    if (typeof found !== 'string') throw new NoProgram(found.message);
    return found;
  }

  private settings(): { asOf?: string } & Record<string, unknown> {
    const set = vscode.workspace.getConfiguration('acquis');
    const sections = Object.fromEntries(['diagnostics', 'codeLens', 'inlayHints', 'texts'].map(name => [name, set.get<unknown>(name)]));
    const asOf = set.get('asOf', '');
    return { ...sections, ...(asOf === '' ? {} : { asOf }) };
  }

  // What is asked of it.

  private async runScenarios(): Promise<TestReport[]> {
    const here = this.folderOfActive();
    const answer = await this.fromServer<{ packages: TestReport[] }>('acquis.test', vscode.Uri.file(here).toString());
    const reports = answer?.packages ?? [await this.runScenariosAlone(here)];
    this.show(reports);
    return reports;
  }

  /** What the program says of what is saved, where the server has no such command. */
  private async runScenariosAlone(folder: string): Promise<TestReport> {
    await vscode.workspace.saveAll(false);
    const { out } = await this.ask(['test', '--format', 'json'], folder, [0, 1]);
    return { ...parse<TestReport>(out, 'acquis.test/1'), uri: vscode.Uri.file(folder).toString() };
  }

  /** Tells what a command of the server has answered. */
  private tell(command: string, answer: unknown): void {
    if (answer === null || answer === undefined) return;
    if (command === 'acquis.test') this.tellScenarios((answer as { packages: TestReport[] }).packages);
    else {
      this.output.appendLine(command === 'acquis.explain' || command === 'acquis.effect' ? (answer as { value: string }).value : JSON.stringify(answer, null, 2));
      this.output.show(true);
    }
  }

  private tellScenarios(reports: readonly TestReport[]): void {
    for (const report of reports) this.output.appendLine(scenarioLines(report).join('\n'));
    if (reports.some(({ failed }) => failed > 0)) this.output.show(true);
  }

  private show(reports: readonly TestReport[]): void {
    this.tellScenarios(reports);
    this.tests.items.replace(reports.flatMap((report, nth) => report.scenarios.map((scenario, i) => this.item(report, scenario, `${nth}.${i}`))));
  }

  private async assessDossier(): Promise<Assessment> {
    const dossier = await this.dossier();
    const assessment = await this.fromServer<Assessment>('acquis.assess', dossier.uri.toString(), this.wish())
      ?? await this.assessAlone(dossier);
    this.status.text = `$(law) ${attained(assessment)}`;
    this.status.tooltip = attainedInFull(assessment);
    this.status.show();
    this.output.appendLine(attainedInFull(assessment));
    return assessment;
  }

  private async forgetDossier(): Promise<void> {
    const dossier = await this.dossier();
    await this.fromServer('acquis.forget', dossier.uri.toString());
    this.status.hide();
  }

  private async assessAlone(dossier: vscode.TextDocument): Promise<Assessment> {
    if (dossier.isDirty) await dossier.save();
    const args = ['assess', dossier.fileName, ...this.asOf(), '--format', 'json'];
    return parse<Assessment>((await this.ask(args, path.dirname(dossier.fileName), [0])).out, 'acquis.assessment/1');
  }

  private async explainProvision(): Promise<void> {
    const dossier = await this.dossier();
    const assessment = await this.assessDossier();
    const chosen = await vscode.window.showQuickPick(choices(assessment), { placeHolder: 'Which provision?', matchOnDescription: true });
    if (chosen === undefined) return;
    const answer = await this.fromServer<{ value: string }>('acquis.explain', dossier.uri.toString(), chosen.label, this.wish());
    const text = answer?.value ?? (await this.explainAlone(dossier, chosen.label));
    await vscode.window.showTextDocument(this.page(`/${path.basename(dossier.fileName)}, ${chosen.label.replaceAll('/', ' ')}.txt`, text));
  }

  private async explainAlone(dossier: vscode.TextDocument, provision: string): Promise<string> {
    const args = ['explain', dossier.fileName, provision, ...this.asOf()];
    return (await this.ask(args, path.dirname(dossier.fileName), [0, 1, 3])).out;
  }

  private async explainCode(): Promise<void> {
    const here = vscode.window.activeTextEditor?.document.uri;
    const found = here === undefined ? [] : codes(vscode.languages.getDiagnostics(here).map(({ code }) => code));
    const other = 'Another code…';
    let code = found.length === 0 ? other : await vscode.window.showQuickPick([...found, other], { placeHolder: 'Which code?' });
    if (code === other) {
      const validateInput = (text: string) => (isCode(text.trim()) ? undefined : 'A code is written like ACQ0301.');
      code = (await vscode.window.showInputBox({ prompt: 'The code of a finding', placeHolder: 'ACQ0301', validateInput }))?.trim();
    }
    if (code === undefined) return;
    const { out } = await this.ask(['explain', code], this.folderOfActive(), [0]);
    await vscode.commands.executeCommand('markdown.showPreview', this.page(`/${code}.md`, out));
  }

  // Scenarios as tests.

  private item(report: TestReport, scenario: Scenario, id: string): vscode.TestItem {
    const folder = report.uri === undefined ? '' : vscode.Uri.parse(report.uri).fsPath;
    const item = this.tests.createTestItem(id, scenario.name, vscode.Uri.file(path.resolve(folder, scenario.file)));
    item.range = new vscode.Range(scenario.line - 1, 0, scenario.line - 1, 0);
    return item;
  }

  private async runTests(request: vscode.TestRunRequest): Promise<void> {
    const reports = await this.runScenarios();
    const testRun = this.tests.createTestRun(request);
    for (const [id, item] of this.tests.items) {
      const [nth, i] = id.split('.').map(Number);
      const scenario = reports[nth ?? 0]?.scenarios[i ?? 0];
      if (scenario?.passed) testRun.passed(item);
      else testRun.failed(item, (scenario?.failures ?? []).map(failure => new vscode.TestMessage(failureText(failure))));
    }
    testRun.end();
  }

  // Small things.

  private async ask(args: string[], folder: string, wanted: readonly number[]): Promise<Ran> {
    const ran = await run(this.program(), args, folder);
    if (wanted.includes(ran.code)) return ran;
    this.output.appendLine(ran.err);
    this.output.show(true);
    throw new Refusal(ran.err.split('\n')[0] ?? `acquis ${args[0]} ended with ${ran.code}`);
  }

  /** Shows the uses that are counted above a declaration: the server names an address, a position and places of the protocol. */
  private async showReferences([address, position, places]: unknown[]): Promise<void> {
    const convert = this.client?.protocol2CodeConverter;
    if (convert === undefined || typeof address !== 'string' || !Position.is(position) || !Array.isArray(places)) return;
    const locations = places.filter(place => Location.is(place)).map(place => convert.asLocation(place));
    await vscode.commands.executeCommand('editor.action.showReferences', convert.asUri(address), convert.asPosition(position), locations);
  }

  private wish(): { asOf?: string } {
    const { asOf } = this.settings();
    return asOf === undefined ? {} : { asOf };
  }

  private asOf(): string[] {
    const { asOf } = this.settings();
    return asOf === undefined ? [] : ['--as-of', asOf];
  }

  private async dossier(): Promise<vscode.TextDocument> {
    const shown = vscode.window.activeTextEditor?.document;
    if (shown === undefined || !DOSSIERS.includes(shown.languageId)) throw new Refusal('Open a dossier in YAML or JSON first.');
    return shown;
  }

  private folderOfActive(): string {
    const shown = vscode.window.activeTextEditor?.document.uri;
    if (shown?.scheme === 'file') return path.dirname(shown.fsPath);
    return vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? process.cwd();
  }

  private page(name: string, text: string): vscode.Uri {
    this.pages.set(name, text);
    return vscode.Uri.from({ scheme: SHOWN, path: name });
  }

  /** Does something for the user, who is told why if it cannot be done. */
  async attempt(work: () => Promise<unknown>): Promise<void> {
    try {
      await work();
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      const settings = 'Open the settings';
      const buttons = error instanceof NoProgram ? [settings] : [];
      if ((await vscode.window.showErrorMessage(`Acquis: ${message}`, ...buttons)) === settings)
        await vscode.commands.executeCommand('workbench.action.openSettings', 'acquis.server.path');
    }
  }

  async dispose(): Promise<void> {
    await this.stop();
    for (const one of this.mine) one.dispose();
  }
}

let running: Acquis | undefined;

/** Called by the editor when a policy is opened, or a folder with a package. */
export async function activate(): Promise<void> {
  const acquis = new Acquis();
  running = acquis;
  // The commands are there even if the server is not: one of them starts it once it can be found.
  await acquis.attempt(() => acquis.start());
}

/** Called by the editor when it goes. */
export async function deactivate(): Promise<void> {
  await running?.dispose();
  running = undefined;
}
