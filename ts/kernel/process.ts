import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { type Death, KernelError, otherProtocol, PROTOCOL } from './failure.ts';
import { interpreter, missing, projectRoot } from './interpreter.ts';
import { watchMemory } from './memory.ts';
import { watchOutOfMemory } from './oom.ts';

export interface Endpoints {
  readonly work: string;
  readonly control: string;
}

// Exit codes of py_kernels/serve/__main__.py.
const MISSING_PACKAGE = 3;
const BAD_REQUEST = 4;
const OTHER_PROTOCOL = 5;
const LINES_KEPT = 50;
/** Milliseconds in which the last lines of a process that ended arrive; a child of its own may hold the pipe open. */
const LAST_LINES = 200;

export interface KernelProcess {
  readonly pid: number;
  readonly endpoints: Endpoints;
  readonly ended: Promise<Death>;
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

/** Which of how many processes that train together. */
export interface Rank {
  readonly rank: number;
  readonly ranks: number;
}

/** A process that was begun and may not have come up. */
export interface Launched {
  readonly child: ChildProcessWithoutNullStreams;
  readonly ended: Promise<Death>;
}

/** Begins a process, and does not wait for it. */
export function launch(options: ProcessOptions, rank?: Rank): Launched {
  const words = commandLine(options, rank);
  const child = spawn(interpreter(), words, { cwd: projectRoot, stdio: ['pipe', 'pipe', 'pipe'] });
  // Its end shows as `ended`: a write into the pipe of a kernel that is gone is no failure of its own.
  child.stdin.on('error', () => {});
  return { child, ended: endOf(child, lastLines(child, options.onLine)) };
}

/** Starts the kernel's process and waits for its endpoints; throws `start` where none come. */
export async function startProcess(options: ProcessOptions, rank?: Rank): Promise<KernelProcess> {
  const { child, ended } = launch(options, rank);
  const onAbort = () => child.kill('SIGKILL');
  options.signal?.addEventListener('abort', onAbort);
  try {
    const first = await Promise.race([firstLine(child), ended]);
    if (options.signal?.aborted)
      throw new KernelError('interrupted', 'the start of the kernel was interrupted');
    if ('how' in first) throw startFailure(child, interpreter(), first);
    return { pid: Number(child.pid), endpoints: first, ended, kill: () => void child.kill('SIGKILL') };
  } catch (error) {
    child.kill('SIGKILL');
    throw error;
  } finally {
    options.signal?.removeEventListener('abort', onAbort);
  }
}

function commandLine({ folder, device, threads }: ProcessOptions, rank?: Rank): string[] {
  const options = { folder, device, threads, ...rank, protocol: PROTOCOL };
  return [
    '-m',
    'py_kernels.serve',
    ...Object.entries(options).flatMap(([name, value]) => [`--${name}`, String(value)]),
  ];
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

async function endOf(child: ChildProcessWithoutNullStreams, lines: readonly string[]): Promise<Death> {
  const closed = once(child, 'close');
  closed.catch(() => {}); // `error` is told below
  const memory = watchMemory(child.pid);
  const outOfMemory = watchOutOfMemory();
  try {
    await once(child, 'exit');
  } catch {
    return { how: 'could not be started', lines };
  } finally {
    memory.stop();
  }
  await Promise.race([closed, delay(LAST_LINES)]);
  const peak = memory.peak === null ? '' : `its peak was ${(memory.peak / 1e6).toFixed(0)} MB`;
  const killed = child.signalCode === 'SIGKILL' ? outOfMemory.words() : '';
  const notes = [killed, peak].filter(Boolean).join(killed.endsWith('?') ? ' ' : ', ');
  const how = child.signalCode
    ? `was killed by ${child.signalCode}`
    : `ended with exit code ${child.exitCode}`;
  return { how: notes ? `${how} (${notes})` : how, lines };
}

/** A death in one sentence, with the last words that there were. */
export function lastWords({ how, lines }: Death): string {
  const last = lines.findLast((line) => line.trim() !== '');
  return `the kernel ${how}${last ? `; its last words: ${last.trim()}` : ''}`;
}

function startFailure(
  { pid, exitCode }: ChildProcessWithoutNullStreams,
  python: string,
  death: Death,
): KernelError {
  const last = death.lines.at(-1)?.trim() ?? '';
  if (pid === undefined) return new KernelError('start', missing(python));
  if (exitCode === MISSING_PACKAGE) return new KernelError('start', `${missing(python)} (${last})`);
  if (exitCode === OTHER_PROTOCOL) return otherProtocol(last);
  if (exitCode === BAD_REQUEST) return new KernelError('start', last);
  return new KernelError('start', lastWords(death), death);
}
