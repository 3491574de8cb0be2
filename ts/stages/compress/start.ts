import type { Affine } from '../../data/scale.ts';
import { networkOf } from '../../export/read.ts';
import type { CompactNetwork, Layer } from '../../mlp/compact.ts';
import type { View } from './view.ts';

/**
 * The given network as the view sees it, rows scaled by others' maps than its own: the same function of the inputs that are
 * seen, the others at their only value, `fixed` [inputs].
 */
export function startOf(view: View, fixed: Float64Array): CompactNetwork {
  const { given, seen, inputs, outputs, answer } = view;
  const { layers, leaky_slope } = networkOf(given);
  const [first, ...rest] = layers as [Layer, ...Layer[]];
  const own = given.inputs;
  const maps = new Map(seen.map((input, i) => [input, inputs[i] as Affine]));
  const weights = new Float32Array(first.to * seen.length);
  const bias = Float64Array.from({ length: first.to }, (_, j) => first.bias?.[j] ?? 0);
  for (let j = 0; j < first.to; j++) {
    for (let i = 0; i < first.from; i++) {
      const weight = first.weights[j * first.from + i] as number;
      const { offset, scale } = own[i] as (typeof own)[number];
      const map = maps.get(i);
      // What the neuron saw was (value - offset) / scale, and value is now seen * map.scale + map.offset.
      bias[j] = (bias[j] as number) + (weight * ((map?.offset ?? (fixed[i] as number)) - offset)) / scale;
      if (map) weights[j * seen.length + seen.indexOf(i)] = (weight * map.scale) / scale;
    }
  }
  const moved: Layer = { ...first, from: seen.length, weights, bias: Float32Array.from(bias) };
  const all = [moved, ...rest];
  const last = all.at(-1) as Layer;
  const tail = answer === 'sigmoids' ? last : rescaled(last, view, outputs);
  return { inputs: seen.length, leaky_slope, layers: [...all.slice(0, -1), tail] };
}

/** The last layer in the units of what smaller networks are fitted to. */
function rescaled(last: Layer, { given, answer }: View, outputs: readonly Affine[]): Layer {
  const { from, to } = last;
  const weights = Float64Array.from(last.weights, (weight, place) => {
    return weight * (given.outputs[Math.floor(place / from)]?.scale ?? 1);
  });
  const bias = Float64Array.from({ length: to }, (_, o) => {
    const { offset = 0, scale = 1 } = given.outputs[o] ?? {};
    return (last.bias?.[o] ?? 0) * scale + offset;
  });
  if (answer === 'scores') {
    for (let i = 0; i < from; i++) centre(weights, i, from, to);
    centre(bias, 0, 1, to);
  }
  const map = (o: number) => outputs[o] ?? { offset: 0, scale: 1 };
  return {
    ...last,
    weights: Float32Array.from(weights, (weight, place) => weight / map(Math.floor(place / from)).scale),
    bias: Float32Array.from(bias, (each, o) => (each - map(o).offset) / map(o).scale),
  };
}

/** Takes the mean from every `step`-th of `count` values, `first` on. */
function centre(values: Float64Array, first: number, step: number, count: number): void {
  let mean = 0;
  for (let o = 0; o < count; o++) mean += (values[first + o * step] as number) / count;
  for (let o = 0; o < count; o++) values[first + o * step] = (values[first + o * step] as number) - mean;
}
