import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { KernelError } from './failure.ts';
import { interpreter, missing, projectRoot } from './interpreter.ts';

export interface Endpoints {
  readonly work: string;
  readonly control: string;
}

/** How the kernel ended, as a sentence. */
export type Ending = string;

// Exit codes of py_kernels/serve/__main__.py.
const MISSING_PACKAGE = 3;
const BAD_REQUEST = 4;
const LINES_KEPT = 20;
/** Milliseconds in which the last lines of a process that ended arrive; a child of its own may hold the pipe open. */
const LAST_LINES = 200;

export interface KernelProcess {
  readonly pid: number;
  readonly endpoints: Endpoints;
  readonly ended: Promise<Ending>;
  kill(): void;
}

export interface ProcessOptions {
  readonly folder: string;
  readonly device: 'auto' | 'cpu' | 'cuda';
  readonly threads: number;
  readonly signal: AbortSignal | undefined;
  /** Gets every line of the kernel's standard error. */
  readonly onLine: ((line: string) => void) | undefined;
}

/** Starts the kernel's process and waits for its endpoints; throws `start` where none come. */
export async function startProcess(options: ProcessOptions): Promise<KernelProcess> {
  const python = interpreter();
  const child = spawn(python, commandLine(options), { cwd: projectRoot, stdio: ['pipe', 'pipe', 'pipe'] });
  // Its end shows as `ended`: a write into the pipe of a kernel that is gone is no failure of its own.
  child.stdin.on('error', () => {});
  const lines = lastLines(child, options.onLine);
  const ended = endOf(child, python, lines);
  const onAbort = () => child.kill('SIGKILL');
  options.signal?.addEventListener('abort', onAbort);
  try {
    const first = await Promise.race([firstLine(child), ended]);
    if (options.signal?.aborted)
      throw new KernelError('interrupted', 'the start of the kernel was interrupted');
    if (typeof first === 'string') throw new KernelError('start', startFailure(child, python, first, lines));
    return { pid: Number(child.pid), endpoints: first, ended, kill: () => void child.kill('SIGKILL') };
  } catch (error) {
    child.kill('SIGKILL');
    throw error;
  } finally {
    options.signal?.removeEventListener('abort', onAbort);
  }
}

function commandLine({ folder, device, threads }: ProcessOptions): string[] {
  return ['-m', 'py_kernels.serve', '--folder', folder, '--device', device, '--threads', String(threads)];
}

/** The endpoints; never settles where nothing is printed: the process ends then. */
async function firstLine(child: ChildProcessWithoutNullStreams): Promise<Endpoints> {
  const [line] = await once(createInterface({ input: child.stdout }), 'line');
  try {
    const { work, control } = JSON.parse(String(line));
    if (typeof work === 'string' && typeof control === 'string') return { work, control };
  } catch {
    // told below
  }
  throw new KernelError('start', `the kernel printed ${JSON.stringify(line)} in place of its endpoints`);
}

function lastLines(child: ChildProcessWithoutNullStreams, onLine?: (line: string) => void): string[] {
  const kept: string[] = [];
  createInterface({ input: child.stderr }).on('line', (line) => {
    if (kept.push(line) > LINES_KEPT) kept.shift();
    onLine?.(line);
  });
  return kept;
}

async function endOf(
  child: ChildProcessWithoutNullStreams,
  python: string,
  lines: string[],
): Promise<Ending> {
  const closed = once(child, 'close');
  closed.catch(() => {}); // `error` is told below
  try {
    await once(child, 'exit');
  } catch {
    return missing(python);
  }
  await Promise.race([closed, delay(LAST_LINES)]);
  const how =
    child.signalCode === 'SIGKILL'
      ? 'was killed by SIGKILL (out of memory?)'
      : child.signalCode
        ? `was killed by ${child.signalCode}`
        : `ended with exit code ${child.exitCode}`;
  const last = lines.findLast((line) => line.trim() !== '');
  return `the kernel ${how}${last ? `; its last words: ${last.trim()}` : ''}`;
}

function startFailure(
  child: ChildProcessWithoutNullStreams,
  python: string,
  ending: Ending,
  lines: readonly string[],
): string {
  const last = lines.at(-1)?.trim() ?? '';
  if (child.exitCode === MISSING_PACKAGE) return `${missing(python)} (${last})`;
  if (child.exitCode === BAD_REQUEST) return last;
  return ending;
}
