import type { OnnxNode } from '../onnx/model.ts';
import { type Chain, type DenseLayer, type Elementwise, ForeignError, fedBy } from './chain.ts';
import { named } from './onnx-constant.ts';
import { READABLE, type Road } from './onnx-road.ts';

/** The chain that a road has read, with what is `left` of the nodes: what makes classes of its answers. */
export function finished(
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
