import { rmSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { Channel, type Secure } from './channel.ts';
import { KernelError } from './failure.ts';
import type { CallOptions, Kernel, KernelOptions } from './kernel.ts';
import type { MethodName, Methods, Reply } from './methods.ts';
import { type KernelProcess, lastWords } from './process.ts';
import { isStopped, watchStopped } from './stopped.ts';

/** A kernel's process that has come up, here or elsewhere. */
export interface Started {
  readonly child: KernelProcess;
  /** Of its sockets; null: elsewhere. */
  readonly folder: string | null;
  /** How it is spoken to, where it is elsewhere. */
  readonly secure: Secure | null;
  readonly onStopped: KernelOptions['onStopped'];
}

/** Milliseconds that a kernel gets to leave by itself. */
const GRACE = 5000;
/** Milliseconds in which a kernel says that it has heard of an interruption, however busy it is. */
const HEARD = 3000;
/** Milliseconds between two looks at a kernel that was interrupted. */
const WATCH = 200;

/** The client's side of a kernel that runs. */
export class Running {
  readonly #child: KernelProcess;
  readonly #work: Channel;
  readonly #control: Channel;
  readonly #gone: Promise<void>;
  readonly #isElsewhere: boolean;
  #isGone = false;
  #closing: Promise<void> | undefined;

  constructor({ child, folder, secure, onStopped }: Started) {
    this.#child = child;
    this.#isElsewhere = secure !== null;
    const owes = () => this.#work.inFlight.length > 0;
    const watch = watchStopped(child.pid, owes, (sentence) => onStopped?.(sentence));
    // A kernel leaves with this process by itself; one that is stopped cannot.
    const leave = () => {
      if (!isStopped(child.pid)) return;
      child.kill();
      if (folder !== null) rmSync(folder, { recursive: true, force: true });
    };
    process.once('exit', leave);
    this.#work = new Channel(child.endpoints.work, secure);
    this.#control = new Channel(child.endpoints.control, secure);
    this.#gone = child.ended.then(async (death) => {
      this.#isGone = true;
      watch.stop();
      process.off('exit', leave);
      this.#fail(new KernelError('died', lastWords(death), death));
      this.#work.close();
      this.#control.close();
      if (folder !== null) await rm(folder, { recursive: true, force: true });
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
    } catch (error) {
      throw this.#isElsewhere ? this.#asDeath(error) : error;
    } finally {
      signal?.removeEventListener('abort', onAbort);
    }
  }

  /** A death that a kernel elsewhere is said to have died: this side cannot see its process. */
  #asDeath(error: unknown): unknown {
    if (!(error instanceof KernelError) || error.code !== 'died' || error.death !== null) return error;
    this.#child.kill();
    return new KernelError('died', error.message, { how: error.message, lines: [] });
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
    const left = this.#control.request('shutdown', {}).answer.catch(() => {}); // its end is the answer
    // Elsewhere, nobody sees it.
    if (this.#isElsewhere) void left.then(() => this.#child.kill());
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
