import type { Activation } from '../mlp/space.ts';
import type { OnnxNode, OnnxTensor } from '../onnx/model.ts';
import { after, type DenseLayer, type Elementwise, ForeignError, fedBy, followedBy } from './chain.ts';
import { matrixOf, named, numbersOf, spread, transposed, vectorOf } from './onnx-constant.ts';
import { READABLE, type Road, STILL, unchanged } from './onnx-road.ts';

/** The road after a node. Throws a ForeignError that names a node that is no part of a chain of dense layers. */
export function pass(road: Road, node: OnnxNode, constants: ReadonlyMap<string, OnnxTensor>): Road {
  const [at = ''] = node.outputs;
  const moved = { ...road, at };
  switch (node.op) {
    case 'MatMul':
      return layered(moved, node, weightsOf(node, road, constants, false), null);
    case 'Gemm':
      return gemm(moved, node, constants);
    case 'Relu':
      return activated({ ...moved, slopes: [...road.slopes, 0] }, node, 'leaky_relu');
    case 'LeakyRelu':
      return activated(
        { ...moved, slopes: [...road.slopes, node.attributes.alpha?.f ?? 0.01] },
        node,
        'leaky_relu',
      );
    case 'Tanh':
      return activated(moved, node, 'tanh');
    case 'Sigmoid':
      return activated(moved, node, 'sigmoid');
    case 'Softmax':
      return { ...moved, isSoftmax: true };
    case 'Gather':
      return gathered(moved, node, constants);
    case 'Scaler':
    case 'Add':
    case 'Sub':
    case 'Mul':
    case 'Div':
      return stretched(moved, elementwise(node, road, constants));
    default:
      if (STILL.has(node.op)) return moved;
      throw new ForeignError(`${named(node)} is none that swat can read: ${READABLE}`);
  }
}

/** Some of the inputs, as they are. */
function gathered(road: Road, node: OnnxNode, constants: ReadonlyMap<string, OnnxTensor>): Road {
  const indices = constants.get(node.inputs[1] ?? '');
  const axis = node.attributes.axis?.i ?? 0;
  if (road.layers.length > 0 || !indices || (axis !== 1 && axis !== -1) || indices.shape.length !== 1)
    throw new ForeignError(`${named(node)} does not choose among the inputs`);
  const places = Array.from(numbersOf(indices), (place) => (place < 0 ? place + road.width : place));
  const stray = places.find((place) => !(Number.isInteger(place) && place >= 0 && place < road.width));
  if (stray !== undefined || places.length === 0)
    throw new ForeignError(`${named(node)} chooses the input ${stray}, of ${road.width}`);
  const chosen = (values: Float64Array) => Float64Array.from(places, (place) => values[place] as number);
  return {
    ...road,
    width: places.length,
    picked: places.map((place) => road.picked[place] as number),
    pending: { scale: chosen(road.pending.scale), shift: chosen(road.pending.shift) },
  };
}

/** `[from, to]`, or `[to, from]` where they are transposed, as `[to, from]`. */
function weightsOf(
  node: OnnxNode,
  { at, width }: Road,
  constants: ReadonlyMap<string, OnnxTensor>,
  isTransposed: boolean,
): { to: number; values: Float64Array } {
  const weights = constants.get(node.inputs[1] ?? '');
  if (node.inputs[0] !== at || !weights)
    throw new ForeignError(`${named(node)} does not multiply a row by a matrix of weights`);
  const { rows, columns, values } = matrixOf(weights, node);
  const [from, to] = isTransposed ? [columns, rows] : [rows, columns];
  if (from !== width) throw new ForeignError(`${named(node)} takes ${from} numbers, but gets ${width}`);
  return { to, values: isTransposed ? values : transposed(values, rows, columns) };
}

function gemm(road: Road, node: OnnxNode, constants: ReadonlyMap<string, OnnxTensor>): Road {
  const { transA, transB, alpha, beta } = node.attributes;
  if (transA?.i) throw new ForeignError(`${named(node)} transposes the rows`);
  // A node in its graph takes what stands at its first input.
  const before = { ...road, at: node.inputs[0] ?? '' };
  const { to, values } = weightsOf(node, before, constants, transB?.i === 1);
  const factor = alpha?.f ?? 1;
  const name = node.inputs[2];
  const given = name ? constants.get(name) : undefined;
  if (name && !given) throw new ForeignError(`${named(node)} has a bias that is no constant`);
  const bias = given ? vectorOf(given, to, node).map((each) => each * (beta?.f ?? 1)) : null;
  return layered(road, node, { to, values: values.map((weight) => weight * factor) }, bias);
}

function layered(
  road: Road,
  node: OnnxNode,
  { to, values }: { to: number; values: Float64Array },
  bias: Float64Array | null,
): Road {
  if (road.isSoftmax) throw new ForeignError(`${named(node)} follows a Softmax`);
  const layer: DenseLayer = {
    from: road.width,
    to,
    weights: values,
    bias: bias ?? new Float64Array(to),
    activation: 'linear',
  };
  const isFirst = road.layers.length === 0;
  const fed = isFirst ? layer : fedBy(layer, road.pending);
  return {
    ...road,
    width: to,
    scaling: isFirst ? road.pending : road.scaling,
    layers: [...road.layers, fed],
    isOpen: true,
    pending: unchanged(to),
  };
}

function activated(road: Road, node: OnnxNode, activation: Activation): Road {
  const last = road.layers.at(-1);
  if (!road.isOpen || !last)
    throw new ForeignError(`${named(node)} does not follow a dense layer: ${READABLE}`);
  return { ...road, layers: [...road.layers.slice(0, -1), { ...last, activation }], isOpen: false };
}

/** A scaling becomes part of the layer before it, or waits for the next. */
function stretched(road: Road, change: Elementwise): Road {
  const last = road.layers.at(-1);
  if (!road.isOpen || !last) return { ...road, pending: after(change, road.pending) };
  return { ...road, layers: [...road.layers.slice(0, -1), followedBy(last, change)] };
}

function elementwise(
  node: OnnxNode,
  { width, at }: Road,
  constants: ReadonlyMap<string, OnnxTensor>,
): Elementwise {
  const ones = new Float64Array(width).fill(1);
  if (node.op === 'Scaler') {
    const list = (values: readonly number[] | undefined, none: number) =>
      spread(Float64Array.from(values ?? [none]), width, node);
    const [offset, scale] = [list(node.attributes.offset?.floats, 0), list(node.attributes.scale?.floats, 1)];
    return { scale, shift: offset.map((each, i) => -each * (scale[i] as number)) };
  }
  const isFirst = node.inputs[0] === at;
  const other = constants.get(node.inputs[isFirst ? 1 : 0] ?? '');
  if (!other) throw new ForeignError(`${named(node)} does not add or multiply by constants: ${READABLE}`);
  const by = vectorOf(other, width, node);
  const none = new Float64Array(width);
  if (node.op === 'Add') return { scale: ones, shift: by };
  if (node.op === 'Mul') return { scale: by, shift: none };
  if (node.op === 'Sub')
    return isFirst
      ? { scale: ones, shift: by.map((each) => -each) }
      : { scale: ones.map(() => -1), shift: by };
  if (!isFirst || by.includes(0)) throw new ForeignError(`${named(node)} does not divide by constants`);
  return { scale: by.map((each) => 1 / each), shift: none };
}
