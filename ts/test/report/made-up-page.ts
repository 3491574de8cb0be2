import { standardInputs } from '../../data/scale.ts';
import { TEST, TRAIN } from '../../data/split.ts';
import { classColumns, regressionColumns } from '../../export/columns.ts';
import { predict } from '../../export/predict.ts';
import { measureTask, type Task } from '../../export/task.ts';
import { uniform } from '../../random/distributions.ts';
import { openStream } from '../../random/stream.ts';
import type { SearchPage } from '../../report/page.ts';
import type {
  Front,
  FrontNetwork,
  NetworkFile,
  NetworkLayer,
  Scores,
  TableParameters,
} from '../../schema/types.ts';
import { prepareTable } from '../../stages/prepare/table.ts';
import { reportRows } from '../../stages/reports/rows.ts';
import { rangeOf } from '../../stages/search/front.ts';
import type { SplitTable } from '../../stages/tables/table.ts';

const plain: TableParameters = {
  file: 'data/penguins.csv',
  target: 'species',
  inputs: null,
  drop: null,
  category: null,
  missing: null,
  gaps: 'fill',
  task: 'auto',
  split_by: 'random',
  test: null,
  max_inputs: null,
  split: [1, 0, 1],
  seed: 0,
  most_rows: null,
  train_rows: null,
  unit: '',
};

/** A table of any kind, and networks that were not searched for. */
export interface MadeUp {
  readonly table: SplitTable;
  readonly networks: readonly NetworkFile[];
  readonly front: Front;
}

/** Three networks for a table: a constant, a linear model, and random hidden neurons, each with a fitted output layer. */
export async function madeUp(changes: Partial<TableParameters>): Promise<MadeUp> {
  const table = await prepareTable({ ...plain, ...changes }, { notice: () => {}, progress: () => {} });
  const networks = [0, 0, 5].map((hidden, index) => fittedNetwork(table, hidden, index === 0));
  return { table, networks, front: frontOf(table, networks) };
}

/** The page about a made-up search. */
export async function madeUpPage(changes: Partial<TableParameters>): Promise<SearchPage> {
  const { table, networks, front } = await madeUp(changes);
  const chosen = networks[front.chosen] as NetworkFile;
  return {
    title: `${table.card.target} from ${table.card.table}`,
    task: table.card,
    front,
    networks,
    ...reportRows(table, front, chosen),
    history: front.networks.map(({ depth, validation }, step) => ({
      phase: 'finish',
      step,
      seconds: step + 1,
      depth,
      validation_mse: validation.mse ?? validation.log_loss ?? null,
    })),
    files: { front: 'front.json', chosen: 'chosen.json', networks: 'networks' },
    provenance: { search: 'search-1', table: 'table-1' },
  };
}

function frontOf(table: SplitTable, networks: readonly NetworkFile[]): Front {
  const { card } = table;
  const scored = networks.map((network) => scoresOf(table, network));
  const isClasses = card.task.kind === 'classification';
  const [constant, ols] = scored as [Scores, Scores];
  return {
    task: card.table,
    unit: card.unit,
    kind: card.task.kind,
    ...(card.task.labels === null ? {} : { labels: [...card.task.labels] }),
    networks: networks.map((network, index): FrontNetwork => {
      const neurons = network.layers.slice(0, -1).map(({ weights }) => weights.length);
      const sizes = { nonzeros: network.nonzeros, nonzeros_raw: network.nonzeros, neurons };
      const scores = scored[index] as Scores;
      const spread = isClasses ? 0.02 : (scores.validation.mse ?? 0) / 10;
      return { depth: neurons.length, ...sizes, start: 0, file: `networks/${index}.json`, spread, ...scores };
    }),
    chosen: 2,
    selection: {
      by: 'folds',
      rule: 'network',
      reason: 'the smallest network that is as good as the best',
      folds: 5,
      repeats: 2,
      most_nonzeros: null,
      distrusted: 0,
      noise: null,
    },
    baselines: { constant, ols, untrained: null },
    seed: 0,
    seconds: 3,
  };
}

function scoresOf({ card, x, y, part }: SplitTable, network: NetworkFile): Scores {
  const inputs = card.inputs.length;
  const targets = y.length / part.length;
  const measured = (wanted: number) => {
    const pick = (values: Float64Array, width: number) =>
      values.filter((_, place) => part[Math.floor(place / width)] === wanted);
    return measureTask(card.task, { prediction: predict(network, pick(x, inputs)), truth: pick(y, targets) });
  };
  return { validation: measured(TRAIN), test: measured(TEST) };
}

function fittedNetwork(table: SplitTable, hidden: number, isConstant: boolean): NetworkFile {
  const { card, x, part } = table;
  const inputs = card.inputs.length;
  const train = Array.from(part.keys()).filter((row) => part[row] === TRAIN);
  const rows = Float64Array.from(train.flatMap((row) => [...x.subarray(row * inputs, (row + 1) * inputs)]));
  const scalings = standardInputs(rows, new Float64Array(train.length).fill(1)).map((scaling, i) => ({
    ...scaling,
    range: rangeOf(rows, i, inputs),
  }));
  const scaled = train.map((_, row) =>
    scalings.map(({ offset, scale }, i) => ((rows[row * inputs + i] as number) - offset) / scale),
  );
  const first = hidden === 0 ? [] : [hiddenLayer(inputs, hidden)];
  const features = scaled.map((values) => first.reduce(emit, values));
  const last = isConstant
    ? constantLayer(table, features[0]?.length ?? 0, train)
    : outputLayer(table, features, train);
  const layers = [...first, last];
  const outputs = outputColumns(table, train);
  const { treatment, task } = card;
  const columns =
    task.labels === null
      ? regressionColumns(treatment, scalings, outputs)
      : classColumns(treatment, scalings, outputs, task.targets[0] ?? '', task.labels);
  const numbers = layers.flatMap(({ weights, bias }) => [...weights.flat(), ...(bias ?? [])]);
  const nonzeros = numbers.filter((number) => number !== 0).length;
  const interval =
    task.labels === null && outputs.length === 1
      ? { coverage: 0.9, half_width: 1.7 * (outputs[0]?.scale ?? 0) * 0.4 }
      : undefined;
  return { format: 2, ...columns, layers, nonzeros, ...(interval && { interval }), provenance: {} };
}

/** Every neuron sees three inputs, so that not all links are there. */
function hiddenLayer(inputs: number, neurons: number): NetworkLayer {
  const stream = openStream('made-up page');
  const weights = Array.from({ length: neurons }, (_, neuron) =>
    Array.from({ length: inputs }, (_, i) => ((i + neuron) % 3 === 0 ? uniform(stream, -1.5, 1.5) : 0)),
  );
  return {
    weights,
    bias: weights.map(() => uniform(stream, -1, 1)),
    activations: weights.map(() => 'tanh'),
  };
}

function emit(values: readonly number[], { weights, bias }: NetworkLayer): number[] {
  return weights.map((row, to) =>
    Math.tanh(row.reduce((sum, weight, i) => sum + weight * (values[i] ?? 0), bias?.[to] ?? 0)),
  );
}

function outputColumns(
  { card: { task }, y, part }: SplitTable,
  train: readonly number[],
): NetworkFile['outputs'] {
  if (task.labels !== null) {
    const named = task.labels.length === 2 ? task.labels.slice(1) : task.labels;
    return named.map((name) => ({ name, offset: 0, scale: 1 }));
  }
  return task.targets.map((name, target) => {
    const values = targetValues(y, y.length / part.length, target, train);
    const offset = mean(values);
    return { name, offset, scale: Math.sqrt(mean(values.map((value) => (value - offset) ** 2))) };
  });
}

function targetValues(y: Float64Array, width: number, target: number, rows: readonly number[]): number[] {
  return rows.map((row) => y[row * width + target] as number);
}

/** Class shares, or zero, which is the mean. */
function constantLayer(
  { card: { task }, y }: SplitTable,
  from: number,
  train: readonly number[],
): NetworkLayer {
  const width = outputWidth(task);
  const share = (label: number) => train.filter((row) => y[row] === label).length / train.length;
  const bias =
    task.labels === null
      ? new Array<number>(width).fill(0)
      : width === 1
        ? [Math.log(share(1) / share(0))]
        : Array.from({ length: width }, (_, label) => Math.log(share(label)));
  return {
    weights: bias.map(() => new Array<number>(from).fill(0)),
    bias,
    activations: bias.map(() => 'linear'),
  };
}

/** Least squares (of a class: of its odds, roughly) by gradient descent from zero. */
function outputLayer(
  { card: { task }, y, part }: SplitTable,
  features: readonly (readonly number[])[],
  train: readonly number[],
): NetworkLayer {
  const width = outputWidth(task);
  const targets = Array.from({ length: width }, (_, output) => {
    if (task.labels === null) {
      const values = targetValues(y, y.length / part.length, output, train);
      const centre = mean(values);
      const scale = Math.sqrt(mean(values.map((value) => (value - centre) ** 2)));
      return values.map((value) => (value - centre) / scale);
    }
    const label = width === 1 ? 1 : output;
    return train.map((row) => (y[row] === label ? 1 : 0));
  });
  const isClasses = task.labels !== null;
  const fitted = targets.map((target) => descend(features, target, isClasses));
  return {
    weights: fitted.map(({ weights }) => weights),
    bias: fitted.map(({ bias }) => bias),
    activations: fitted.map(() => 'linear'),
  };
}

function outputWidth({ labels, targets }: Task): number {
  if (labels === null) return targets.length;
  return labels.length === 2 ? 1 : labels.length;
}

function descend(
  features: readonly (readonly number[])[],
  target: readonly number[],
  isLogistic: boolean,
): { weights: number[]; bias: number } {
  let weights = new Array<number>(features[0]?.length ?? 0).fill(0);
  let bias = 0;
  for (let step = 0; step < 300; step++) {
    const errors = features.map((values, row) => {
      const sum = values.reduce((total, value, i) => total + value * (weights[i] ?? 0), bias);
      return (isLogistic ? 1 / (1 + Math.exp(-sum)) : sum) - (target[row] ?? 0);
    });
    const rate = isLogistic ? 0.5 : 0.1;
    bias -= rate * mean(errors);
    weights = weights.map(
      (weight, i) => weight - rate * mean(errors.map((error, row) => error * (features[row]?.[i] ?? 0))),
    );
  }
  return { weights, bias };
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
