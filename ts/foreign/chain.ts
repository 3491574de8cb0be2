import type { Activation } from '../mlp/space.ts';

/** Why a file holds no network that can be read here, in one sentence. */
export class ForeignError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'ForeignError';
  }
}

/** A dense layer in double precision. */
export interface DenseLayer {
  readonly from: number;
  readonly to: number;
  /** `[to][from]`, flat and row-major. */
  readonly weights: Float64Array;
  /** [to] */
  readonly bias: Float64Array;
  readonly activation: Activation;
}

/** Dense layers one after the other, as another tool made them. */
export interface Chain {
  readonly inputs: number;
  /** What the first layer sees of an input: (value - offset) / scale. */
  readonly scaling: readonly { readonly offset: number; readonly scale: number }[];
  readonly layers: readonly DenseLayer[];
  /** Of leaky_relu below zero; 0: ReLU. */
  readonly slope: number;
  /** Of the inputs, where the file says them. */
  readonly names: readonly string[] | null;
  /** Of classes, whose scores (of two their one) the last layer gives; null: it gives numbers. */
  readonly labels: readonly string[] | null;
}

/** A scale and a shift of each number of a vector: value * scale + shift. */
export interface Elementwise {
  readonly scale: Float64Array;
  readonly shift: Float64Array;
}

/** First `inner`, then `outer`. */
export function after(outer: Elementwise, inner: Elementwise): Elementwise {
  return {
    scale: inner.scale.map((scale, i) => scale * (outer.scale[i] as number)),
    shift: inner.shift.map((shift, i) => shift * (outer.scale[i] as number) + (outer.shift[i] as number)),
  };
}

/** The layer of what `before` makes of its values. */
export function fedBy(layer: DenseLayer, before: Elementwise): DenseLayer {
  const { from, weights } = layer;
  const bias = layer.bias.slice();
  weights.forEach((weight, place) => {
    const to = Math.floor(place / from);
    bias[to] = (bias[to] as number) + weight * (before.shift[place % from] as number);
  });
  const scaled = weights.map((weight, place) => weight * (before.scale[place % from] as number));
  return { ...layer, weights: scaled, bias };
}

/** The layer with `next` behind it; only before its activation. */
export function followedBy(layer: DenseLayer, next: Elementwise): DenseLayer {
  const { from, weights, bias } = layer;
  return {
    ...layer,
    weights: weights.map((weight, place) => weight * (next.scale[Math.floor(place / from)] as number)),
    bias: bias.map((each, to) => each * (next.scale[to] as number) + (next.shift[to] as number)),
  };
}
