import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { stripVTControlCharacters } from 'node:util';
import { interpreter, projectRoot } from '../../kernel/interpreter.ts';

/** Runs its arguments in a terminal of their own: the REPL behaves otherwise without one. */
const TERMINAL = 'import os, pty, sys; sys.exit(os.waitstatus_to_exitcode(pty.spawn(sys.argv[1:])))';
/** So wide that no line is broken. */
const WIDE = 'stty cols 300 rows 50; exec "$@"';
/** What `--import tsx` means, from any folder. */
const LOADER = pathToFileURL(path.join(projectRoot, 'node_modules/tsx/dist/loader.mjs')).href;
export const PROMPT = 'swat> ';
/** The end of a text in which a control sequence has begun and not ended. */
const BEGUN = new RegExp(`${String.fromCharCode(27)}(?:\\[[\\d;?]*)?$`);

/** Somebody at a terminal in front of `swat repl`, in the folder `cwd`. */
export class Person {
  readonly #child: ChildProcessWithoutNullStreams;
  #unread = '';
  #begun = '';
  #wake = () => {};

  constructor(folder: string, cwd = projectRoot) {
    const repl = [process.execPath, '--import', LOADER, path.join(projectRoot, 'ts/cli.ts'), 'repl'];
    this.#child = spawn(interpreter(), ['-c', TERMINAL, 'sh', '-c', WIDE, 'sh', ...repl], {
      cwd,
      env: {
        ...process.env,
        SWAT_REPL_HISTORY: path.join(folder, 'history'),
        TMPDIR: folder,
        TERM: 'xterm',
        CI: '1', // progress in lines, not in one that is written over
      },
    });
    this.#child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      const text = this.#begun + chunk;
      const end = BEGUN.exec(text)?.index ?? text.length;
      this.#begun = text.slice(end);
      this.#unread += stripVTControlCharacters(text.slice(0, end));
      this.#wake();
    });
  }

  /** Reads until `text` comes; returns what came before it. */
  async read(text: string): Promise<string> {
    while (!this.#unread.includes(text)) await new Promise<void>((resolve) => (this.#wake = resolve));
    const end = this.#unread.indexOf(text);
    const before = this.#unread.slice(0, end);
    this.#unread = this.#unread.slice(end + text.length);
    return before;
  }

  write(text: string): void {
    this.#child.stdin.write(text);
  }

  /** Types a line, and reads its echo. */
  async type(line: string): Promise<void> {
    this.write(`${line}\r`);
    await this.read(line);
    await this.read('\n');
  }

  /** What the REPL prints for a line. */
  async ask(line: string): Promise<string> {
    await this.type(line);
    return (await this.read(PROMPT)).replaceAll('\r', '').replace(/^\n+|\s+$/g, '');
  }

  /** Types a line, presses Ctrl-C when `text` has come, and returns what is printed after that. */
  async interrupt(line: string, text: string): Promise<string> {
    await this.type(line);
    if (text !== '') await this.read(text);
    this.write('\x03');
    return (await this.read(PROMPT)).replaceAll('\r', '').replace(/^\n+|\s+$/g, '');
  }

  async leave(): Promise<unknown> {
    const exit = once(this.#child, 'exit');
    this.write('.exit\r');
    return (await exit)[0];
  }

  kill(): void {
    this.#child.kill('SIGKILL');
  }
}
