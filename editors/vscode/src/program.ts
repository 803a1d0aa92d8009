// The program, run for one answer. The language server is started elsewhere, and lives on.

import { execFile } from 'node:child_process';

/** What a run has said, and how it ended. */
export interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Runs the program in a folder. Its codes say yes, no, unusable and undetermined; only a program that did not run is a fault. */
export function run(program: string, args: readonly string[], folder: string): Promise<Ran> {
  const options = { cwd: folder, maxBuffer: 256 << 20, env: { ...process.env, NO_COLOR: '1' } };
  return new Promise((resolve, reject) => {
    execFile(program, [...args], options, (error, out, err) => {
      if (error === null) resolve({ code: 0, out, err });
      else if (typeof error.code === 'number') resolve({ code: error.code, out, err });
      else reject(error);
    });
  });
}
