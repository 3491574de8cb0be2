import { type ChildProcess, spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { SPACE } from './stages/road.ts';

/** As `make setup` builds it: the command that people run, its worker threads included. */
const CLI = resolve('dist/cli.js');

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** `swat` as it is called in `folder`, and files there. */
export function swatIn(folder: string) {
  /**
   * Starts `swat` in the folder; `onOutput` sees its standard output as it grows. `before`: commands of a shell that
   * becomes it, which `around` runs.
   */
  function start(
    words: readonly string[],
    onOutput: (text: string, child: ChildProcess) => void = () => {},
    input = '',
    before = '',
    around: readonly string[] = [],
  ) {
    const own = [process.execPath, CLI, ...words];
    const [command = '', ...rest] = before
      ? [...around, 'sh', '-c', `${before} && exec "$@"`, 'sh', ...own]
      : own;
    const child = spawn(command, rest, { cwd: folder });
    child.stdin.end(input);
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
      onOutput(stdout, child);
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    return new Promise<Ended>((settle) => child.on('close', (code) => settle({ code, stdout, stderr })));
  }

  function write(name: string, text: string): string {
    writeFileSync(join(folder, name), text);
    return name;
  }

  /** A training that takes minutes, with a checkpoint a second. */
  const long = () =>
    write(
      'long.yaml',
      `vars: { networks: 2000000 }\nstages:${SPACE.replace('checkpoint_seconds: 3600', 'checkpoint_seconds: 1')}`,
    );

  return { start, write, long };
}
