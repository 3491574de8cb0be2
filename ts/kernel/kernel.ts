import { rmSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Channel, type Progress } from './channel.ts';
import { KernelError } from './failure.ts';
import type { Hello, MethodName, Methods, Reply } from './methods.ts';
import { type KernelProcess, lastWords, startProcess } from './process.ts';
import { isStopped, watchStopped } from './stopped.ts';

export interface KernelOptions {
  readonly device: 'auto' | 'cpu' | 'cuda';
  /** 0: one a core. */
  readonly threads: number;
  /** Gives up the start; a kernel that has started is ended by `close`. */
  readonly signal?: AbortSignal;
  /** Gets every line of the kernel's standard error: warnings, and the trace of a bug. */
  readonly onLine?: (line: string) => void;
  /** Gets a sentence when the process has been stopped by a signal and somebody waits for its answer. */
  readonly onStopped?: (sentence: string) => void;
}

export interface CallOptions {
  readonly onProgress?: (progress: Progress) => void;
  /** Interrupts this request; it settles when the kernel has answered, or is ended because it does not. */
  readonly signal?: AbortSignal;
}

/** Tensors may be left out where the method needs none. */
type Rest<T> =
  Record<never, never> extends T ? [tensors?: T, options?: CallOptions] : [tensors: T, options?: CallOptions];

/** A running kernel; docs/protocol.md. */
export interface Kernel {
  readonly pid: number;
  readonly hello: Hello;
  /** Whether its process has ended. */
  isGone(): boolean;
  /**
   * Calls a method. Requests are served in the order of their calls, and several may be in flight. Rejects with a
   * KernelError. The memory of `tensors` is sent without a copy: never write into it, nor use it for something
   * else, before the promise settles.
   */
  call<M extends MethodName>(
    method: M,
    content: Methods[M]['content'],
    ...rest: Rest<Methods[M]['tensors']>
  ): Promise<Reply<M>>;
  /** Interrupts every request that is in flight; those that can stop early answer `interrupted`. */
  interrupt(): Promise<void>;
  /** Milliseconds in which the kernel answers, however busy it is. */
  ping(): Promise<number>;
  /** Ends the kernel: open requests settle with `closed`, and everything that was opened is gone afterwards. */
  close(): Promise<void>;
}

/** Milliseconds that a kernel gets to leave by itself. */
const GRACE = 5000;
/** Milliseconds in which a kernel says that it has heard of an interruption, however busy it is. */
const HEARD = 3000;
/** Milliseconds between two looks at a kernel that was interrupted. */
const WATCH = 200;

/** Starts a kernel; throws a KernelError `start` with advice where it does not come up. */
export async function startKernel(options: KernelOptions): Promise<Kernel> {
  if (options.signal?.aborted)
    throw new KernelError('interrupted', 'the start of the kernel was interrupted');
  // The path of a socket must stay below 108 bytes: this is short, and mkdtemp gives it mode 0700.
  const folder = await mkdtemp(path.join(os.tmpdir(), 'swat-'));
  try {
    const { device, threads, signal, onLine, onStopped } = options;
    const child = await startProcess({ folder, device, threads, signal, onLine });
    const running = new Running(child, folder, onStopped);
    return await running.greet();
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw error;
  }
}

class Running {
  readonly #child: KernelProcess;
  readonly #work: Channel;
  readonly #control: Channel;
  readonly #gone: Promise<void>;
  #isGone = false;
  #closing: Promise<void> | undefined;

  constructor(child: KernelProcess, folder: string, onStopped: KernelOptions['onStopped']) {
    this.#child = child;
    const owes = () => this.#work.inFlight.length > 0;
    const watch = watchStopped(child.pid, owes, (sentence) => onStopped?.(sentence));
    // A kernel leaves with this process by itself; one that is stopped cannot.
    const leave = () => {
      if (!isStopped(child.pid)) return;
      child.kill();
      rmSync(folder, { recursive: true, force: true });
    };
    process.once('exit', leave);
    this.#work = new Channel(child.endpoints.work);
    this.#control = new Channel(child.endpoints.control);
    this.#gone = child.ended.then(async (death) => {
      this.#isGone = true;
      watch.stop();
      process.off('exit', leave);
      this.#fail(new KernelError('died', lastWords(death), death));
      this.#work.close();
      this.#control.close();
      await rm(folder, { recursive: true, force: true });
    });
  }

  async greet(): Promise<Kernel> {
    const call: Kernel['call'] = (method, content, ...[tensors, options]) =>
      this.#call(method, content, tensors, options);
    try {
      const { content } = await call('hello', {});
      return {
        pid: this.#child.pid,
        hello: content,
        isGone: () => this.#isGone,
        call,
        interrupt: () => this.#interrupt(this.#work.inFlight),
        ping: () => this.#ping(),
        close: () => this.#close(),
      };
    } catch (error) {
      // One that speaks another language does not hear that it should leave.
      if (error instanceof KernelError && error.code === 'protocol') this.#child.kill();
      await this.#close();
      throw error;
    }
  }

  async #call<M extends MethodName>(
    method: M,
    content: Methods[M]['content'],
    tensors?: Methods[M]['tensors'],
    { onProgress, signal }: CallOptions = {},
  ): Promise<Reply<M>> {
    if (signal?.aborted)
      throw new KernelError('interrupted', 'the request was interrupted before it was sent');
    const { id, answer } = this.#work.request(method, content, { ...tensors }, onProgress);
    const onAbort = () => void this.#interruptOrEnd(id, answer);
    signal?.addEventListener('abort', onAbort);
    try {
      const { content, tensors } = await answer;
      // Both sides are held to the catalogue by tests, so a reply is what its method gives.
      return { content, tensors } as unknown as Reply<M>;
    } finally {
      signal?.removeEventListener('abort', onAbort);
    }
  }

  async #interrupt(ids: number[]): Promise<void> {
    await this.#control.request('interrupt', { ids }).answer;
  }

  /** Interrupts a request; ends a kernel that does not hear of it, or is stopped before it has answered. */
  async #interruptOrEnd(id: number, answer: Promise<unknown>): Promise<void> {
    const begin = performance.now();
    let isHeard = false;
    const hear = () => {
      isHeard = true;
    };
    this.#interrupt([id]).then(hear, hear); // one that fails means that the kernel is gone
    const settled = answer.then(
      () => true,
      () => true,
    );
    while (!(await Promise.race([settled, delay(WATCH, false, { ref: false })]))) {
      const isDeaf = !isHeard && performance.now() - begin > HEARD;
      if (!isDeaf && !isStopped(this.#child.pid)) continue;
      const why = isDeaf ? 'it did not hear of the interruption' : 'a signal had stopped it';
      this.#fail(new KernelError('died', `the kernel was ended, because ${why}`));
      return this.#child.kill();
    }
  }

  async #ping(): Promise<number> {
    const begin = performance.now();
    await this.#control.request('ping', {}).answer;
    return performance.now() - begin;
  }

  #close(): Promise<void> {
    this.#closing ??= this.#leave();
    return this.#closing;
  }

  async #leave(): Promise<void> {
    this.#work.fail(new KernelError('closed', 'the kernel was closed'));
    this.#control.request('shutdown', {}).answer.catch(() => {}); // its end is the answer
    const timer = new AbortController();
    await Promise.race([this.#gone, delay(GRACE, undefined, { signal: timer.signal }).catch(() => {})]);
    timer.abort();
    this.#child.kill();
    await this.#gone;
  }

  #fail(error: KernelError): void {
    this.#work.fail(error);
    this.#control.fail(error);
  }
}
