import { PbfReader } from 'pbf';
import { OnnxError } from './model.ts';

/** What is done with each field of a message, by its number; others are skipped. */
export type Fields<T> = Readonly<Record<number, (into: T, reader: PbfReader) => void>>;

/** Wire types of protocol buffers. */
const WIRE = { varint: 0, fixed64: 1, bytes: 2, fixed32: 5 } as const;

/** Reads the message that `bytes` are into `into`. */
export function readMessage<T>(bytes: Uint8Array, fields: Fields<T>, into: T): T {
  const reader = new PbfReader(bytes);
  return reader.readFields((tag, target: T, pbf) => fields[tag]?.(target, pbf), into);
}

/** The bytes of a field: within the message, whatever the length before them says. */
export function bytesIn(reader: PbfReader): Uint8Array {
  expectWire(reader, WIRE.bytes);
  const length = reader.readVarint();
  const end = reader.pos + length;
  if (!(length >= 0 && end <= reader.length)) throw new OnnxError('it is cut short or damaged');
  const bytes = reader.buf.subarray(reader.pos, end);
  reader.pos = end;
  return bytes;
}

export function textIn(reader: PbfReader): string {
  return textOf(bytesIn(reader));
}

export function textOf(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new OnnxError('a name in it is not UTF-8');
  }
}

export function messageIn<T>(reader: PbfReader, fields: Fields<T>, into: T): T {
  return readMessage(bytesIn(reader), fields, into);
}

export function varintIn(reader: PbfReader): number {
  expectWire(reader, WIRE.varint);
  return reader.readVarint(true);
}

/** Of a repeated field what stands here: one number, or packed ones. */
export function varintsIn(reader: PbfReader): number[] {
  return each(reader, WIRE.varint, (one) => one.readVarint(true));
}

export function floatsIn(reader: PbfReader): number[] {
  return each(reader, WIRE.fixed32, (one) => one.readFloat());
}

export function doublesIn(reader: PbfReader): number[] {
  return each(reader, WIRE.fixed64, (one) => one.readDouble());
}

function each(reader: PbfReader, wire: number, read: (reader: PbfReader) => number): number[] {
  if (reader.type === wire) return [read(reader)];
  const packed = new PbfReader(bytesIn(reader));
  const values: number[] = [];
  while (packed.pos < packed.length) values.push(read(packed));
  if (packed.pos > packed.length) throw new OnnxError('it is cut short or damaged');
  return values;
}

function expectWire({ type }: PbfReader, wire: number): void {
  if (type !== wire) throw new OnnxError('a field of it has another type than ONNX gives it');
}
