import { applyScaling, fitScaling, type Scaling } from '../../data/scale.ts';
import { splitRows, TEST, TRAIN, VALIDATION } from '../../data/split.ts';
import { integer, uniform } from '../../random/distributions.ts';
import { openStream, type Stream } from '../../random/stream.ts';
import type { SearchPoint } from '../../report/page.ts';
import type { Front, FrontNetwork, Measures, NetworkFile, NetworkLayer, Scores } from '../../schema/types.ts';
import { plainNetwork } from '../export/plain-network.ts';
import { type Numbers, readNumbers } from '../numbers.ts';

/** Real networks on the penguins, found by the simplest search there is: random hidden layers, output fitted. */
export interface PenguinFront {
  readonly table: Numbers;
  readonly part: Uint8Array;
  readonly front: Front;
  /** Of every entry of the front. */
  readonly networks: readonly NetworkFile[];
  /** Of every row, in grams. */
  readonly predictions: readonly number[];
  readonly history: readonly SearchPoint[];
}

interface Candidate {
  readonly network: NetworkFile;
  readonly predictions: readonly number[];
  readonly entry: FrontNetwork;
  /** Mean squared error on the validation rows. */
  readonly error: number;
}

export const inputs = ['bill_length_mm', 'bill_depth_mm', 'flipper_length_mm'];

/** The validation front of `tries` random networks. */
export function searchPenguins(tries: number, seed: number): PenguinFront {
  const table = readNumbers('data/penguins.csv', 'body_mass_g', inputs);
  const part = splitRows(table.y.length, [5, 3, 2], 0);
  const scaling = fitScaling('fit', table.x, table.y, part, 'linear');
  const stream = openStream(`penguins/${seed}`);
  const history: SearchPoint[] = [];
  const best = new Map<number, number>();
  const candidates = Array.from({ length: tries }, (_, step) => {
    const candidate = drawCandidate(stream, table, part, scaling);
    const { depth } = candidate.entry;
    best.set(depth, Math.min(best.get(depth) ?? Number.POSITIVE_INFINITY, candidate.error));
    const phase = (['latent', 'latent', 'scout', 'finish', 'regrow', 'polish'] as const)[
      Math.floor((step / tries) * 6)
    ];
    if (phase === undefined) throw new Error('more than all tries');
    history.push({ phase, step, seconds: step / 100, depth, validation_mse: best.get(depth) ?? null });
    return candidate;
  });
  const kept = pareto(candidates);
  const chosen = kept.reduce((a, b) => (b.error < a.error ? b : a));
  const front = {
    task: table.name,
    unit: 'g',
    networks: kept.map((candidate) => candidate.entry),
    chosen: kept.indexOf(chosen),
    selection: {
      by: 'validation',
      rule: 'one-standard-error',
      reason: 'the least error',
      most_nonzeros: null,
      distrusted: 0,
      noise: null,
    } as const,
    baselines: { ...baselines(table, part), untrained: null },
    seconds: tries / 100,
    steps: tries,
    seed,
  };
  const networks = kept.map(({ network }) => network);
  return { table, part, front, networks, predictions: chosen.predictions, history };
}

function pareto(candidates: readonly Candidate[]): Candidate[] {
  const sorted = [...candidates].sort((a, b) => a.entry.nonzeros - b.entry.nonzeros || a.error - b.error);
  let least = Number.POSITIVE_INFINITY;
  return sorted.filter(({ error }) => {
    if (error >= least) return false;
    least = error;
    return true;
  });
}

function drawCandidate(stream: Stream, table: Numbers, part: Uint8Array, scaling: Scaling): Candidate {
  const depth = 1 + integer(stream, 4);
  const hidden: NetworkLayer[] = [];
  let from = inputs.length;
  for (let layer = 0; layer < depth; layer++) {
    hidden.push(drawLayer(stream, from, 1 + integer(stream, 6)));
    from = hidden[layer]?.weights.length ?? 0;
  }
  const x = applyScaling(scaling.inputs, table.x);
  const features = Array.from(table.y, (_, row) => hiddenOutputs(hidden, [...x.slice(3 * row, 3 * row + 3)]));
  const trained = rowsOf(part, TRAIN);
  const { offset, scale } = scaling.output;
  const target = trained.map((row) => ((table.y[row] ?? 0) - offset) / scale);
  const output = leastSquares(
    trained.map((row) => features[row] ?? []),
    target,
  );
  const layers: NetworkLayer[] = [...hidden, { weights: [output], bias: null, activations: ['linear'] }];
  const predictions = features.map((values) => dot(values, output) * scale + offset);
  const nonzeros = layers.flatMap((layer) => layer.weights.flat()).filter((weight) => weight !== 0).length;
  const scored = scores(table, part, predictions);
  return {
    predictions,
    error: scored.validation.mse ?? Number.POSITIVE_INFINITY,
    entry: {
      depth,
      nonzeros,
      nonzeros_raw: nonzeros,
      neurons: hidden.map((layer) => layer.weights.length),
      start: 0,
      file: `network-${depth}-${nonzeros}.json`,
      ...scored,
    },
    network: plainNetwork(
      inputs.map((name, index) => ({ name, ...(scaling.inputs[index] ?? scaling.output) })),
      { name: table.target, ...scaling.output },
      layers,
    ),
  };
}

/** A sparse layer in which every neuron and every source has a link. */
function drawLayer(stream: Stream, from: number, to: number): NetworkLayer {
  const weights = Array.from({ length: to }, () => new Array<number>(from).fill(0));
  const link = (row: number, column: number) => {
    (weights[row] as number[])[column] = uniform(stream, -6, 6);
  };
  for (let column = 0; column < from; column++) link(integer(stream, to), column);
  for (const [row, sources] of weights.entries()) {
    if (sources.every((weight) => weight === 0)) link(row, integer(stream, from));
  }
  return { weights, bias: null, activations: weights.map(() => 'sigmoid') };
}

function hiddenOutputs(layers: readonly NetworkLayer[], x: readonly number[]): number[] {
  return layers.reduce<number[]>(
    (values, layer) => layer.weights.map((weights) => 1 / (1 + Math.exp(-dot(weights, values)))),
    [...x],
  );
}

function baselines(table: Numbers, part: Uint8Array): { constant: Scores; ols: Scores } {
  const trained = rowsOf(part, TRAIN);
  const target = trained.map((row) => table.y[row] ?? 0);
  const mean = target.reduce((sum, value) => sum + value, 0) / target.length;
  const features = Array.from(table.y, (_, row) => [1, ...table.x.slice(3 * row, 3 * row + 3)]);
  const weights = leastSquares(
    trained.map((row) => features[row] ?? []),
    target,
  );
  return {
    constant: scores(
      table,
      part,
      features.map(() => mean),
    ),
    ols: scores(
      table,
      part,
      features.map((values) => dot(values, weights)),
    ),
  };
}

function scores(table: Numbers, part: Uint8Array, predictions: readonly number[]): Scores {
  return {
    validation: measure(table.y, predictions, rowsOf(part, VALIDATION)),
    test: measure(table.y, predictions, rowsOf(part, TEST)),
  };
}

function measure(y: Float64Array, predictions: readonly number[], rows: readonly number[]): Measures {
  const truth = rows.map((row) => y[row] ?? Number.NaN);
  const errors = rows.map((row, index) => (predictions[row] ?? Number.NaN) - (truth[index] ?? Number.NaN));
  const mean = truth.reduce((sum, value) => sum + value, 0) / truth.length;
  const squares = errors.reduce((sum, error) => sum + error ** 2, 0);
  const spread = truth.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  const relative = errors
    .map((error, index) => (100 * Math.abs(error)) / Math.abs(truth[index] ?? 0))
    .sort((a, b) => a - b);
  return {
    mse: squares / rows.length,
    r2: 1 - squares / spread,
    mpe: relative[relative.length >> 1] ?? Number.NaN,
  };
}

/** Weights w of least |a w - b|, by the normal equations with a trace of ridge. */
function leastSquares(a: readonly (readonly number[])[], b: readonly number[]): number[] {
  const size = a[0]?.length ?? 0;
  const rows = Array.from({ length: size }, (_, i) => [
    ...Array.from({ length: size }, (_, j) =>
      a.reduce((sum, row) => sum + (row[i] ?? 0) * (row[j] ?? 0), i === j ? 1e-6 : 0),
    ),
    a.reduce((sum, row, index) => sum + (row[i] ?? 0) * (b[index] ?? 0), 0),
  ]);
  for (const [i, pivot] of rows.entries()) {
    const scale = pivot[i] ?? 1;
    for (const [j, row] of rows.entries()) {
      if (j === i) continue;
      const factor = (row[i] ?? 0) / scale;
      rows[j] = row.map((value, column) => value - factor * (rows[i]?.[column] ?? 0));
    }
  }
  return rows.map((row, i) => (row[size] ?? 0) / (row[i] ?? 1));
}

export function rowsOf(part: Uint8Array, which: number): number[] {
  return Array.from(part.keys()).filter((row) => part[row] === which);
}

function dot(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, value, index) => sum + value * (b[index] ?? 0), 0);
}
