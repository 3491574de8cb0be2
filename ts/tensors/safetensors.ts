import { bytesOf, type Dtype, itemSize, size, type Tensor, type Tensors, view } from './tensor.ts';

/**
 * The file format for weights, https://github.com/huggingface/safetensors: the length of a JSON header in 8 bytes,
 * the header, then the tensors' memory without gaps.
 */
export interface Safetensors {
  readonly tensors: Tensors;
  readonly metadata: Readonly<Record<string, string>>;
}

/** Why bytes are no safetensors file, in one sentence. */
export class SafetensorsError extends Error {
  constructor(why: string) {
    super(`not a safetensors file: ${why}`);
    this.name = 'SafetensorsError';
  }
}

const NAMES = { float32: 'F32', float64: 'F64', int32: 'I32', int64: 'I64', uint8: 'U8' } as const;
const DTYPES = new Map<unknown, Dtype>(Object.entries(NAMES).map(([dtype, name]) => [name, dtype as Dtype]));
/** The limit of the format's own library. */
const LONGEST_HEADER = 100_000_000;
const PREFIX = 8;

/** The file with `tensors` and `metadata`. */
export function encodeSafetensors({ tensors, metadata }: Safetensors): Uint8Array {
  // Wide numbers first, as the format's own library does: every tensor then starts aligned.
  const entries = Object.entries(tensors).sort(
    ([a, x], [b, y]) => itemSize(y.dtype) - itemSize(x.dtype) || (a < b ? -1 : 1),
  );
  const header: [string, unknown][] = Object.keys(metadata).length > 0 ? [['__metadata__', metadata]] : [];
  let end = 0;
  for (const [name, { dtype, shape, data }] of entries) {
    if (name === '__metadata__') throw new RangeError('no tensor can be called __metadata__');
    header.push([name, { dtype: NAMES[dtype], shape, data_offsets: [end, end + data.byteLength] }]);
    end += data.byteLength;
  }
  const text = new TextEncoder().encode(JSON.stringify(Object.fromEntries(header)));
  const start = PREFIX + Math.ceil(text.length / 8) * 8;
  const file = new Uint8Array(start + end).fill(0x20, PREFIX, start);
  new DataView(file.buffer).setBigUint64(0, BigInt(start - PREFIX), true);
  file.set(text, PREFIX);
  let offset = start;
  for (const [, tensor] of entries) {
    file.set(bytesOf(tensor), offset);
    offset += tensor.data.byteLength;
  }
  return file;
}

/** Reads a file; tensors share its memory where they are aligned. Throws SafetensorsError. */
export function decodeSafetensors(file: Uint8Array): Safetensors {
  const length = headerLength(file);
  const body = file.subarray(PREFIX + length);
  const { __metadata__: metadata = {}, ...entries } = parse(file.subarray(PREFIX, PREFIX + length));
  if (!isObject(metadata) || !isStrings(metadata)) throw new SafetensorsError('its metadata are not strings');
  const tensors = Object.entries(entries).map(([name, entry]) => ({ name, ...located(name, entry) }));
  checkCover(tensors, body.length);
  return {
    metadata,
    tensors: Object.fromEntries(
      tensors.map(({ name, dtype, shape, begin, end }): [string, Tensor] => [
        name,
        view(dtype, shape, body.subarray(begin, end)),
      ]),
    ),
  };
}

function headerLength(file: Uint8Array): number {
  if (file.length < PREFIX) throw new SafetensorsError(`it has ${file.length} bytes`);
  const length = new DataView(file.buffer, file.byteOffset).getBigUint64(0, true);
  if (length > LONGEST_HEADER || length > file.length - PREFIX)
    throw new SafetensorsError(
      `its header says that it is ${length} bytes long, the file has ${file.length}`,
    );
  return Number(length);
}

function parse(bytes: Uint8Array): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    throw new SafetensorsError('its header is not JSON');
  }
  if (!isObject(value)) throw new SafetensorsError('its header is not an object');
  return value;
}

interface Located {
  readonly dtype: Dtype;
  readonly shape: readonly number[];
  readonly begin: number;
  readonly end: number;
}

function located(name: string, entry: unknown): Located {
  if (!isObject(entry)) throw new SafetensorsError(`its entry for ${name} is not an object`);
  const { dtype: wire, shape, data_offsets: offsets } = entry;
  const dtype = DTYPES.get(wire);
  if (dtype === undefined)
    throw new SafetensorsError(
      `${name} is ${JSON.stringify(wire)}, not one of ${[...DTYPES.keys()].join(', ')}`,
    );
  if (!isCounts(shape)) throw new SafetensorsError(`${name} has no proper shape`);
  if (!isCounts(offsets) || offsets.length !== 2)
    throw new SafetensorsError(`${name} has no proper data_offsets`);
  const [begin = 0, end = 0] = offsets;
  if (end - begin !== size(shape) * itemSize(dtype))
    throw new SafetensorsError(
      `${name} [${shape.join(', ')}] of ${String(wire)} does not take ${end - begin} bytes`,
    );
  return { dtype, shape, begin, end };
}

/** Tensors must cover the body, each byte once. */
function checkCover(tensors: readonly ({ name: string } & Located)[], length: number): void {
  let covered = 0;
  for (const { name, begin, end } of tensors.toSorted((a, b) => a.begin - b.begin || a.end - b.end)) {
    if (begin !== covered)
      throw new SafetensorsError(`${name} begins at ${begin}, where the tensor before it ends at ${covered}`);
    covered = end;
  }
  if (covered !== length)
    throw new SafetensorsError(`its tensors take ${covered} bytes, but ${length} follow the header`);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isStrings(value: Record<string, unknown>): value is Record<string, string> {
  return Object.values(value).every((item) => typeof item === 'string');
}

function isCounts(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((item) => Number.isSafeInteger(item) && item >= 0);
}
