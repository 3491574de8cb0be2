import { Dealer } from 'zeromq';
import type { Tensors } from '../tensors/tensor.ts';
import { KernelError, type KernelErrorCode, PROTOCOL } from './failure.ts';
import { decode, encode, type Message } from './frames.ts';
import type { KeyPair } from './keys.ts';

export interface Progress {
  readonly done: number;
  readonly total: number;
}

interface Pending {
  readonly resolve: (message: Message) => void;
  readonly reject: (error: KernelError) => void;
  readonly onProgress: ((progress: Progress) => void) | undefined;
}

/** How a socket proves who it is, and what it hears of its connection. */
export interface Secure {
  readonly serverKey: string;
  readonly keys: KeyPair;
  /** What the kernel's side calls both sockets of a client. */
  readonly name: string;
  /** The other side has let it in; the connection has ended, or never came about. */
  onOpen(): void;
  onLost(): void;
}

/** Milliseconds between two signs of life on a connection, and after which one without any has ended. */
const HEARTBEAT = { every: 5000, lost: 20_000 };

/** One socket to the kernel, and the requests that are in flight on it. */
export class Channel {
  // Without linger 0 the process would never exit; without bounds on the queues a send could wait.
  readonly #socket: Dealer;
  readonly #pending = new Map<number, Pending>();
  #sends: Promise<void> = Promise.resolve();
  #nextId = 1;
  #failure: KernelError | undefined;

  /** `secure`: for an endpoint of TCP. */
  constructor(endpoint: string, secure: Secure | null = null) {
    const bounds = { linger: 0, sendHighWaterMark: 0, receiveHighWaterMark: 0 };
    this.#socket = new Dealer({ ...bounds, ...(secure ? protectedBy(secure) : {}) });
    if (secure) {
      this.#socket.events.on('handshake', () => secure.onOpen());
      this.#socket.events.on('disconnect', () => secure.onLost());
    }
    this.#socket.connect(endpoint);
    void this.#read();
  }

  /** Ids of the requests that wait for an answer, in the order in which they were sent. */
  get inFlight(): number[] {
    return [...this.#pending.keys()];
  }

  /**
   * Sends a request. `answer` settles once: with the reply, or with a KernelError. The memory of `tensors` is not
   * copied: it must not change before `answer` settles.
   */
  request(
    method: string,
    content: object,
    tensors: Tensors = {},
    onProgress?: (progress: Progress) => void,
  ): { id: number; answer: Promise<Message> } {
    const id = this.#nextId++;
    const answer = new Promise<Message>((resolve, reject) => {
      if (this.#failure) return reject(this.#failure);
      const header = { protocol: PROTOCOL, id, kind: 'request', method } as const;
      const frames = encode({ header, content: { ...content }, tensors });
      this.#pending.set(id, { resolve, reject, onProgress });
      this.#send(id, frames);
    });
    return { id, answer };
  }

  /** Settles every open request, and every later one, with `error`. The first failure stays. */
  fail(error: KernelError): void {
    this.#failure ??= error;
    for (const { reject } of this.#pending.values()) reject(this.#failure);
    this.#pending.clear();
  }

  /** Closes the socket; `fail` comes first. */
  close(): void {
    if (!this.#socket.closed) this.#socket.close();
  }

  /** A second send while one waits would throw EBUSY: sends form a chain. */
  #send(id: number, frames: Uint8Array[]): void {
    this.#sends = this.#sends.then(async () => {
      if (this.#failure) return;
      try {
        await this.#socket.send(frames);
      } catch (error) {
        this.#settle(id)?.reject(
          new KernelError('protocol', `a request could not be sent: ${String(error)}`),
        );
      }
    });
  }

  /** The only reader of the socket; ends when it is closed. */
  async #read(): Promise<void> {
    try {
      for await (const frames of this.#socket) this.#receive(decode(frames));
    } catch (error) {
      this.fail(error instanceof KernelError ? error : new KernelError('protocol', String(error)));
    }
  }

  #receive({ header, content, tensors }: Message): void {
    if (header.kind === 'progress') {
      this.#pending
        .get(header.id)
        ?.onProgress?.({ done: Number(content.done), total: Number(content.total) });
      return;
    }
    const pending = this.#settle(header.id);
    if (header.kind === 'reply') pending?.resolve({ header, content, tensors });
    // The kernel's codes are checked against the catalogue by its tests.
    else pending?.reject(new KernelError(content.code as KernelErrorCode, String(content.message)));
  }

  #settle(id: number): Pending | undefined {
    const pending = this.#pending.get(id);
    this.#pending.delete(id);
    return pending;
  }
}

function protectedBy({ serverKey, keys, name }: Secure) {
  return {
    curveServerKey: serverKey,
    curvePublicKey: keys.publicKey,
    curveSecretKey: keys.secretKey,
    routingId: name,
    heartbeatInterval: HEARTBEAT.every,
    heartbeatTimeout: HEARTBEAT.lost,
    heartbeatTimeToLive: HEARTBEAT.lost,
  };
}
