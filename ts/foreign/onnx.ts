import type { Activation } from '../mlp/space.ts';
import type { OnnxModel, OnnxNode, OnnxTensor } from '../onnx/model.ts';
import {
  after,
  type Chain,
  type DenseLayer,
  type Elementwise,
  ForeignError,
  fedBy,
  followedBy,
} from './chain.ts';
import { namesIn } from './names.ts';
import { constantsOf, matrixOf, named, numbersOf, spread, transposed, vectorOf } from './onnx-constant.ts';
import { labelsIn } from './onnx-labels.ts';

/** What has been read of the chain so far. */
interface Road {
  /** Name of the value that the chain has come to. */
  readonly at: string;
  readonly width: number;
  /** Of how many inputs, and which of them the first layer takes. */
  readonly inputs: number;
  readonly picked: readonly number[];
  /** Before the first layer, what is done to the inputs. */
  readonly scaling: Elementwise | null;
  readonly layers: readonly DenseLayer[];
  /** Whether the last layer has no activation yet. */
  readonly isOpen: boolean;
  /** Done to what the last layer, or the inputs, say, and not yet part of a layer. */
  readonly pending: Elementwise;
  readonly slopes: readonly number[];
  readonly isSoftmax: boolean;
}

/** Nodes that leave a row of numbers as it is. */
const STILL = new Set(['Identity', 'Cast', 'Dropout', 'Flatten', 'Reshape', 'Squeeze']);
/** Nodes with which classes are made of what the network says. */
const DRESSING = new Set([
  ...STILL,
  'ArgMax',
  'ArrayFeatureExtractor',
  'Concat',
  'Constant',
  'LabelEncoder',
  'Sub',
  'ZipMap',
]);

/**
 * The dense layers of an ONNX graph that is a chain of them: Gemm, or MatMul and Add, scalings (Scaler, Add, Sub, Mul, Div)
 * and activations (Relu, LeakyRelu, Tanh, Sigmoid; Softmax at the end), as scikit-learn's and torch's networks are written.
 * Throws a ForeignError that names the node for what is something else.
 */
export function chainOfOnnx({ graph, metadata }: OnnxModel): Chain {
  const constants = constantsOf(graph);
  const inputs = graph.inputs.filter(({ name }) => !constants.has(name));
  const [input] = inputs;
  if (!input || inputs.length > 1)
    throw new ForeignError(`it takes ${inputs.length} inputs, where one matrix of rows is expected`);
  const nodes = graph.nodes.filter(({ op }) => op !== 'Constant');
  let road = begin(input.name, input.shape.at(-1) ?? null, nodes, constants);
  const passed = new Set<OnnxNode>();
  for (let node = next(nodes, road.at); node; node = next(nodes, road.at)) {
    if (passed.has(node)) throw new ForeignError(`${named(node)} leads back to itself`);
    if (road.isSoftmax && !STILL.has(node.op)) break;
    passed.add(node);
    road = pass(road, node, constants);
  }
  const left = nodes.filter((node) => !passed.has(node));
  const strange = left.find(({ op }) => !DRESSING.has(op));
  if (strange) throw new ForeignError(`${named(strange)} is none that swat can read: ${READABLE}`);
  const labels = labelsIn(left, constants) ?? namesIn(metadata.labels);
  return finished(road, left, labels, namesIn(metadata.inputs));
}

const READABLE =
  'it reads chains of Gemm or MatMul and Add, scalings, and Relu, LeakyRelu, Tanh, Sigmoid or Softmax';

function begin(
  at: string,
  length: number | null,
  nodes: readonly OnnxNode[],
  constants: ReadonlyMap<string, OnnxTensor>,
): Road {
  const width = length ?? firstWidth(nodes, constants);
  return {
    at,
    width,
    inputs: width,
    picked: Array.from({ length: width }, (_, i) => i),
    scaling: null,
    layers: [],
    isOpen: false,
    pending: unchanged(width),
    slopes: [],
    isSoftmax: false,
  };
}

/** Where the graph does not say how wide its rows are: as the first layer takes them. */
function firstWidth(nodes: readonly OnnxNode[], constants: ReadonlyMap<string, OnnxTensor>): number {
  const node = nodes.find(({ op }) => op === 'MatMul' || op === 'Gemm');
  const weights = node && constants.get(node.inputs[1] ?? '');
  if (!node || !weights) throw new ForeignError(`it has no dense layer: ${READABLE}`);
  const { rows, columns } = matrixOf(weights, node);
  return node.attributes.transB?.i === 1 ? columns : rows;
}

function unchanged(width: number): Elementwise {
  return { scale: new Float64Array(width).fill(1), shift: new Float64Array(width) };
}

/** The node that takes the value, where there is one and it alone makes something of it. */
function next(nodes: readonly OnnxNode[], value: string): OnnxNode | null {
  const users = nodes.filter(({ inputs }) => inputs.includes(value));
  const going = users.filter(({ op }) => !DRESSING.has(op) || STILL.has(op));
  const [only] = going.length > 0 && users.length === 1 ? going : [];
  if (only) return only;
  const [stray] = users.length > 1 ? users.filter(({ op }) => !DRESSING.has(op)) : [];
  if (stray) throw new ForeignError(`${named(stray)} begins a branch: ${READABLE}`);
  // A Sub of a constant is a scaling, the Sub that makes the other class's probability is not alone.
  const [sub] = users;
  return users.length === 1 && sub?.op === 'Sub' ? sub : null;
}

function pass(road: Road, node: OnnxNode, constants: ReadonlyMap<string, OnnxTensor>): Road {
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

function finished(
  road: Road,
  left: readonly OnnxNode[],
  said: readonly string[] | null,
  names: readonly string[] | null,
): Chain {
  const { layers, pending, isSoftmax, isOpen, width } = road;
  const last = layers.at(-1);
  if (!last) throw new ForeignError(`it has no dense layer: ${READABLE}`);
  if (isSoftmax && !isOpen) throw new ForeignError('its Softmax does not follow a dense layer');
  const isPair = last.activation === 'sigmoid' && width === 1 && left.length > 0;
  const isClasses = isSoftmax || isPair;
  if (left.length > 0 && !isClasses)
    throw new ForeignError(`${named(left[0] as OnnxNode)} is none that swat can read: ${READABLE}`);
  if (!isOpen && !(pending.scale.every((each) => each === 1) && pending.shift.every((each) => each === 0)))
    throw new ForeignError('its last activation is scaled, which no network of swat is');
  const slopes = [...new Set(road.slopes)];
  if (slopes.length > 1)
    throw new ForeignError(
      `its ReLUs have several slopes (${slopes.join(', ')}); swat has one for a network`,
    );
  const layersLeft = isPair ? [...layers.slice(0, -1), { ...last, activation: 'linear' as const }] : layers;
  const { inputs, picked } = road;
  const first = road.scaling ?? pending;
  const classes = isPair ? 2 : width;
  const known = said?.length === classes ? said : null;
  return {
    inputs,
    ...ofAll(inputs, picked, standardised(first, layersLeft)),
    slope: slopes[0] ?? 0,
    names: names?.length === inputs ? names : null,
    labels: isClasses ? (known ?? Array.from({ length: classes }, (_, k) => String(k))) : null,
  };
}

/** What was said of the inputs that are picked, for all: no weight leads from the others. */
function ofAll(
  inputs: number,
  picked: readonly number[],
  { scaling, layers }: Pick<Chain, 'scaling' | 'layers'>,
): Pick<Chain, 'scaling' | 'layers'> {
  const [first, ...rest] = layers as [DenseLayer, ...DenseLayer[]];
  const weights = new Float64Array(first.to * inputs);
  first.weights.forEach((weight, place) => {
    const [to, from] = [Math.floor(place / first.from), picked[place % first.from] as number];
    weights[to * inputs + from] = (weights[to * inputs + from] as number) + weight;
  });
  const maps = Array.from(
    { length: inputs },
    (_, i) => scaling[picked.indexOf(i)] ?? { offset: 0, scale: 1 },
  );
  return { scaling: maps, layers: [{ ...first, from: inputs, weights }, ...rest] };
}

/** Scales of inputs stay scales of columns where these are positive, as a network's file has them. */
function standardised(
  { scale, shift }: Elementwise,
  layers: readonly DenseLayer[],
): Pick<Chain, 'scaling' | 'layers'> {
  if (!scale.every((each) => each > 0)) {
    const [first, ...rest] = layers as [DenseLayer, ...DenseLayer[]];
    const plain = Array.from(scale, () => ({ offset: 0, scale: 1 }));
    return { scaling: plain, layers: [fedBy(first, { scale, shift }), ...rest] };
  }
  // x * scale + shift is (x - -shift / scale) / (1 / scale).
  const scaling = Array.from(scale, (each, i) => ({
    offset: -(shift[i] as number) / each || 0,
    scale: 1 / each,
  }));
  return { scaling, layers };
}
