import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { StageError } from '../dag/operation.ts';
import { interpreter, projectRoot } from '../kernel/index.ts';
import type { Failure, Luggage, Task } from './task.ts';

/** A cluster of Ray's, as a pipeline names it. */
export interface Address {
  readonly address: string;
  /** The file of the cluster's token. */
  readonly token: string;
}

export interface Request extends Pick<Luggage, 'files' | 'folders'> {
  readonly task: Task;
  readonly out: string;
  readonly cores: number;
  /** How often it is tried again where its worker dies. */
  readonly retries: number;
}

/** How a task ended that did not fail. */
interface Done {
  readonly node: string;
}

// Exit codes of py_kernels/cluster/__main__.py.
const MISSING_PACKAGE = 3;
const NO_CLUSTER = 4;

/** The client of a cluster: a Python program, and lines of JSON to and from it. */
export class Driver {
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #open = new Map<number, { resolve(done: Done): void; reject(error: Error): void }>();
  readonly #address: string;
  readonly #ended: Promise<void>;
  #last = '';
  #next = 0;
  #isGone = false;

  private constructor({ address, token }: Address, onEnd: () => void, signal: AbortSignal) {
    this.#address = address;
    const env = {
      ...process.env,
      RAY_AUTH_MODE: 'token',
      RAY_AUTH_TOKEN_PATH: resolve(token),
      RAY_USAGE_STATS_ENABLED: '0',
    };
    delete (env as NodeJS.ProcessEnv).RAY_AUTH_TOKEN; // it would be taken instead
    const words = ['-m', 'py_kernels.cluster', '--address', address];
    this.#child = spawn(interpreter(), words, { cwd: projectRoot, env, signal, killSignal: 'SIGKILL' });
    this.#child.stdin.on('error', () => {}); // its end is told by `exit`
    createInterface({ input: this.#child.stderr }).on('line', (line) => {
      if (line.trim() !== '') this.#last = line.trim();
    });
    const end = (code: number | null) => {
      this.#isGone = true;
      onEnd();
      for (const { reject } of this.#open.values()) reject(this.#death(code));
      this.#open.clear();
    };
    this.#ended = once(this.#child, 'exit').then(
      ([code]) => end(code),
      () => end(null), // it could not be started, or the signal has killed it
    );
  }

  /**
   * Starts it; throws a StageError where there is no cluster, or no package for one. `onEnd` is called before any task hears
   * of its end; `signal` ends it, and the cluster then ends what it was still doing for it.
   */
  static async open(cluster: Address, onEnd: () => void, signal: AbortSignal): Promise<Driver> {
    refuseToken(cluster.token);
    const driver = new Driver(cluster, onEnd, signal);
    const lines = createInterface({ input: driver.#child.stdout });
    const first = await Promise.race([once(lines, 'line'), driver.#ended]);
    if (!first) throw driver.#death(driver.#child.exitCode);
    lines.on('line', (line) => driver.#hear(JSON.parse(line)));
    return driver;
  }

  /** Has a task done; throws a StageError where it fails, a Lost where this program has died, and the signal's reason. */
  async perform(request: Request, signal: AbortSignal): Promise<Done> {
    signal.throwIfAborted();
    const id = this.#next++;
    const answer = new Promise<Done>((resolve, reject) => this.#open.set(id, { resolve, reject }));
    const cancel = () => {
      this.#send({ cancel: id });
      this.#open.get(id)?.reject(signal.reason);
      this.#open.delete(id);
    };
    signal.addEventListener('abort', cancel);
    if (this.#isGone) throw this.#death(null);
    this.#send({ id, ...request });
    try {
      return await answer;
    } finally {
      signal.removeEventListener('abort', cancel);
    }
  }

  /** Until it has ended. */
  get ended(): Promise<void> {
    return this.#ended;
  }

  #send(line: unknown): void {
    this.#child.stdin.write(`${JSON.stringify(line)}\n`);
  }

  #hear({ id, node, error }: { id: number; node: string; error?: Failure }): void {
    const waiting = this.#open.get(id);
    this.#open.delete(id);
    if (error) waiting?.reject(new StageError(error.message, error.blame, error.lines));
    else waiting?.resolve({ node });
  }

  #death(code: number | null): StageError {
    const at = `the Ray cluster at ${this.#address}`;
    if (code === MISSING_PACKAGE) {
      const file = join(projectRoot, 'requirements-ray.txt');
      const how = `${interpreter()} -m pip install -r ${file}`;
      return new StageError(`engine ray needs a Python package (${this.#last}): ${how}`, 'user');
    }
    if (code === NO_CLUSTER)
      return new StageError(`${at} does not let this machine in: ${this.#last}`, 'user');
    return new Lost(`the client of ${at} ended${this.#last ? `; its last words: ${this.#last}` : ''}`);
  }
}

/** The client has died, and with it what it waited for. */
export class Lost extends StageError {}

function refuseToken(file: string): void {
  if (!existsSync(file)) throw new StageError(`there is no file ${file} with the cluster's token`, 'user');
  if ((statSync(file).mode & 0o077) !== 0)
    throw new StageError(`others may read the cluster's token, ${file}: chmod 600 ${file}`, 'user');
}
