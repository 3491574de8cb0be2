import type { Worker } from 'node:worker_threads';
import type { Batch, Choice } from './generate.ts';
import type { Space } from './space.ts';
import { openThread } from './thread.ts';

/** What the worker thread needs to know. */
export interface Work {
  readonly space: Space;
  readonly label: string;
  readonly size: number;
  readonly choice: Choice;
}

/** Batches in order, without end. Leaving a `for await` closes it; so does an error. */
export interface BatchSource extends AsyncIterableIterator<Batch> {
  /** Ends the thread. Requests still open, and all later ones, are answered by `done`. */
  close(): Promise<void>;
}

/** Batches drawn before they are asked for: enough to hide the hand-over, few enough to hold in memory. */
const AHEAD = 3;

/**
 * Draws the batches of `size` networks of `label` from network `first` on in a thread of its own, ahead of their
 * use: `generateBatch(space, label, first + i * size, size, choice)` for i = 0, 1, ... The buffers are handed over,
 * not copied. What goes wrong in the thread is thrown by `next()`.
 */
export function openGenerator(
  space: Space,
  label: string,
  size: number,
  first = 0,
  choice: Choice = {},
): BatchSource {
  return new Generator({ space, label, size, choice }, first);
}

interface Waiting {
  resolve(result: IteratorResult<Batch>): void;
  reject(error: Error): void;
}

class Generator implements BatchSource {
  readonly #worker: Worker;
  readonly #size: number;
  readonly #ready: Batch[] = [];
  readonly #waiting: Waiting[] = [];
  #first: number;
  #failure: Error | null = null;
  #closed = false;

  constructor(work: Work, first: number) {
    this.#worker = openThread('generate-worker', work);
    this.#size = work.size;
    this.#first = first;
    this.#worker.on('message', (batch: Batch) => this.#deliver(batch));
    this.#worker.on('error', (error) => this.#fail(error));
    this.#worker.on('messageerror', (error) => this.#fail(error));
    this.#worker.on('exit', (code) =>
      this.#fail(new Error(`the generator's thread ended with code ${code}`)),
    );
    for (let batch = 0; batch < AHEAD; batch++) this.#request();
  }

  next(): Promise<IteratorResult<Batch>> {
    if (this.#closed) return Promise.resolve({ done: true, value: undefined });
    if (this.#failure) return Promise.reject(this.#failure);
    const batch = this.#ready.shift();
    this.#request();
    if (batch) return Promise.resolve({ done: false, value: batch });
    return new Promise((resolve, reject) => this.#waiting.push({ resolve, reject }));
  }

  async return(): Promise<IteratorResult<Batch>> {
    await this.close();
    return { done: true, value: undefined };
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#ready.length = 0;
    for (const { resolve } of this.#waiting.splice(0)) resolve({ done: true, value: undefined });
    await this.#worker.terminate();
  }

  [Symbol.asyncIterator](): BatchSource {
    return this;
  }

  #request(): void {
    this.#worker.postMessage(this.#first);
    this.#first += this.#size;
  }

  #deliver(batch: Batch): void {
    if (this.#closed) return;
    const waiting = this.#waiting.shift();
    if (waiting) waiting.resolve({ done: false, value: batch });
    else this.#ready.push(batch);
  }

  #fail(error: Error): void {
    if (this.#closed || this.#failure) return;
    this.#failure = error;
    this.#ready.length = 0;
    for (const { reject } of this.#waiting.splice(0)) reject(error);
  }
}
