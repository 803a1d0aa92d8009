// What the program answers, and how it is put into few words. Knows no editor.

/** The answer of `acquis assess --format json`, as far as it is shown. */
export interface Assessment {
  readonly schema: string;
  readonly subject: string;
  readonly as_of: string;
  readonly attained: Level;
  readonly reachable: Level;
  readonly criteria: readonly Criterion[];
  readonly missing: readonly string[];
}

/** The highest level, 0 for none; all of them where they do not build on each other; nothing where the package has none. */
export type Level = number | readonly number[] | null;

/** The verdict on one criterion. */
export interface Criterion {
  readonly provision: string;
  readonly level: number;
  readonly verdict: string;
}

/** The answer of `acquis test --format json`. */
export interface TestReport {
  readonly schema: string;
  readonly package: string;
  /** The folder that the files are relative to. */
  readonly uri?: string;
  readonly passed: number;
  readonly failed: number;
  readonly scenarios: readonly Scenario[];
}

/** What came of one scenario. */
export interface Scenario {
  readonly name: string;
  readonly file: string;
  readonly line: number;
  readonly passed: boolean;
  readonly failures: readonly Failure[];
}

/** An expectation that did not come true. */
export interface Failure {
  readonly line: number;
  readonly expected: string;
  readonly actual: string;
  readonly reasons: readonly string[];
}

/** Reads an answer of a kind that is known, such as `acquis.test/1`. */
export function parse<T extends { schema: string }>(text: string, kind: string): T {
  const value: unknown = JSON.parse(text);
  const schema = typeof value === 'object' && value !== null && 'schema' in value ? value.schema : undefined;
  if (schema !== kind) throw new Error(`The program answered ${String(schema ?? 'something else')} where ${kind} was expected.`);
  return value as T;
}

function level(found: Level): string {
  const all = typeof found === 'number' ? [found].filter(n => n > 0) : found ?? [];
  return all.length === 0 ? 'no level' : `${all.length === 1 ? 'level' : 'levels'} ${all.join(', ')}`;
}

/** The level of a service in a few words: the one attained for certain, and the one that is still open. */
export function attained(assessment: Assessment): string {
  const [certain, open] = [level(assessment.attained), level(assessment.reachable)];
  return certain === open ? certain : `${certain}, ${open} open`;
}

/** More about the level, for whoever points at it. */
export function attainedInFull(assessment: Assessment): string {
  const missing = assessment.missing.length;
  const facts = missing === 0 ? 'No fact is missing.' : missing === 1 ? '1 fact is missing.' : `${missing} facts are missing.`;
  return `${assessment.subject}, as of ${assessment.as_of}: ${attained(assessment)}. ${facts}`;
}

/** What failed, and how many passed. */
export function scenarioLines(report: TestReport): string[] {
  const failed = report.scenarios.filter(scenario => !scenario.passed).flatMap(scenario => [
    `✗ ${scenario.name} (${scenario.file}:${scenario.line})`,
    ...scenario.failures.map(failure => `    ${failureText(failure)}`),
  ]);
  return [...failed, `${report.package}: ${report.passed} passed, ${report.failed} failed`];
}

/** What was expected of a scenario, and what came of it. */
export function failureText({ line, expected, actual, reasons }: Failure): string {
  return [`line ${line}: ${expected} was expected, and it is ${actual}`, ...reasons].join('\n      ');
}

/** What the criteria of a dossier are offered as, to whoever wants one explained. */
export function choices(assessment: Assessment): { label: string; description: string }[] {
  return assessment.criteria.map(({ provision, level, verdict }) => ({
    label: provision,
    description: `level ${level}, ${verdict.replaceAll('_', ' ')}`,
  }));
}

/** The codes of findings, each once, in order. */
export function codes(found: readonly unknown[]): string[] {
  const all = found.map(code => String(typeof code === 'object' && code !== null && 'value' in code ? code.value : code));
  return [...new Set(all.filter(isCode))].sort();
}

/** Whether something is written as a code of a finding. */
export function isCode(text: string): boolean {
  return /^ACQ\d{4}$/.test(text);
}
