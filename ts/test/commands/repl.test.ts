import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { expect } from 'chai';
import { interpreter, projectRoot } from '../../kernel/interpreter.ts';

/** Runs its arguments in a terminal of their own: the REPL behaves otherwise without one. */
const TERMINAL = 'import os, pty, sys; sys.exit(os.waitstatus_to_exitcode(pty.spawn(sys.argv[1:])))';
const PROMPT = 'swat> ';

/** A person at a terminal. */
class Person {
  readonly #child: ChildProcessWithoutNullStreams;
  #unread = '';
  #wake = () => {};

  constructor(folder: string) {
    const history = path.join(folder, 'history');
    this.#child = spawn(
      interpreter(),
      ['-c', TERMINAL, process.execPath, '--import', 'tsx', 'ts/cli.ts', 'repl'],
      {
        cwd: projectRoot,
        env: { ...process.env, SWAT_REPL_HISTORY: history, TMPDIR: folder, TERM: 'xterm' },
      },
    );
    this.#child.stdout.on('data', (chunk) => {
      this.#unread += stripVTControlCharacters(String(chunk));
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

  /** What the REPL prints for a line. */
  async ask(line: string): Promise<string> {
    this.write(`${line}\r`);
    await this.read(line);
    await this.read('\n');
    return (await this.read(PROMPT)).trim();
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

describe('swat repl', function () {
  this.timeout(120_000);

  let folder: string;
  let person: Person;
  beforeEach(() => {
    folder = mkdtempSync(path.join(os.tmpdir(), 'a-'));
    person = new Person(folder);
  });
  afterEach(() => {
    person.kill();
    rmSync(folder, { recursive: true });
  });

  it('is a REPL with run, kernel, mlp and py in scope, and leaves nothing behind', async () => {
    expect(await person.read(PROMPT)).to.contain('In scope, with top-level await');
    expect(await person.ask("const torch = await py('torch')")).to.equal('undefined');
    expect(await person.ask('await torch.ones(1, 2)')).to.equal('tensor([[1., 1.]])');
    expect(await person.ask('await torch.tensor([NaN, 2]).tolist()')).to.equal('[ NaN, 2 ]');
    expect(await person.ask('await torch.zeros(-1)')).to.contain('Uncaught PythonError: RuntimeError: zeros');
    expect(await person.ask("await kernel.call('release', { handle: 'x' })")).to.contain("no handle 'x'");
    expect(await person.ask("(await kernel.call('hello', {})).content.protocol")).to.equal('1');
    const draw = "mlp.forward(space, mlp.generate(space, 'a', 0, 1), new Float64Array(3))";
    expect(await person.ask(draw)).to.match(/^Float64Array\(1\) \[ -?[\d.]+ \]$/);
    expect(await person.ask("await run('/no/pipeline.yaml')")).to.contain('there is no pipeline file');
    person.write('await new Promise(() => {})\r');
    await person.read('{})');
    await person.read('\n');
    person.write('\x03');
    expect(await person.read(PROMPT)).to.contain('interrupted');
    expect(await person.ask('1 + 1')).to.equal('2');
    expect(await person.leave()).to.equal(0);
    expect(readFileSync(path.join(folder, 'history'), 'utf8').split('\n')[1]).to.equal('1 + 1');
    expect(readdirSync(folder).filter((name) => name.startsWith('swat-'))).to.deep.equal([]);
  });
});
