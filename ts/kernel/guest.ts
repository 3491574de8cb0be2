import { rm } from 'node:fs/promises';
import { Dealer } from 'zeromq';
import { PROTOCOL } from './failure.ts';
import { socketFolder } from './folder.ts';
import { encode } from './frames.ts';
import type { Side } from './gate.ts';
import { type KernelProcess, lastWords, startProcess } from './process.ts';
import { Sender } from './sender.ts';

export interface GuestOptions {
  readonly device: 'auto' | 'cpu' | 'cuda';
  readonly threads: number;
}

/** Takes messages of a client. */
export interface Taker {
  take(side: Side, frames: readonly Uint8Array[]): void;
}

/** In place of one whose kernel has ended: another kernel would not know what this client has made. */
export function lateGuest(reply: ReplyTo): Taker {
  return {
    take: (side, frames) => {
      const asked = side === 'work' ? requestIn(frames) : null;
      if (asked) reply(side, errorFrames(asked, 'died', 'the kernel of this client has ended'));
    },
  };
}

type ReplyTo = (side: Side, frames: readonly Uint8Array[]) => void;

/** A kernel on this machine for a client elsewhere: frames go to and fro as they are. */
export class Guest implements Taker {
  /** Settles when its kernel has ended; every request that it owed is answered then. */
  readonly ended: Promise<void>;
  readonly #reply: ReplyTo;
  readonly #stop = new AbortController();
  /** Work requests that wait for an answer: their methods by their ids. */
  readonly #owed = new Map<number, string>();
  readonly #kernel: Promise<Local | null>;
  #heard = performance.now();
  #why = 'its client has left';
  #code: 'died' | 'start' = 'died';
  #isOver = false;

  constructor(options: GuestOptions, reply: ReplyTo) {
    this.#reply = reply;
    this.#kernel = this.#start(options);
    this.ended = this.#kernel.then(async (local) => {
      if (local !== null) {
        this.#why = lastWords(await local.child.ended);
        await local.close();
      }
      this.#isOver = true;
      for (const [id, method] of this.#owed) this.#answerFailed({ id, method });
    });
  }

  /** Milliseconds since its client was last heard. */
  get silence(): number {
    return performance.now() - this.#heard;
  }

  /** Passes a message of the client on. */
  take(side: Side, frames: readonly Uint8Array[]): void {
    this.#heard = performance.now();
    const asked = side === 'work' ? requestIn(frames) : null;
    if (asked && this.#isOver) this.#answerFailed(asked);
    if (asked) this.#owed.set(asked.id, asked.method);
    void this.#kernel.then((local) => local?.senders[side].send(frames));
  }

  /** Ends the kernel. */
  async leave(): Promise<void> {
    this.#stop.abort();
    (await this.#kernel)?.child.kill();
    await this.ended;
  }

  async #start({ device, threads }: GuestOptions): Promise<Local | null> {
    const folder = await socketFolder();
    try {
      const options = { folder, device, threads, signal: this.#stop.signal, onLine: undefined };
      return localOf(await startProcess(options), folder, (side, frames) => this.#pass(side, frames));
    } catch (error) {
      this.#why = error instanceof Error ? error.message : String(error);
      this.#code = 'start';
      await rm(folder, { recursive: true, force: true });
      return null;
    }
  }

  /** An answer of the kernel; progress leaves the request open. */
  #pass(side: Side, frames: readonly Uint8Array[]): void {
    const header = side === 'work' ? headerIn(frames) : null;
    if (header && header.kind !== 'progress') this.#owed.delete(Number(header.id));
    this.#reply(side, frames);
  }

  #answerFailed(asked: Asked): void {
    this.#reply('work', errorFrames(asked, this.#code, this.#why));
  }
}

/** A kernel's process, and its two sockets. */
interface Local {
  readonly child: KernelProcess;
  readonly senders: Readonly<Record<Side, Sender>>;
  close(): Promise<void>;
}

function localOf(child: KernelProcess, folder: string, pass: ReplyTo): Local {
  const dealers = { work: dealerTo(child.endpoints.work), control: dealerTo(child.endpoints.control) };
  const read = async (side: Side): Promise<void> => {
    for await (const frames of dealers[side]) pass(side, frames);
  };
  for (const side of ['work', 'control'] as const) read(side).catch(() => {});
  return {
    child,
    senders: { work: new Sender(dealers.work), control: new Sender(dealers.control) },
    close: async () => {
      dealers.work.close();
      dealers.control.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function dealerTo(endpoint: string): Dealer {
  const dealer = new Dealer({ linger: 0, sendHighWaterMark: 0, receiveHighWaterMark: 0 });
  dealer.connect(endpoint);
  return dealer;
}

/** What a message says of itself; null where that cannot be read: the kernel answers such ones with id -1. */
function headerIn([first]: readonly Uint8Array[]): Record<string, unknown> | null {
  try {
    return JSON.parse(new TextDecoder().decode(first)) as Record<string, unknown> | null;
  } catch {
    return null;
  }
}

interface Asked {
  readonly id: number;
  readonly method: string;
}

function requestIn(frames: readonly Uint8Array[]): Asked | null {
  const { id, method } = headerIn(frames) ?? {};
  return Number.isInteger(id) ? { id: Number(id), method: String(method) } : null;
}

function errorFrames({ id, method }: Asked, code: 'died' | 'start', message: string): Uint8Array[] {
  const header = { protocol: PROTOCOL, id, kind: 'error', method } as const;
  return encode({ header, content: { code, message }, tensors: {} });
}
