import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { float32, KernelError, startKernel } from '../../kernel/index.ts';
import { interpreter, projectRoot } from '../../kernel/interpreter.ts';
import { chooseInterpreter, chooseKernel } from './chosen.ts';
import { ENDLESS, openSearch } from './endless.ts';
import { kernelFolders } from './folders.ts';
import { LINE } from './whole.ts';

const OPTIONS = { device: 'cpu', threads: 1 } as const;

describe("a kernel's process", function () {
  this.timeout(120_000);
  let folder: string;
  const previous = { TMPDIR: process.env.TMPDIR, SWAT_PYTHON: process.env.SWAT_PYTHON };
  const real = interpreter();

  beforeEach(() => {
    folder = mkdtempSync(path.join(os.tmpdir(), 'a b-'));
    process.env.TMPDIR = folder;
  });
  afterEach(() => {
    for (const [name, value] of Object.entries(previous)) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
    rmSync(folder, { recursive: true });
  });

  const choose = (commands: string) => chooseInterpreter(folder, commands);

  async function startFailure(signal?: AbortSignal): Promise<KernelError> {
    try {
      await startKernel(signal ? { ...OPTIONS, signal } : OPTIONS);
    } catch (error) {
      expect(kernelFolders(folder)).to.deep.equal([]);
      if (error instanceof KernelError) return error;
      throw error;
    }
    throw new Error('it started');
  }

  /** A program of its own that starts a kernel; `TMPDIR` is the test's folder. */
  async function lonely(what: 'leave' | 'stay'): Promise<{ program: ChildProcess; pid: number }> {
    const script = fileURLToPath(new URL('./lonely.ts', import.meta.url));
    const program = spawn(process.execPath, ['--import', 'tsx', script, what], {
      cwd: projectRoot,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [line] = await once(createInterface({ input: program.stdout as NodeJS.ReadableStream }), 'line');
    return { program, pid: JSON.parse(String(line)).pid };
  }

  it('is the Python of SWAT_PYTHON, whose path may have spaces, and its standard error can be read', async () => {
    const lines: string[] = [];
    choose(`echo 'a warning' >&2; exec '${real}' "$@"`);
    const kernel = await startKernel({ ...OPTIONS, onLine: (line) => lines.push(line) });
    await kernel.close();
    expect(lines).to.deep.equal(['a warning']);
  });

  it('that cannot start says where a Python was looked for and what to do', async () => {
    process.env.SWAT_PYTHON = path.join(folder, 'none');
    expect(await startFailure()).to.include({
      code: 'start',
      message: `no Python with torch found at ${process.env.SWAT_PYTHON}: run \`make setup\``,
    });
  });

  it('without torch says so', async () => {
    const python = choose(`exec '${real}' -S "$@"`);
    const { code, message } = await startFailure();
    expect(code).to.equal('start');
    expect(message).to.contain(`no Python with torch found at ${python}: run \`make setup\` (no module`);
  });

  it('that ends before it serves tells its last words', async () => {
    choose('echo one >&2; echo two >&2; exit 7');
    expect(await startFailure()).to.include({
      code: 'start',
      message: 'the kernel ended with exit code 7; its last words: two',
    });
  });

  it('that speaks another protocol is refused within 2 seconds, with both versions and what to do', async () => {
    chooseKernel(folder, real, 'from py_kernels.serve import version\nversion.PROTOCOL = 2');
    const begin = performance.now();
    expect(await startFailure()).to.include({
      code: 'protocol',
      message:
        'the kernel (py_kernels) speaks protocol 2, this swat 1: they are of different versions. `make setup` builds both from one source.',
    });
    expect(performance.now() - begin).to.be.below(2000);
  });

  it('that answers in another protocol is refused at once too', async () => {
    const time = async (act: () => Promise<unknown>) => {
      const begin = performance.now();
      await act();
      return performance.now() - begin;
    };
    const usual = await time(async () => (await startKernel(OPTIONS)).close());
    chooseKernel(folder, real, 'from py_kernels.serve import answer\nanswer.PROTOCOL = 2');
    const refused = await time(async () => expect((await startFailure()).code).to.equal('protocol'));
    expect(refused).to.be.below(usual + 2000);
  });

  it('that says something else than its endpoints is refused', async () => {
    choose('echo hello; exec cat');
    expect(await startFailure()).to.include({
      code: 'start',
      message: 'the kernel printed "hello" in place of its endpoints',
    });
  });

  it('is ended when its start is given up', async () => {
    const abort = new AbortController();
    choose(`touch '${folder}/begun'; exec cat`);
    const failed = startFailure(abort.signal);
    while (!existsSync(path.join(folder, 'begun'))) await delay(10);
    abort.abort();
    expect((await failed).code).to.equal('interrupted');
    expect((await startFailure(AbortSignal.abort())).code).to.equal('interrupted');
  });

  it('that is busy and holds the interpreter is taken neither for dead nor for stopped', async () => {
    const seconds = process.env.SOAK ? 60 : 10;
    // PyDLL keeps the lock that every thread of Python needs.
    const lines = `import ctypes
from py_kernels.serve.methods import METHODS
evaluate = METHODS["evaluate"]
def slow(session, request):
    ctypes.PyDLL(None).usleep(${seconds}_000_000)
    return evaluate(session, request)
METHODS["evaluate"] = slow`;
    chooseKernel(folder, real, lines);
    const said: string[] = [];
    const kernel = await startKernel({ ...OPTIONS, onStopped: (sentence) => said.push(sentence) });
    const networks = float32(new Float32Array([2, 1, 1]), 1, 3);
    const x = float32(new Float32Array([1, 2]), 2, 1);
    const { tensors } = await kernel.call('evaluate', { space: LINE, depth: 1 }, { networks, x });
    expect(Array.from(tensors.outputs.data, Number)).to.deep.equal([2, 4]);
    expect(said).to.deep.equal([]);
    await kernel.close();
  });

  it('is closed so that the program ends by itself, and nothing stays', async () => {
    const { program, pid } = await lonely('leave');
    const [code] = await once(program, 'exit');
    expect(code).to.equal(0);
    expect(isRunning(pid)).to.equal(false);
    expect(kernelFolders(folder)).to.deep.equal([]);
  });

  it('does not outlive a program that is killed, and takes its folder along', async () => {
    const { program, pid } = await lonely('stay');
    const before = { running: isRunning(pid), folders: kernelFolders(folder).length };
    program.kill('SIGKILL');
    await once(program, 'exit');
    while (isRunning(pid)) await delay(10);
    expect(before).to.deep.equal({ running: true, folders: 1 });
    expect(kernelFolders(folder)).to.deep.equal([]);
  });

  it('is ended within 5 seconds where it does not hear of an interruption, and its folder is gone', async () => {
    chooseKernel(
      folder,
      real,
      'import time\nfrom py_kernels.serve.interrupts import Interrupts\nInterrupts.ask = lambda self, ids: time.sleep(60)',
    );
    const kernel = await startKernel(OPTIONS);
    await openSearch(kernel);
    const controller = new AbortController();
    const endless = kernel.call('search_steps', ENDLESS, {}, { signal: controller.signal });
    const begin = performance.now();
    controller.abort();
    const failure = await endless.then(
      () => null,
      (error: KernelError) => error,
    );
    expect(failure).to.include({
      code: 'died',
      message: 'the kernel was ended, because it did not hear of the interruption',
    });
    await kernel.close();
    expect(performance.now() - begin).to.be.below(5000);
    expect(kernelFolders(folder)).to.deep.equal([]);
  });
});

/** Whether there is such a process, and it is more than an entry that nobody has read yet. */
function isRunning(pid: number): boolean {
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}
