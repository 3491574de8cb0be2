import type { Layer } from '../mlp/compact.ts';
import type { Activation } from '../mlp/space.ts';
import type { NetworkFile, ScaledColumn } from '../schema/types.ts';
import { networkOf } from './read.ts';

/** A language that networks can be written in. */
export interface Language {
  /** A number of the network as its literal. Throws a RangeError where it has none. */
  number(value: number): string;
  /** A number of a column's scaling as its literal. */
  columnNumber(value: number): string;
  /** What the network sees of a column's value. */
  toNetwork(expression: string): string;
  /** What the neuron of that name says, as a number of columns. */
  fromNetwork(neuron: string): string;
  /** A statement that gives `name` the value of an expression. */
  define(name: string, expression: string): string;
  /** A call of the activation, which is not linear. */
  call(activation: Activation, expression: string): string;
  /** The whole file around the statements of the function and the expression that it returns. */
  file(about: About, statements: readonly string[], result: string): string;
}

/** What a file says of its network beside the computation. */
export interface About {
  readonly inputs: readonly { readonly name: string; readonly isUsed: boolean }[];
  readonly output: string;
  readonly nonzeros: number;
  /** Activations that are called, each once. */
  readonly activations: readonly Activation[];
  readonly leaky_slope: number;
}

/**
 * A network as the source of a function from a row of its columns, in their units, to the prediction: every neuron a
 * statement, every link that is not zero a product, in the order of `predict`.
 *
 * Throws a RangeError for a number that the language has no literal for.
 */
export function sourceOf(network: NetworkFile, language: Language): string {
  const { layers, leaky_slope } = networkOf(network);
  const first = layers[0] as Layer;
  const output = network.outputs[0] as ScaledColumn;
  const inputs = network.inputs.map(({ name }, i) => ({ name, isUsed: isUsed(first, i) }));
  const columns = network.inputs.flatMap((column, i) =>
    inputs[i]?.isUsed ? [language.define(neuron(0, i), standardised(`x[${i}]`, column, language))] : [],
  );
  const neurons = layers.flatMap((layer, k) =>
    layer.activations.map((_, to) => language.define(neuron(k + 1, to), answer(layer, k, to, language))),
  );
  const result = inUnits(neuron(layers.length, 0), output, language);
  const activations = [...new Set(layers.flatMap((layer) => layer.activations))].sort();
  const about: About = {
    inputs,
    output: output.name,
    nonzeros: network.nonzeros,
    activations: activations.filter((activation) => activation !== 'linear'),
    leaky_slope,
  };
  return language.file(about, [...columns, ...neurons], result);
}

/** How large a network is, in words. */
export function sizeOf(nonzeros: number): string {
  return `${nonzeros} ${nonzeros === 1 ? 'number that is' : 'numbers that are'} not zero`;
}

/** Whether a link leads from input `i` of the first layer. */
function isUsed({ from, weights }: Layer, i: number): boolean {
  return weights.some((weight, place) => place % from === i && weight !== 0);
}

function neuron(layer: number, position: number): string {
  return `h${layer}_${position}`;
}

/** What neuron `to` of layer `k` answers to the layer before it. */
function answer(
  { from, weights, bias, activations }: Layer,
  k: number,
  to: number,
  language: Language,
): string {
  const products = Array.from({ length: from }, (_, i) => i)
    .filter((i) => weights[to * from + i] !== 0)
    .map((i): Term => ({ factor: weights[to * from + i] as number, of: neuron(k, i) }));
  const start: Term[] = bias?.[to] ? [{ factor: bias[to] as number, of: null }] : [];
  const sum = sumOf([...start, ...products], language);
  const activation = activations[to] as Activation;
  return activation === 'linear' ? sum : language.call(activation, sum);
}

/** `factor` times the value named `of`, or alone. */
interface Term {
  readonly factor: number;
  readonly of: string | null;
}

function sumOf(terms: readonly Term[], language: Language): string {
  if (terms.length === 0) return language.number(0);
  return terms
    .map(({ factor, of }, i) => {
      const sign = factor < 0 ? '-' : '+';
      const size = language.number(Math.abs(factor));
      const term = of === null ? size : `${size} * ${of}`;
      if (i > 0) return ` ${sign} ${term}`;
      return sign === '-' ? `-${term}` : term;
    })
    .join('');
}

function standardised(value: string, { offset, scale }: ScaledColumn, language: Language): string {
  const centred =
    offset === 0 ? value : `${value} ${offset < 0 ? '+' : '-'} ${language.columnNumber(Math.abs(offset))}`;
  if (scale === 1) return language.toNetwork(centred);
  const divided = `${offset === 0 ? value : `(${centred})`} / ${language.columnNumber(scale)}`;
  return language.toNetwork(divided);
}

function inUnits(neuron: string, { offset, scale }: ScaledColumn, language: Language): string {
  const value = language.fromNetwork(neuron);
  const scaled = scale === 1 ? value : `${value} * ${language.columnNumber(scale)}`;
  if (offset === 0) return scaled;
  return `${scaled} ${offset < 0 ? '-' : '+'} ${language.columnNumber(Math.abs(offset))}`;
}
