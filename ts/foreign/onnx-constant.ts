import type { OnnxGraph, OnnxNode, OnnxTensor } from '../onnx/model.ts';
import { ForeignError } from './chain.ts';

/** What does not depend on the inputs: the graph's weights, and what nodes without inputs say, by name. */
export function constantsOf({ initializers, nodes }: OnnxGraph): ReadonlyMap<string, OnnxTensor> {
  const said = nodes.flatMap(({ op, outputs, attributes }): [string, OnnxTensor][] => {
    const { value, value_float: one, value_floats: several } = attributes;
    if (op !== 'Constant') return [];
    const [name = ''] = outputs;
    if (value?.t) return [[name, { ...value.t, name }]];
    if (one?.f !== undefined) return [[name, { name, shape: [], type: 'float', values: [one.f] }]];
    const floats = several?.floats;
    return floats ? [[name, { name, shape: [floats.length], type: 'float', values: floats }]] : [];
  });
  return new Map([...initializers.map((tensor) => [tensor.name, tensor] as const), ...said]);
}

/** `Add (add_1)`: what a person looks for in a drawing of the graph. */
export function named({ op, name, outputs }: OnnxNode): string {
  return `the node ${op} (${name || outputs[0]})`;
}

/** Numbers as doubles. Throws for what is none, or not finite. */
export function numbersOf({ name, values }: OnnxTensor): Float64Array {
  const numbers = Float64Array.from(values as ArrayLike<number>, Number);
  if (!numbers.every(Number.isFinite))
    throw new ForeignError(`${name} has weights that are no finite numbers`);
  return numbers;
}

/** A matrix [rows, columns], by rows. */
export function matrixOf(
  tensor: OnnxTensor,
  node: OnnxNode,
): { rows: number; columns: number; values: Float64Array } {
  const [rows = 0, columns = 0] = tensor.shape;
  if (tensor.shape.length !== 2 || rows < 1 || columns < 1)
    throw new ForeignError(`${named(node)} has weights [${tensor.shape.join(', ')}], which are no matrix`);
  return { rows, columns, values: numbersOf(tensor) };
}

export function transposed(values: Float64Array, rows: number, columns: number): Float64Array {
  return Float64Array.from(
    { length: values.length },
    (_, place) => values[(place % rows) * columns + Math.floor(place / rows)] as number,
  );
}

/** A vector of `width` numbers: as it is, or one number for all. */
export function vectorOf(tensor: OnnxTensor, width: number, node: OnnxNode): Float64Array {
  return spread(numbersOf(tensor), width, node);
}

export function spread(values: Float64Array, width: number, node: OnnxNode): Float64Array {
  if (values.length === width) return values;
  const [only] = values;
  if (values.length === 1 && only !== undefined) return new Float64Array(width).fill(only);
  throw new ForeignError(`${named(node)} has ${values.length} numbers where ${width} are needed`);
}
