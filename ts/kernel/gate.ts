import { Context, Router } from 'zeromq';
import { keepDoor } from './doorkeeper.ts';
import { KernelError } from './failure.ts';
import { Guest, type GuestOptions, lateGuest, type Taker } from './guest.ts';
import type { ServerKeys } from './keys.ts';
import { Sender } from './sender.ts';

/** The two sockets of the protocol, by name. */
export type Side = 'work' | 'control';

export interface GateOptions {
  readonly host: string;
  /** Of the work socket; control has the next one. */
  readonly port: number;
  readonly keys: ServerKeys;
  /** What kernels are started with. */
  readonly kernel: GuestOptions;
  /** Gets a sentence when somebody comes or goes. */
  readonly say: (sentence: string) => void;
}

/** An open gate. */
export interface Gate {
  /** How many kernels there are: one for each client. */
  guests(): number;
  /** Ends every kernel, and listens no more. */
  close(): Promise<void>;
}

/**
 * Milliseconds after which a client of which nothing is heard is gone. It says something every few seconds, but not while
 * it computes itself.
 */
const SILENT = 120_000;
/** Milliseconds after which a connection without a sign of life has ended. */
const LOST = 30_000;

/**
 * Listens at TCP for clients that have one of the keys, and gives each a kernel of its own, a process on this machine, to
 * which it passes frames as they are. A stranger gets no answer, and nothing that it sends is read. Throws a KernelError
 * where it cannot listen there.
 */
export async function openGate({ host, port, keys, kernel, say }: GateOptions): Promise<Gate> {
  const context = new Context();
  const door = await keepDoor(context, new Set(keys.clients));
  const routers = { work: routerOf(context, keys), control: routerOf(context, keys) };
  try {
    await routers.work.bind(`tcp://${host}:${port}`);
    await routers.control.bind(`tcp://${host}:${port + 1}`);
  } catch (error) {
    for (const each of [door, routers.work, routers.control]) each.close();
    const why = error instanceof Error ? error.message : String(error);
    throw new KernelError('start', `cannot listen at ports ${port} and ${port + 1} of ${host} (${why})`);
  }
  const hall = new Hall(routers, kernel, say);
  return {
    guests: () => hall.size,
    close: async () => {
      await hall.close();
      for (const each of [door, routers.work, routers.control]) each.close();
    },
  };
}

function routerOf(context: Context, { server }: ServerKeys): Router {
  return new Router({
    context,
    linger: 0,
    sendHighWaterMark: 0,
    receiveHighWaterMark: 0,
    curveServer: true,
    curveSecretKey: server.secretKey,
    zapDomain: 'swat',
    heartbeatInterval: 5000,
    heartbeatTimeout: LOST,
  });
}

/** Clients by what ZeroMQ calls them, and the kernels that they have. */
class Hall {
  readonly #guests = new Map<string, Guest>();
  /** Clients whose kernel has ended: another has other names for what they made. */
  readonly #gone = new Set<string>();
  readonly #senders: Readonly<Record<Side, Sender>>;
  readonly #kernel: GuestOptions;
  readonly #say: (sentence: string) => void;
  readonly #timer: NodeJS.Timeout;

  constructor(
    routers: Readonly<Record<Side, Router>>,
    kernel: GuestOptions,
    say: (sentence: string) => void,
  ) {
    this.#kernel = kernel;
    this.#say = say;
    this.#senders = { work: new Sender(routers.work), control: new Sender(routers.control) };
    for (const side of ['work', 'control'] as const) void this.#read(routers[side], side);
    this.#timer = setInterval(() => this.#sweep(), SILENT / 12);
    this.#timer.unref();
  }

  get size(): number {
    return this.#guests.size;
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    await Promise.all([...this.#guests.values()].map((guest) => guest.leave()));
  }

  /** Ends when the router is closed. */
  async #read(router: Router, side: Side): Promise<void> {
    try {
      for await (const [client, ...frames] of router) {
        if (client !== undefined) this.#guestOf(client, side)?.take(side, frames);
      }
    } catch (error) {
      this.#say(`the kernel listens no more: ${String(error)}`);
    }
  }

  /** Work makes a guest; a word on control, where there is none, is from one that is gone. */
  #guestOf(client: Buffer, side: Side): Taker | undefined {
    const name = client.toString('hex');
    const known = this.#guests.get(name);
    if (known !== undefined || side === 'control') return known;
    const reply = (to: Side, frames: readonly Uint8Array[]) => this.#senders[to].send([client, ...frames]);
    if (this.#gone.has(name)) return lateGuest(reply);
    const guest = new Guest(this.#kernel, reply);
    this.#guests.set(name, guest);
    this.#say(`a client has come: ${this.size} now`);
    void guest.ended.then(() => {
      this.#guests.delete(name);
      this.#gone.add(name);
      this.#say(`a client has gone: ${this.size} now`);
    });
    return guest;
  }

  #sweep(): void {
    for (const guest of this.#guests.values()) if (guest.silence > SILENT) void guest.leave();
  }
}
