import type { Activation } from '../mlp/space.ts';
import type { InputStep, NeuronStep, Program } from './program.ts';

/** A program as matrices, for tools that compute with these. Neurons of one activation stand side by side. */
export interface Dense {
  /** What the first layer takes, in order; at least one. */
  readonly inputs: readonly InputStep[];
  readonly layers: readonly DenseLayer[];
  /** value * scale + offset of each number of the last layer is an answer, or the logarithm of odds. */
  readonly scale: readonly number[];
  readonly offset: readonly number[];
}

export interface DenseLayer {
  /** [to][from] */
  readonly weights: readonly (readonly number[])[];
  readonly bias: readonly number[];
  /** Runs of neurons with the same activation, in order. */
  readonly runs: readonly Run[];
}

export interface Run {
  readonly activation: Activation;
  readonly count: number;
}

/** Stands in for the inputs of a program that has none: 0 or 1, and no weight leads from it. */
const UNUSED: InputStep = {
  kind: 'input',
  name: '',
  column: 0,
  reading: { takes: 'missing' },
  offset: 0,
  scale: 1,
  range: null,
};

export function denseOf(program: Program): Dense {
  const { steps, outputs } = program;
  const numbered = steps.map((step, place) => ({ step, place }));
  const read = numbered.flatMap(({ step, place }) => (step.kind === 'input' ? [{ step, place }] : []));
  const depth = steps.reduce((most, step) => (step.kind === 'neuron' ? Math.max(most, step.layer) : most), 0);
  let before = read.map(({ place }) => place);
  const layers: DenseLayer[] = [];
  for (let layer = 1; layer < depth; layer++) {
    const own = numbered.flatMap(({ step, place }) =>
      step.kind === 'neuron' && step.layer === layer ? [{ step, place }] : [],
    );
    own.sort((a, b) =>
      a.step.activation < b.step.activation ? -1 : Number(a.step.activation > b.step.activation),
    );
    layers.push(
      layerOf(
        own.map(({ step }) => step),
        before,
      ),
    );
    before = own.map(({ place }) => place);
  }
  const last = outputs.map(({ from }): NeuronStep | null => {
    const step = typeof from === 'number' ? steps[from] : undefined;
    return step?.kind === 'neuron' ? step : null;
  });
  // A constant answer is an offset; what its neuron says does not count.
  const activation = last.find((step) => step !== null)?.activation ?? 'linear';
  const nothing: NeuronStep = { kind: 'neuron', layer: depth, position: 0, bias: 0, links: [], activation };
  layers.push(
    layerOf(
      last.map((step) => step ?? nothing),
      before,
    ),
  );
  return {
    inputs: read.length > 0 ? read.map(({ step }) => step) : [UNUSED],
    layers,
    scale: outputs.map(({ from, scale }) => (typeof from === 'number' ? scale : 0)),
    offset: outputs.map(({ from, scale, offset }) =>
      typeof from === 'number' ? offset : from.constant * scale + offset,
    ),
  };
}

function layerOf(neurons: readonly NeuronStep[], before: readonly number[]): DenseLayer {
  const runs: Run[] = [];
  for (const { activation } of neurons) {
    const run = runs.at(-1);
    if (run?.activation === activation) runs[runs.length - 1] = { activation, count: run.count + 1 };
    else runs.push({ activation, count: 1 });
  }
  const sources = before.length > 0 ? before : [-1];
  return {
    weights: neurons.map(({ links }) =>
      sources.map((place) => links.find(({ from }) => from === place)?.weight ?? 0),
    ),
    bias: neurons.map(({ bias }) => bias),
    runs,
  };
}
