// Where the program is. Knows no editor.

/** Why there is no program to start. */
export interface Missing {
  readonly message: string;
}

/** What can be asked of the machine. */
export interface Machine {
  readonly path: string;
  readonly home: string;
  readonly isWindows: boolean;
  isProgram(file: string): boolean;
}

/**
 * The program that a user has named, or the first `acquis` on the path. What a user has named and is not there is a fault: another
 * one is not taken in its place.
 */
export function locate(setting: string, machine: Machine): string | Missing {
  const named = setting.trim();
  if (named !== '') {
    const file = named.startsWith('~/') ? machine.home + named.slice(1) : named;
    return machine.isProgram(file)
      ? file
      : { message: `The setting acquis.server.path names ${named}, and there is no program.` };
  }
  const [between, within, names] = machine.isWindows ? [';', '\\', ['acquis.exe']] : [':', '/', ['acquis']];
  for (const folder of machine.path.split(between).filter(folder => folder !== '')) {
    for (const name of names) {
      const file = folder.endsWith(within) ? folder + name : folder + within + name;
      if (machine.isProgram(file)) return file;
    }
  }
  return { message: 'There is no acquis on the PATH. Install it, or say where it is.' };
}
