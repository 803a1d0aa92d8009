// As much of the module `vscode` as the extension and its client of the protocol ask for, over plain data. What nobody asks for
// here is a class that can be extended and does nothing.

const Module = require('node:module');
const { fileURLToPath, pathToFileURL } = require('node:url');
const { readFileSync } = require('node:fs');

class Disposable {
  constructor(work = () => {}) { this.dispose = work; }
  static from(...all) { return new Disposable(() => all.forEach(one => one.dispose())); }
}

class EventEmitter {
  listeners = new Set();
  event = (listener, self) => {
    const bound = self ? listener.bind(self) : listener;
    this.listeners.add(bound);
    return new Disposable(() => this.listeners.delete(bound));
  };
  fire(value) { for (const listener of [...this.listeners]) listener(value); }
  dispose() { this.listeners.clear(); }
}

class Uri {
  constructor(scheme, path) { Object.assign(this, { scheme, path, authority: '', query: '', fragment: '' }); }
  get fsPath() { return this.path; }
  toString() { return this.scheme === 'file' ? pathToFileURL(this.path).href : `${this.scheme}:${encodeURI(this.path)}`; }
  toJSON() { return { scheme: this.scheme, path: this.path }; }
  static file(path) { return new Uri('file', path); }
  static from({ scheme, path }) { return new Uri(scheme, path); }
  static parse(text) {
    return text.startsWith('file:') ? Uri.file(fileURLToPath(text)) : new Uri(...text.split(/:(.*)/s).slice(0, 2).map(decodeURI));
  }
}

class Position {
  constructor(line, character) { Object.assign(this, { line, character }); }
}

class Range {
  constructor(a, b, c, d) {
    [this.start, this.end] = typeof a === 'number' ? [new Position(a, b), new Position(c, d)] : [a, b];
  }
}

class Diagnostic {
  constructor(range, message, severity) { Object.assign(this, { range, message, severity }); }
}

class CodeLens {
  constructor(range, command) { Object.assign(this, { range, command }); }
}

class InlayHint {
  constructor(position, label, kind) { Object.assign(this, { position, label, kind }); }
}

class InlayHintLabelPart {
  constructor(value) { this.value = value; }
}

class CancellationTokenSource {
  token = { isCancellationRequested: false, onCancellationRequested: () => new Disposable() };
  cancel() {}
  dispose() {}
}

class CodeActionKind {
  constructor(value) { this.value = value; }
  append(part) { return new CodeActionKind(this.value === '' ? part : `${this.value}.${part}`); }
  static Empty = new CodeActionKind('');
}

class TabInputText {
  constructor(uri) { this.uri = uri; }
}

/** A module in which everything is there: what is known as it is, and the rest as something that can be called and extended. */
function lenient(known) {
  const stand = name => {
    const one = class { constructor(...all) { Object.assign(this, { args: all }); } };
    Object.defineProperty(one, 'name', { value: name });
    return one;
  };
  return new Proxy(known, { get: (all, name) => (name in all || typeof name === 'symbol' ? all[name] : (all[name] = stand(String(name)))) });
}

/** An editor with a folder that shows documents. `settings` are those of the user, with dots in their names. */
function editor({ folder, manifests, settings }) {
  const events = {};
  const on = name => (events[name] ??= new EventEmitter());
  const seen = { diagnostics: new Map(), commands: new Map(), output: [], errors: [], status: {}, shown: [], executed: [], picks: [], answers: [], tests: [], ran: [], providers: {} };
  const found = new EventEmitter();
  const documents = [];

  const collection = () => ({
    set(uri, all) {
      for (const [one, list] of Array.isArray(uri) ? uri : [[uri, all]]) seen.diagnostics.set(one.toString(), list ?? []);
      found.fire();
    },
    delete(uri) { seen.diagnostics.delete(uri.toString()); found.fire(); },
    has: uri => seen.diagnostics.has(uri.toString()),
    get: uri => seen.diagnostics.get(uri.toString()),
    clear() { seen.diagnostics.clear(); },
    dispose() {},
  });
  const configuration = section => ({
    get(name, otherwise) {
      const key = section ? `${section}.${name}` : name;
      if (key in settings) return settings[key];
      // A section as a whole.
      const within = Object.keys(settings).filter(one => one.startsWith(`${key}.`));
      if (within.length === 0) return otherwise;
      const tree = {};
      for (const one of within) {
        const steps = one.slice(key.length + 1).split('.');
        const last = steps.pop();
        let at = tree;
        for (const step of steps) at = at[step] ??= {};
        at[last] = settings[one];
      }
      return tree;
    },
    has: () => false, inspect: () => undefined, update: async () => {},
  });
  const registered = () => new Disposable();
  const provides = name => (_, provider) => {
    const all = (seen.providers[name] ??= new Set());
    all.add(provider);
    return new Disposable(() => all.delete(provider));
  };

  const vscode = lenient({
    version: '1.82.0', Disposable, EventEmitter, Uri, Position, Range, Diagnostic, CodeLens,
    InlayHint, InlayHintLabelPart, CancellationTokenSource, TabInputText, CodeActionKind,
    CancellationError: class extends Error {},
    DiagnosticSeverity: { Error: 0, Warning: 1, Information: 2, Hint: 3 }, DiagnosticTag: { Unnecessary: 1, Deprecated: 2 },
    StatusBarAlignment: { Left: 1, Right: 2 }, TestRunProfileKind: { Run: 1 }, ProgressLocation: { Window: 10 },
    TextDocumentSaveReason: { Manual: 1 }, FileType: { File: 1 }, CompletionItemKind: {}, SymbolKind: {}, InlayHintKind: {},
    TestMessage: class { constructor(message) { this.message = message; } },
    env: { language: 'en', appName: 'a fake', openExternal: async () => true },
    commands: {
      registerCommand(name, work) { seen.commands.set(name, work); return new Disposable(() => seen.commands.delete(name)); },
      async executeCommand(name, ...args) { seen.executed.push([name, ...args]); return seen.commands.get(name)?.(...args); },
    },
    languages: new Proxy({
      createDiagnosticCollection: collection,
      getDiagnostics: uri => seen.diagnostics.get(uri.toString()) ?? [],
      match: (selector, document) => selector.some(one =>
        (one.language ?? document.languageId) === document.languageId
        && (one.pattern === undefined || document.uri.path.startsWith(String(one.pattern.pattern ?? one.pattern).replace(/\/\*\*.*$/, '')))) ? 10 : 0,
    }, { get: (all, name) => all[name] ?? provides(name) }),
    window: {
      createOutputChannel: () => ({ name: 'Acquis', appendLine: line => seen.output.push(line), append: line => seen.output.push(line), show() {}, clear() {}, dispose() {} }),
      createStatusBarItem: () => Object.assign(seen.status, { show() { seen.status.isShown = true; }, hide() { seen.status.isShown = false; }, dispose() {} }),
      async showErrorMessage(message, ...buttons) { seen.errors.push({ message, buttons: buttons.filter(one => typeof one === 'string') }); found.fire(); return seen.answers.shift(); },
      showInformationMessage: async () => undefined, showWarningMessage: async () => undefined,
      async showQuickPick(items, options) { seen.picks.push({ items, options }); return seen.answers.shift()?.(items); },
      async showInputBox(options) { seen.picks.push(options); return seen.answers.shift(); },
      async showTextDocument(uri) { seen.shown.push(uri); },
      withProgress: (_, work) => work({ report() {} }, new CancellationTokenSource().token),
      onDidChangeActiveTextEditor: on('active').event,
      tabGroups: { all: [{ tabs: [] }], onDidChangeTabs: on('tabs').event },
      activeTextEditor: undefined, visibleTextEditors: [],
    },
    workspace: {
      textDocuments: documents, notebookDocuments: [], workspaceFolders: [{ uri: Uri.file(folder), name: 'law', index: 0 }],
      getConfiguration: configuration, findFiles: async () => manifests.map(Uri.file), saveAll: async () => true, applyEdit: async () => true,
      createFileSystemWatcher: () => ({ onDidCreate: registered, onDidChange: registered, onDidDelete: registered, dispose() {} }),
      registerTextDocumentContentProvider(_, provider) { seen.provider = provider; return new Disposable(); },
      ...Object.fromEntries(['OpenTextDocument', 'CloseTextDocument', 'ChangeTextDocument', 'SaveTextDocument', 'ChangeConfiguration',
        'ChangeWorkspaceFolders', 'CreateFiles', 'RenameFiles', 'DeleteFiles'].map(name => [`onDid${name}`, on(name).event])),
      ...Object.fromEntries(['SaveTextDocument', 'CreateFiles', 'RenameFiles', 'DeleteFiles'].map(name => [`onWill${name}`, on(`will ${name}`).event])),
      ...Object.fromEntries(['Open', 'Close', 'Save', 'Change'].map(name => [`onDid${name}NotebookDocument`, on(`${name} notebook`).event])),
    },
    extensions: { getExtension: () => undefined },
    tests: {
      createTestController: () => ({
        items: { replace(items) { seen.tests = items; }, *[Symbol.iterator]() { for (const item of seen.tests) yield [item.id, item]; } },
        createRunProfile(name, kind, work) { seen.runTests = work; },
        createTestItem: (id, label, uri) => ({ id, label, uri }),
        createTestRun: () => ({ passed: item => seen.ran.push(['passed', item]), failed: (item, messages) => seen.ran.push(['failed', item, messages]), end() {} }),
        dispose() {},
      }),
    },
  });

  /** Shows a document, as when a user opens it. */
  function show(path, languageId, text = readFileSync(path, 'utf8')) {
    const document = { uri: Uri.file(path), fileName: path, languageId, version: 1, isDirty: false, isClosed: false, text, getText: () => document.text, save: async () => true };
    documents.push(document);
    vscode.window.activeTextEditor = { document };
    vscode.window.tabGroups.all[0].tabs.push({ input: new TabInputText(document.uri) });
    on('tabs').fire({ opened: [{}], closed: [], changed: [] });
    on('OpenTextDocument').fire(document);
    on('active').fire(vscode.window.activeTextEditor);
    return document;
  }

  /** Asks whoever has registered for something, such as `registerCodeLensProvider`; what all answer. */
  async function ask(registration, method, ...args) {
    const asked = [...(seen.providers[registration] ?? [])].map(provider => provider[method](...args, new CancellationTokenSource().token));
    return (await Promise.all(asked)).flat().filter(Boolean);
  }

  /** Puts text in the place of a range within a line, as when a user types it. */
  function type(document, range, text) {
    const lines = document.text.split('\n');
    const line = lines[range.start.line];
    lines[range.start.line] = line.slice(0, range.start.character) + text + line.slice(range.end.character);
    document.text = lines.join('\n');
    document.version++;
    on('ChangeTextDocument').fire({ document, contentChanges: [{ range, text, rangeLength: range.end.character - range.start.character }] });
  }

  /** Waits until something is so, looking whenever findings come or a message is shown. */
  function until(isSo) {
    return new Promise(resolve => {
      // What only waits does not keep the process: without this it would end, and not fail.
      const alive = setInterval(() => {}, 1000);
      const look = () => { if (isSo()) { clearInterval(alive); listening.dispose(); resolve(); } };
      const listening = found.event(look);
      look();
    });
  }

  return { vscode, seen, show, type, until, ask };
}

/** Loads a bundle for which the module `vscode` is this one. */
function load(file, vscode) {
  const original = Module._load;
  Module._load = (name, ...more) => (name === 'vscode' ? vscode : original(name, ...more));
  try {
    delete require.cache[file];
    return require(file);
  } finally {
    Module._load = original;
  }
}

module.exports = { editor, load };
