import crc32c from 'crc-32/crc32c.js';
import { PbfWriter } from 'pbf';

/** One number of a run, as TensorBoard draws it. */
export interface Scalar {
  /** What is before its first slash is the group that it is drawn in. */
  readonly tag: string;
  readonly step: number;
  /** Seconds since 1970. */
  readonly time: number;
  /** In single precision in the file. */
  readonly value: number;
}

/** What the first event of a file says; readers refuse others. */
const VERSION = 'brain.Event:2';

/**
 * The bytes of an event file of TensorBoard: records of `Event` messages (tensorflow/core/util/event.proto and
 * framework/summary.proto), the first of which names the format, at the time of the first scalar.
 */
export function eventFile(scalars: readonly Scalar[]): Uint8Array {
  const version = message((writer) => {
    writer.writeDoubleField(1, scalars[0]?.time ?? 0);
    writer.writeStringField(3, VERSION);
  });
  const events = scalars.map((scalar) => message((writer) => writeEvent(scalar, writer)));
  return Buffer.concat([version, ...events].flatMap(record));
}

function message(write: (writer: PbfWriter) => void): Uint8Array {
  const writer = new PbfWriter();
  write(writer);
  return writer.finish();
}

/** `Event`: wall_time 1, step 2, summary 5. */
function writeEvent(scalar: Scalar, writer: PbfWriter): void {
  writer.writeDoubleField(1, scalar.time);
  writer.writeVarintField(2, scalar.step);
  writer.writeMessage(5, (one: Scalar, summary) => summary.writeMessage(1, writeValue, one), scalar);
}

/** `Summary.Value`: tag 1, simple_value 2. */
function writeValue({ tag, value }: Scalar, writer: PbfWriter): void {
  writer.writeStringField(1, tag);
  writer.writeFloatField(2, value);
}

/** A record (TFRecord): its length, the checksum of that, the bytes, and their checksum; all little-endian. */
function record(bytes: Uint8Array): readonly Uint8Array[] {
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(bytes.length));
  return [length, checksum(length), bytes, checksum(bytes)];
}

/** CRC-32C, turned by 15 bits and moved: the checksum of bytes that hold checksums themselves would tell little. */
function checksum(bytes: Uint8Array): Uint8Array {
  const crc = crc32c.buf(bytes) >>> 0;
  const masked = (((crc >>> 15) | (crc << 17)) + 0xa282ead8) >>> 0;
  const four = Buffer.alloc(4);
  four.writeUInt32LE(masked);
  return four;
}
