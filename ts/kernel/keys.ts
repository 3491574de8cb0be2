import { chmodSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { curveKeyPair } from 'zeromq';

/** A pair of keys of CURVE, in Z85: 40 signs each. */
export interface KeyPair {
  readonly publicKey: string;
  readonly secretKey: string;
}

/** The keys of a kernel that listens. */
export interface ServerKeys {
  readonly server: KeyPair;
  /** Public keys of those who are let in. */
  readonly clients: readonly string[];
}

/** What is wrong with a folder or a file of keys: one sentence. */
export class KeyError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'KeyError';
  }
}

const SERVER = 'server.key';
const CLIENTS = 'clients';

/**
 * Makes the keys of a server in `folder` where it has none, and those of a client: FOLDER/NAME.key, which is to be carried
 * to the client, and FOLDER/clients/NAME.pub, by which the server knows it. Files of zeromq's own form. `serverKey` is in
 * hexadecimal: Z85 has signs that YAML and pipelines read otherwise.
 */
export function makeKeys(folder: string, name: string): { serverKey: string; clientFile: string } {
  if (!/^[\w-]+$/.test(name) || name === 'server')
    throw new KeyError(`a client's name has letters, digits, _ and -, and is not "server"; ${name} is none`);
  mkdirSync(join(folder, CLIENTS), { recursive: true, mode: 0o700 });
  const server = has(join(folder, SERVER)) ? readKeyPair(join(folder, SERVER)) : curveKeyPair();
  if (!has(join(folder, SERVER))) writeSecret(join(folder, SERVER), server);
  const clientFile = join(folder, `${name}.key`);
  if (has(clientFile))
    throw new KeyError(`${clientFile} is there already: take another name (--client NAME)`);
  const client = curveKeyPair();
  writeSecret(clientFile, client);
  writeFileSync(join(folder, CLIENTS, `${name}.pub`), textOf({ 'public-key': client.publicKey }));
  return { serverKey: unz85(server.publicKey).toString('hex'), clientFile };
}

/** The keys that a kernel listens with. Throws a KeyError where there are none, or nobody would be let in. */
export function readServerKeys(folder: string): ServerKeys {
  const server = readKeyPair(join(folder, SERVER));
  const names = readdirSync(join(folder, CLIENTS)).filter((name) => name.endsWith('.pub'));
  const clients = names.map((name) => keyIn(join(folder, CLIENTS, name), 'public-key'));
  if (clients.length > 0) return { server, clients };
  throw new KeyError(`${join(folder, CLIENTS)} has no keys of clients: swat kernel keys ${folder} makes one`);
}

/** The keys in a file. Throws a KeyError where it has none, or others than its owner may read it. */
export function readKeyPair(file: string): KeyPair {
  const [publicKey, secretKey] = [keyIn(file, 'public-key'), keyIn(file, 'secret-key')];
  if ((statSync(file).mode & 0o077) !== 0)
    throw new KeyError(`${file} is a secret that others may read: chmod 600 ${file}`);
  return { publicKey, secretKey };
}

function keyIn(file: string, name: string): string {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw new KeyError(
      `the key ${file} cannot be read (${(error as NodeJS.ErrnoException).code}): swat kernel keys makes keys`,
    );
  }
  const key = new RegExp(`^\\s*${name} = "([^"\\s]{40})"\\s*$`, 'm').exec(text)?.[1];
  if (key !== undefined) return key;
  throw new KeyError(`${file} has no ${name}: it is not a key of swat kernel keys`);
}

function writeSecret(file: string, { publicKey, secretKey }: KeyPair): void {
  writeFileSync(file, textOf({ 'public-key': publicKey, 'secret-key': secretKey }), {
    mode: 0o600,
    flag: 'wx',
  });
  // The mask of the process may have taken more away, but nothing may have been added.
  chmodSync(file, 0o600);
}

function textOf(keys: Readonly<Record<string, string>>): string {
  const lines = Object.entries(keys).map(([name, key]) => `    ${name} = "${key}"\n`);
  return `#   A key of a kernel that listens (swat kernel serve): ZeroMQ CURVE\ncurve\n${lines.join('')}`;
}

function has(file: string): boolean {
  return statSync(file, { throwIfNoEntry: false }) !== undefined;
}

const SIGNS = '0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.-:+=^!/*?&<>()[]{}@%$#';

/** Bytes, a multiple of four, in Z85 (ZeroMQ's RFC 32). */
export function z85(bytes: Buffer): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += 4) {
    const word = bytes.readUInt32BE(at);
    for (let power = 85 ** 4; power >= 1; power /= 85) text += SIGNS[Math.floor(word / power) % 85];
  }
  return text;
}

/** The converse of `z85`. */
function unz85(text: string): Buffer {
  const bytes = Buffer.alloc((text.length / 5) * 4);
  for (let at = 0; at < text.length; at += 5) {
    const digits = [...text.slice(at, at + 5)].map((sign) => SIGNS.indexOf(sign));
    bytes.writeUInt32BE(
      digits.reduce((word, digit) => word * 85 + digit, 0),
      (at / 5) * 4,
    );
  }
  return bytes;
}
