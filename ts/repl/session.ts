import { once } from 'node:events';
import os from 'node:os';
import path from 'node:path';
import { start } from 'node:repl';
import type { Writable } from 'node:stream';
import { inspect, promisify } from 'node:util';
import type { Place } from '../kernel/index.ts';
import { completeFiles } from './completion.ts';
import { livePython } from './live-python.ts';
import { livingKernel } from './living-kernel.ts';
import { Requests } from './requests.ts';
import { scopeOf } from './scope.ts';

/** What a session is given by the command. */
export interface Given {
  readonly stdout: Writable;
  /** Aborts when the session is to end. */
  readonly signal: AbortSignal;
  /** `swat run PIPELINE`, with the command's options by their long names: `{ set: ['seed=1'], force: true }`. */
  runPipeline(file: string, options: object, signal: AbortSignal): Promise<number>;
  /** Where the kernel is; null: on this machine. */
  readonly place: Place | null;
}

const WELCOME = 'swat, in Node: help() lists what is in scope; await works at the prompt; Ctrl-C cancels.\n';

/** Talks with whoever sits at the terminal until he leaves. */
export async function talk(given: Given): Promise<void> {
  const requests = new Requests();
  const say = (sentence: string) => console.warn(sentence);
  const kernel = livingKernel(requests, say, given.place);
  const python = livePython();
  given.stdout.write(WELCOME);
  // One realm, so that `instanceof` holds between what is typed and what is ours.
  const server = start({ prompt: 'swat> ', useGlobal: true, breakEvalOnSigint: true, writer });
  completeFiles(server);
  Object.assign(server.context, scopeOf({ given, requests, kernel, py: python.py, say }));
  server.on('SIGINT', () => requests.cancel());
  given.signal.addEventListener('abort', () => server.close());
  await promisify(server.setupHistory.bind(server))(historyFile());
  await once(server, 'exit');
  await requests.end();
  await python.close();
  await kernel.close();
}

/** Errors that are a sentence for whoever typed: where they came from in swat says nothing more. */
const SENTENCES: ReadonlySet<string> = new Set([
  'StageError',
  'FitError',
  'CommandError',
  'DataError',
  'KernelError',
]);

/** What Node's REPL throws into a line that Ctrl-C ends. */
const CANCELLED = 'ERR_SCRIPT_EXECUTION_INTERRUPTED';

/** Objects in Python print as themselves, not as the proxies that they are here. */
function writer(value: unknown): string {
  if (value instanceof Error && 'code' in value && value.code === CANCELLED) return 'cancelled by Ctrl-C';
  if (value instanceof Error && SENTENCES.has(value.name)) return `${value.name}: ${value.message}`;
  return inspect(value, { colors: process.stdout.hasColors?.() ?? false, showProxy: false });
}

function historyFile(): string {
  return process.env.SWAT_REPL_HISTORY ?? path.join(os.homedir(), '.swat_repl_history');
}
