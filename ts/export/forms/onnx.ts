import type { Activation } from '../../mlp/space.ts';
import type { OnnxAttribute, OnnxModel, OnnxNode, OnnxTensor } from '../../onnx/model.ts';
import { writeOnnx } from '../../onnx/write.ts';
import { type DenseLayer, denseOf } from '../dense.ts';
import type { InputStep, Program } from '../program.ts';
import type { Wanted } from './examples.ts';

const VERSION = { ir: 8, opset: 13 };

/** The bytes of an ONNX model: x [N, columns] gives y [N, outputs], or of classes their probabilities [N, labels]. */
export function onnx(program: Program, wanted: Wanted): Uint8Array {
  return writeOnnx(onnxModel(program, wanted));
}

/**
 * A category is the number of its level, and NaN is missing. Throws a RangeError for a date, as ONNX has no calendar.
 */
function onnxModel(program: Program, { type }: Wanted): OnnxModel {
  const number = type === 'double' ? 'double' : 'float';
  const graph = new Graph(number);
  const { inputs, layers, scale, offset } = denseOf(program);
  let at = scaled(graph, features(graph, inputs, program), inputs);
  layers.forEach((layer, k) => {
    at = passed(graph, at, layer, k, program.leaky_slope);
  });
  if (scale.some((each) => each !== 1)) at = graph.add('Mul', [at, graph.numbers('output_scale', scale)]);
  if (offset.some((each) => each !== 0)) at = graph.add('Add', [at, graph.numbers('output_offset', offset)]);
  const output = answered(graph, at, program);
  const width = program.labels?.length ?? program.outputs.length;
  return {
    irVersion: VERSION.ir,
    producer: 'swat',
    opsets: { '': VERSION.opset },
    metadata: about(program),
    graph: {
      name: 'network',
      nodes: graph.nodes,
      initializers: graph.initializers,
      inputs: [{ name: 'x', type: number, shape: [null, program.columns.length] }],
      outputs: [{ name: output, type: number, shape: [null, width] }],
    },
  };
}

/** Names of columns, of what is predicted, and of levels and classes by their numbers. */
function about({ columns, outputs, labels, target }: Program): Record<string, string> {
  const levels = columns.flatMap(({ name, levels, isUsed }) =>
    isUsed && levels.length > 0 ? [[name, levels]] : [],
  );
  return {
    inputs: JSON.stringify(columns.map(({ name }) => name)),
    outputs: JSON.stringify(labels ? [target] : outputs.map(({ name }) => name)),
    ...(labels ? { labels: JSON.stringify(labels) } : {}),
    ...(levels.length > 0 ? { levels: JSON.stringify(Object.fromEntries(levels)) } : {}),
  };
}

/** Nodes one after the other, and their constants. */
class Graph {
  readonly nodes: OnnxNode[] = [];
  readonly initializers: OnnxTensor[] = [];

  constructor(readonly type: 'float' | 'double') {}

  /** Adds a node of one output, and returns its name. */
  add(
    op: string,
    inputs: readonly string[],
    attributes: Record<string, OnnxAttribute> = {},
    name = '',
  ): string {
    const output = name || `${op.toLowerCase()}_${this.nodes.length + 1}`;
    this.nodes.push({ name: output, op, domain: '', inputs, outputs: [output], attributes });
    return output;
  }

  /** A node that cuts columns into runs of `counts`. */
  split(value: string, counts: readonly number[]): string[] {
    const sizes = this.constant(`runs_${this.nodes.length + 1}`, 'int64', [counts.length], counts);
    const name = `split_${this.nodes.length + 1}`;
    const outputs = counts.map((_, i) => `${name}_${i + 1}`);
    const attributes = { axis: { i: 1 } };
    this.nodes.push({ name, op: 'Split', domain: '', inputs: [value, sizes], outputs, attributes });
    return outputs;
  }

  numbers(name: string, values: readonly number[]): string {
    return this.constant(name, this.type, [values.length], values);
  }

  constant(name: string, type: OnnxTensor['type'], shape: number[], values: readonly number[]): string {
    this.initializers.push({ name, type, shape, values });
    return name;
  }
}

/** What inputs take of the columns, [N, inputs]: columns as they are at once, where all are. */
function features(graph: Graph, inputs: readonly InputStep[], { columns }: Program): string {
  const isPlain = inputs.every(({ reading }) => reading.takes === 'value' && reading.fill === null);
  const dated = inputs.some(({ column }) => columns[column]?.kind === 'date');
  if (isPlain && !dated) {
    const places = inputs.map(({ column }) => column);
    if (places.length === columns.length) return 'x';
    const chosen = graph.constant('columns', 'int64', [places.length], places);
    return graph.add('Gather', ['x', chosen], { axis: { i: 1 } });
  }
  const parts = inputs.map((input, i) =>
    feature(graph, input, i, columns[input.column] as Program['columns'][number]),
  );
  return graph.add('Concat', parts, { axis: { i: 1 } });
}

function feature(
  graph: Graph,
  { column, reading }: InputStep,
  place: number,
  { name, kind, levels }: Program['columns'][number],
): string {
  const index = graph.constant(`column_${place + 1}`, 'int64', [1], [column]);
  const value = graph.add('Gather', ['x', index], { axis: { i: 1 } });
  const { ofType } = { ofType: { to: { i: graph.type === 'double' ? 11 : 1 } } };
  const one = (what: string, number: number) => graph.numbers(`${what}_${place + 1}`, [number]);
  const says = (level: number, what: string) => graph.add('Equal', [value, one(what, level)]);
  if (reading.takes === 'missing') return graph.add('Cast', [graph.add('IsNaN', [value])], ofType);
  if (reading.takes === 'level') {
    const said = says(reading.level, 'level');
    const mark = graph.add('Cast', [said], ofType);
    if (reading.unanswered === 'none') return mark;
    const none = one('none', Number.NaN);
    if (reading.unanswered === 'missing')
      return graph.add('Where', [graph.add('IsNaN', [value]), none, mark]);
    const known = graph.add('Or', [said, says(levels.length - 1 - reading.level, 'other')]);
    return graph.add('Where', [known, mark, none]);
  }
  if (kind === 'date') {
    throw new RangeError(
      `${JSON.stringify(name)} is a date, and ONNX has no calendar: export to numpy or torch`,
    );
  }
  if (reading.fill === null) return value;
  return graph.add('Where', [graph.add('IsNaN', [value]), one('fill', reading.fill), value]);
}

function scaled(graph: Graph, value: string, inputs: readonly InputStep[]): string {
  let at = value;
  if (inputs.some(({ offset }) => offset !== 0))
    at = graph.add('Sub', [
      at,
      graph.numbers(
        'offset',
        inputs.map(({ offset }) => offset),
      ),
    ]);
  if (inputs.some(({ scale }) => scale !== 1))
    at = graph.add('Div', [
      at,
      graph.numbers(
        'scale',
        inputs.map(({ scale }) => scale),
      ),
    ]);
  return at;
}

function passed(
  graph: Graph,
  value: string,
  { weights, bias, runs }: DenseLayer,
  k: number,
  slope: number,
): string {
  const shape = [weights.length, weights[0]?.length ?? 0];
  const matrix = graph.constant(`weight_${k + 1}`, graph.type, shape, weights.flat());
  const sums = graph.add('Gemm', [value, matrix, graph.numbers(`bias_${k + 1}`, bias)], { transB: { i: 1 } });
  const [only] = runs;
  if (only && runs.length === 1) return activated(graph, sums, only.activation, slope);
  const parts = graph.split(
    sums,
    runs.map(({ count }) => count),
  );
  const made = runs.map(({ activation }, i) => activated(graph, parts[i] as string, activation, slope));
  return graph.add('Concat', made, { axis: { i: 1 } });
}

function activated(graph: Graph, sums: string, activation: Activation, slope: number): string {
  switch (activation) {
    case 'sigmoid':
      return graph.add('Sigmoid', [sums]);
    case 'tanh':
      return graph.add('Tanh', [sums]);
    case 'leaky_relu':
      return leaky(graph, sums, slope);
    case 'linear':
      return sums;
  }
}

/** onnxruntime has LeakyRelu in floats alone. */
function leaky(graph: Graph, sums: string, slope: number): string {
  if (slope === 0) return graph.add('Relu', [sums]);
  if (graph.type === 'float') return graph.add('LeakyRelu', [sums], { alpha: { f: slope } });
  const less = graph.add('Mul', [sums, graph.numbers(`slope_${graph.nodes.length + 1}`, [slope])]);
  return graph.add('Max', [sums, less]);
}

function answered(graph: Graph, value: string, { labels }: Program): string {
  if (labels === null) return graph.add('Identity', [value], {}, 'y');
  if (labels.length > 2) return graph.add('Softmax', [value], { axis: { i: 1 } }, 'probabilities');
  const second = graph.add('Sigmoid', [value]);
  const first = graph.add('Sub', [graph.numbers('one', [1]), second]);
  return graph.add('Concat', [first, second], { axis: { i: 1 } }, 'probabilities');
}
