import type { OnnxModel, OnnxNode, OnnxTensor } from '../onnx/model.ts';
import { type Chain, ForeignError } from './chain.ts';
import { namesIn } from './names.ts';
import { constantsOf, matrixOf, named } from './onnx-constant.ts';
import { finished } from './onnx-end.ts';
import { labelsIn } from './onnx-labels.ts';
import { pass } from './onnx-pass.ts';
import { READABLE, type Road, STILL, unchanged } from './onnx-road.ts';

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
