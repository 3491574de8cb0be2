import type { Activation } from '../mlp/space.ts';
import type { Safetensors } from '../tensors/safetensors.ts';
import type { Tensor } from '../tensors/tensor.ts';
import { type Chain, type DenseLayer, ForeignError } from './chain.ts';
import { namesIn } from './names.ts';

/** Activations by the names that torch's users write. */
export const ACTIVATIONS = ['relu', 'leaky_relu', 'tanh', 'sigmoid'] as const;
export type ActivationName = (typeof ACTIVATIONS)[number];

/** torch's own, where nothing says another. */
const LEAKY_SLOPE = 0.01;

/**
 * The dense layers in the state of a `torch.nn.Sequential` of Linear layers: `0.weight`, `0.bias`, `2.weight` ... in the
 * order of their numbers. The file has no activations: `activation` says the one between the layers, or else the file's
 * metadata under that name. Throws a ForeignError for what is something else.
 */
export function chainOfSequential(
  { tensors, metadata }: Safetensors,
  activation: ActivationName | null,
): Chain {
  const named = activation ?? metadata.activation;
  // Linear layers one after the other, as swat itself may write them.
  const known = [...ACTIVATIONS, 'linear' as const].find((name) => name === named);
  if (known === undefined)
    throw new ForeignError(
      `it does not say what stands between its layers: say --activation ${ACTIVATIONS.join(', ').replace(/, (\w+)$/, ' or $1')}`,
    );
  const between: Activation = known === 'relu' ? 'leaky_relu' : known;
  const weights = Object.keys(tensors)
    .filter((name) => name.endsWith('.weight'))
    .sort((a, b) => placeOf(a) - placeOf(b));
  const used = new Set<string>();
  const layers = weights.map((name, k): DenseLayer => {
    const biasName = name.replace(/weight$/, 'bias');
    used.add(name).add(biasName);
    const layer = denseLayer(name, tensors[name] as Tensor, tensors[biasName]);
    return { ...layer, activation: k === weights.length - 1 ? 'linear' : between };
  });
  const stray = Object.keys(tensors).find((name) => !used.has(name));
  if (stray) throw new ForeignError(`its tensor ${stray} is neither weight nor bias of a Linear layer`);
  const names = namesIn(metadata.inputs);
  const [first] = layers;
  if (!first) throw new ForeignError('it has no tensors with names such as 0.weight');
  layers.forEach(({ from }, k) => {
    const before = layers[k - 1]?.to ?? from;
    if (from !== before)
      throw new ForeignError(`its layer ${weights[k]} takes ${from} numbers, but gets ${before}`);
  });
  return {
    inputs: first.from,
    scaling: Array.from({ length: first.from }, () => ({ offset: 0, scale: 1 })),
    layers,
    slope: known === 'leaky_relu' ? slopeIn(metadata.slope) : 0,
    names: names?.length === first.from ? names : null,
    labels: null,
  };
}

function slopeIn(text: string | undefined): number {
  const slope = Number(text ?? LEAKY_SLOPE);
  return slope >= 0 && slope <= 1 ? slope : LEAKY_SLOPE;
}

/** 2 of `2.weight` and of `layers.2.weight`. */
function placeOf(name: string): number {
  const [, number] = /(?:^|\.)(\d+)\.weight$/.exec(name) ?? [];
  if (number === undefined)
    throw new ForeignError(`its tensor ${name} has no number by which its layer could be put in order`);
  return Number(number);
}

function denseLayer(name: string, weight: Tensor, bias: Tensor | undefined): Omit<DenseLayer, 'activation'> {
  const [to = 0, from = 0] = weight.shape;
  if (weight.shape.length !== 2 || to < 1 || from < 1)
    throw new ForeignError(`its tensor ${name} [${weight.shape.join(', ')}] is no matrix`);
  if (bias && (bias.shape.length !== 1 || bias.shape[0] !== to))
    throw new ForeignError(`its layer ${name} has ${to} neurons, but another number of biases`);
  const numbers = (tensor: Tensor) => Float64Array.from(tensor.data as ArrayLike<number>, Number);
  return { from, to, weights: numbers(weight), bias: bias ? numbers(bias) : new Float64Array(to) };
}
