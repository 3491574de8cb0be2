import { inspect } from 'node:util';
import { float32, type Tensor } from '../kernel/index.ts';

/** Values of a tensor that are printed. */
const FEW = 6;

/** The same tensor, which a terminal shows as its type, shape, range and first values. */
export function shown(tensor: Tensor): Tensor {
  return Object.defineProperty(tensor, inspect.custom, {
    value: () => tensorText(tensor),
    configurable: true,
  });
}

/** A float32 tensor of numbers, in a list or in lists of lists. */
export function tensor(values: Nested | Float32Array | Float64Array): Tensor {
  const shape: number[] = [];
  for (let part: unknown = values; isList(part); part = part[0]) shape.push(part.length);
  const numbers = flat(values);
  return shown(float32(Float32Array.from(numbers), ...shape));
}

type Nested = number | readonly Nested[];

function isList(part: unknown): part is ArrayLike<unknown> {
  return Array.isArray(part) || ArrayBuffer.isView(part);
}

function flat(values: unknown): number[] {
  return isList(values) ? Array.from(values).flatMap(flat) : [Number(values)];
}

/** `float32 [2, 3], -1 to 0.5, 1 NaN: 0.5, -1, NaN, ...` */
export function tensorText({ dtype, shape, data }: Tensor): string {
  const values = Array.from(data as ArrayLike<number | bigint>, Number);
  const finite = values.filter(Number.isFinite);
  const odd = values.length - finite.length;
  const parts = [`${dtype} [${shape.join(', ')}]`];
  if (finite.length > 0) parts.push(rangeOf(finite));
  if (odd > 0) parts.push(`${odd} not finite`);
  const few = values.slice(0, FEW).map(written).join(', ');
  return `${parts.join(', ')}${few && `: ${few}`}${values.length > FEW ? ', ...' : ''}`;
}

function rangeOf(values: readonly number[]): string {
  let [least, greatest] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of values) {
    least = Math.min(least, value);
    greatest = Math.max(greatest, value);
  }
  return least === greatest ? `all ${written(least)}` : `${written(least)} to ${written(greatest)}`;
}

function written(value: number): string {
  return String(Number(value.toPrecision(4)));
}
