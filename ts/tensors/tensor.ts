/** A dense array on its way to or from the kernel: little-endian, C order. */
export interface Tensor {
  readonly dtype: Dtype;
  readonly shape: readonly number[];
  readonly data: TensorData;
}

export type Dtype = 'float32' | 'float64' | 'int32' | 'int64' | 'uint8';
export type TensorData = Float32Array | Float64Array | Int32Array | BigInt64Array | Uint8Array;
export type Tensors = Readonly<Record<string, Tensor>>;

const ARRAYS = {
  float32: Float32Array,
  float64: Float64Array,
  int32: Int32Array,
  int64: BigInt64Array,
  uint8: Uint8Array,
} as const;

/** A float32 tensor of `shape` over `data`; throws where their sizes differ. */
export function float32(data: Float32Array, ...shape: number[]): Tensor {
  if (size(shape) !== data.length)
    throw new RangeError(`${data.length} numbers do not fill [${shape.join(', ')}]`);
  return { dtype: 'float32', shape, data };
}

/** How many numbers a tensor of `shape` has. */
export function size(shape: readonly number[]): number {
  return shape.reduce((product, length) => product * length, 1);
}

export function isDtype(name: unknown): name is Dtype {
  return typeof name === 'string' && Object.hasOwn(ARRAYS, name);
}

/** Bytes a number. */
export function itemSize(dtype: Dtype): number {
  return ARRAYS[dtype].BYTES_PER_ELEMENT;
}

/** The tensor whose memory is `bytes`, which it shares where it is aligned; the caller has checked the length. */
export function view(dtype: Dtype, shape: readonly number[], bytes: Uint8Array): Tensor {
  const whole = bytes.byteOffset % itemSize(dtype) === 0 ? bytes : bytes.slice();
  // Nothing here shares memory between threads.
  const buffer = whole.buffer as ArrayBuffer;
  return { dtype, shape, data: new ARRAYS[dtype](buffer, whole.byteOffset, size(shape)) };
}

/** The memory of a tensor, shared. */
export function bytesOf(tensor: Tensor): Uint8Array {
  return new Uint8Array(tensor.data.buffer, tensor.data.byteOffset, tensor.data.byteLength);
}
