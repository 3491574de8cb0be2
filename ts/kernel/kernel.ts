import { rm } from 'node:fs/promises';
import type { Progress } from './channel.ts';
import { KernelError } from './failure.ts';
import { socketFolder } from './folder.ts';
import type { Hello, MethodName, Methods, Reply } from './methods.ts';
import { startProcess } from './process.ts';
import { startRanks } from './ranks.ts';
import { Running } from './running.ts';

export interface KernelOptions {
  readonly device: 'auto' | 'cpu' | 'cuda';
  /** 0: one a core. */
  readonly threads: number;
  /** Processes that train together; one, unless said otherwise. With several, `threads` 0 shares the cores among them. */
  readonly ranks?: number;
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

/** Starts a kernel; throws a KernelError `start` with advice where it does not come up. */
export async function startKernel(options: KernelOptions): Promise<Kernel> {
  if (options.signal?.aborted)
    throw new KernelError('interrupted', 'the start of the kernel was interrupted');
  const folder = await socketFolder();
  try {
    const { device, threads, ranks = 1, signal, onLine, onStopped } = options;
    const given = { folder, device, threads, signal, onLine };
    const child = await (ranks === 1 ? startProcess(given) : startRanks(given, ranks));
    const running = new Running({ child, folder, secure: null, onStopped });
    return await running.greet();
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw error;
  }
}
