import { randomBytes } from 'node:crypto';
import type { Pipeline } from '../schema/types.ts';
import { type Death, KernelError } from './failure.ts';
import type { Kernel } from './kernel.ts';
import { type KeyPair, readKeyPair, z85 } from './keys.ts';
import type { KernelProcess } from './process.ts';
import { Running } from './running.ts';

/** A kernel elsewhere, in the words of pipelines: its endpoint, the server's public key in hexadecimal, the file of this client's. */
export type Place = NonNullable<Pipeline['kernel']>;

/** Where a kernel listens, and the keys: of the server its public one, of this client both. */
export interface Address {
  /** tcp://HOST:PORT. */
  readonly endpoint: string;
  readonly serverKey: string;
  readonly keys: KeyPair;
}

/** The address that a pipeline's words mean. Throws a KeyError where this client's key cannot be used. */
export function addressOf({ endpoint, server_key, key }: Place): Address {
  return { endpoint, serverKey: z85(Buffer.from(server_key, 'hex')), keys: readKeyPair(key) };
}

/** Milliseconds in which a gate lets in who has a key. */
const ADMISSION = 10_000;
/** Milliseconds between two words to a gate, which takes a silent client for one that is gone. */
const WORD = 5000;

/**
 * Takes a kernel at a gate elsewhere (`swat kernel serve`). Throws a KernelError where it is not let in, or where no kernel
 * comes up there.
 */
export async function takeKernel(
  { endpoint, serverKey, keys }: Address,
  signal?: AbortSignal,
): Promise<Kernel> {
  if (signal?.aborted) throw new KernelError('interrupted', 'the start of the kernel was interrupted');
  const connection = new Connection(endpoint);
  const name = randomBytes(16).toString('hex');
  const secure = { serverKey, keys, name, onOpen: connection.open, onLost: connection.lost };
  const running = new Running({ child: connection, folder: null, secure, onStopped: undefined });
  signal?.addEventListener('abort', connection.kill);
  try {
    await connection.admitted;
    const kernel = await running.greet();
    const word = setInterval(() => void kernel.ping().catch(() => {}), WORD);
    word.unref();
    void connection.ended.then(() => clearInterval(word));
    return kernel;
  } catch (error) {
    connection.kill();
    throw error;
  } finally {
    signal?.removeEventListener('abort', connection.kill);
  }
}

/** A connection in the place of a process: what ends it is the death of the kernel behind it. */
class Connection implements KernelProcess {
  /** That of no process here. */
  readonly pid = -1;
  readonly endpoints: KernelProcess['endpoints'];
  readonly ended: Promise<Death>;
  /** Rejects with a KernelError where it does not come about in time. */
  readonly admitted: Promise<void>;
  readonly #endpoint: string;
  #isOpen = false;
  #end: (how: string) => void = () => {};
  #admit: () => void = () => {};

  constructor(endpoint: string) {
    this.#endpoint = endpoint;
    this.endpoints = { work: endpoint, control: nextPort(endpoint) };
    this.ended = new Promise((resolve) => {
      this.#end = (how) => resolve({ how, lines: [] });
    });
    this.admitted = new Promise((resolve, reject) => {
      this.#admit = resolve;
      const refused = new KernelError(
        'start',
        `nobody at ${endpoint} lets this client in: is swat kernel serve running there, and are server_key and key those of its folder of keys?`,
      );
      const timer = setTimeout(() => reject(refused), ADMISSION);
      timer.unref();
      void this.ended.then(() => {
        clearTimeout(timer);
        reject(new KernelError('interrupted', 'the start of the kernel was interrupted'));
      });
    });
  }

  readonly open = (): void => {
    this.#isOpen = true;
    this.#admit();
  };

  /** Before it was open, ZeroMQ tries again. */
  readonly lost = (): void => {
    if (this.#isOpen) this.#end(`is out of reach: the connection to ${this.#endpoint} was lost`);
  };

  readonly kill = (): void => this.#end('was left');
}

/** The endpoint of the control socket: one port higher. */
function nextPort(endpoint: string): string {
  const at = endpoint.lastIndexOf(':') + 1;
  return `${endpoint.slice(0, at)}${Number(endpoint.slice(at)) + 1}`;
}
