import fc from 'fast-check';
import type { Dtype, Tensor } from '../../kernel/index.ts';
import { bytesOf, itemSize, size, view } from '../../tensors/tensor.ts';

const dtype = fc.constantFrom<Dtype>('float32', 'float64', 'int32', 'int64', 'uint8');

/** Any bits, NaNs among them. */
export const anyTensor: fc.Arbitrary<Tensor> = fc
  .tuple(dtype, fc.array(fc.nat({ max: 4 }), { maxLength: 3 }))
  .chain(([dtype, shape]) => {
    const length = size(shape) * itemSize(dtype);
    return fc.uint8Array({ minLength: length, maxLength: length }).map((bytes) => view(dtype, shape, bytes));
  });

export const anyTensors = fc.dictionary(fc.string(), anyTensor, { maxKeys: 4 });

/** Tensors as plain values whose equality is that of their bits. */
export function bitsOf(tensors: Readonly<Record<string, Tensor>>): unknown {
  return Object.entries(tensors).map(([name, tensor]) => [
    name,
    tensor.dtype,
    tensor.shape,
    Array.from(bytesOf(tensor)),
  ]);
}
