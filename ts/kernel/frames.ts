import {
  bytesOf,
  type Dtype,
  isDtype,
  itemSize,
  size,
  type Tensor,
  type Tensors,
  view,
} from '../tensors/tensor.ts';
import { KernelError, otherProtocol, PROTOCOL } from './failure.ts';

export type Kind = 'request' | 'progress' | 'reply' | 'error';

export interface Header {
  readonly protocol: number;
  readonly id: number;
  readonly kind: Kind;
  readonly method: string;
}

/** `content` is without its key `tensors`: those are beside it, by name, in order. */
export interface Message {
  readonly header: Header;
  readonly content: Readonly<Record<string, unknown>>;
  readonly tensors: Tensors;
}

/** The frames of a message; buffers are the tensors' own memory. Docs/protocol.md, "Frames". */
export function encode(message: Message): Uint8Array[] {
  const entries = Object.entries(message.tensors);
  const listed = entries.map(([name, { dtype, shape }]) => ({ name, dtype, shape }));
  const content = listed.length > 0 ? { ...message.content, tensors: listed } : message.content;
  return [json(message.header), json(content), ...entries.map(([, tensor]) => bytesOf(tensor))];
}

/** The message in `frames`; throws `protocol` where they are none. Tensors share the frames' memory if aligned. */
export function decode(frames: readonly Uint8Array[]): Message {
  const [first, second, ...buffers] = frames;
  if (first === undefined || second === undefined) throw broken('it has fewer than two frames');
  const header = object(first, 'header');
  const { tensors: listed = [], ...content } = object(second, 'content');
  if (!isHeader(header)) throw broken('its header is not one');
  if (header.protocol !== PROTOCOL) throw otherProtocol(header.protocol);
  if (!Array.isArray(listed) || listed.length !== buffers.length)
    throw broken(`it lists other tensors than its ${buffers.length} buffers`);
  return { header, content, tensors: tensorsOf(listed, buffers) };
}

function tensorsOf(listed: readonly unknown[], buffers: readonly Uint8Array[]): Tensors {
  const found = new Map(
    buffers.map((bytes, index): [string, Tensor] => {
      const entry = listed[index];
      if (!isEntry(entry)) throw broken(`${JSON.stringify(entry)} describes no tensor`);
      const wanted = size(entry.shape) * itemSize(entry.dtype);
      if (bytes.byteLength !== wanted)
        throw broken(`its tensor ${entry.name} takes ${wanted} bytes and has ${bytes.byteLength}`);
      return [entry.name, view(entry.dtype, entry.shape, bytes)];
    }),
  );
  if (found.size < buffers.length) throw broken('two of its tensors have the same name');
  return Object.fromEntries(found);
}

interface Entry {
  name: string;
  dtype: Dtype;
  shape: number[];
}

function isEntry(value: unknown): value is Entry {
  if (!isObject(value) || typeof value.name !== 'string' || !isDtype(value.dtype)) return false;
  return (
    Array.isArray(value.shape) && value.shape.every((length) => Number.isSafeInteger(length) && length >= 0)
  );
}

function isHeader(value: Record<string, unknown>): value is Record<string, unknown> & Header {
  const { protocol, id, kind, method } = value;
  if (!Number.isInteger(protocol) || !Number.isInteger(id) || typeof method !== 'string') return false;
  return kind === 'request' || kind === 'progress' || kind === 'reply' || kind === 'error';
}

function object(frame: Uint8Array, what: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(frame));
  } catch {
    throw broken(`its ${what} is not JSON`);
  }
  if (!isObject(value)) throw broken(`its ${what} is not an object`);
  return value;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function json(value: unknown): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(value));
}

function broken(why: string): KernelError {
  return new KernelError('protocol', `a message cannot be read: ${why}`);
}
