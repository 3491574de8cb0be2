import { standardise } from '../../data/scale.ts';
import { costOf } from '../../export/cost.ts';
import { predict } from '../../export/predict.ts';
import { programOf } from '../../export/program.ts';
import { measureTask, mostProbable, taskOf } from '../../export/task.ts';
import type { Front, FrontNetwork, Measures, NetworkFile } from '../../schema/types.ts';
import { type Difference, differenceOf, type Gauge } from './difference.ts';
import type { Parts } from './parts.ts';
import type { Rows } from './table-rows.ts';

/** A network that may stand in for the given one. */
export interface Contender {
  readonly network: NetworkFile;
  readonly text: string;
  readonly depth: number;
  readonly start: number;
  readonly nonzeros_raw: number;
  /** On the rows that choose. */
  readonly choice: Difference;
}

export interface Chosen {
  /** By size: none is beaten in both size and difference. */
  readonly contenders: readonly Contender[];
  /** Position of the smallest one within the tolerance. */
  readonly place: number;
}

export function contender(
  given: NetworkFile,
  network: NetworkFile,
  about: Omit<Contender, 'network' | 'choice'>,
  { choice }: Pick<Parts, 'choice'>,
  gauge: Gauge,
): Contender {
  return { ...about, network, choice: differenceOf(given, network, choice.x, gauge) };
}

/**
 * The Pareto set by size and difference on the rows that choose, and in it the smallest network whose difference is surely
 * within the tolerance. The given network is among `all`: it differs by nothing.
 */
export function choose(all: readonly Contender[], within: number): Chosen {
  const sorted = all
    .filter(({ choice }) => Number.isFinite(choice.relative))
    .toSorted((a, b) => a.network.nonzeros - b.network.nonzeros || a.choice.relative - b.choice.relative);
  let least = Number.POSITIVE_INFINITY;
  const contenders = sorted.filter(({ choice: { relative } }) => {
    const isBetter = relative < least;
    if (isBetter) least = relative;
    return isBetter;
  });
  return { contenders, place: contenders.findIndex(({ choice }) => choice.surely <= within) };
}

/** The front as every command reads it: what is true on a row is what the given network says of it. */
export function frontOf(
  given: NetworkFile,
  { contenders, place }: Chosen,
  { choice, proof }: Parts,
  about: Pick<Front, 'seed' | 'seconds' | 'steps'> & { readonly reason: string; readonly name: string },
): Front {
  const { reason, name, ...spent } = about;
  const task = taskOf(given);
  const scores = (network: NetworkFile) => ({
    validation: measured(given, network, choice),
    test: measured(given, network, proof),
  });
  const networks = contenders.map(
    ({ network, depth, start, nonzeros_raw }, i): FrontNetwork => ({
      depth,
      nonzeros: network.nonzeros,
      nonzeros_raw,
      neurons: network.layers.slice(0, -1).map(({ weights }) => weights.length),
      start,
      ...scores(network),
      file: fileOf(i),
    }),
  );
  return {
    task: name,
    unit: '',
    kind: task.kind,
    ...(task.labels === null ? {} : { labels: [...task.labels] }),
    ...spent,
    networks,
    chosen: place,
    selection: {
      by: 'validation',
      rule: 'within',
      reason,
      most_nonzeros: null,
      distrusted: 0,
      noise: null,
    },
    baselines: { constant: constantScores(given, { choice, proof }), ols: null, untrained: null },
  };
}

export function fileOf(place: number): string {
  return `networks/${String(place).padStart(3, '0')}.json`;
}

function measured(given: NetworkFile, other: NetworkFile, { x }: Rows): Measures {
  return measureTask(taskOf(given), { prediction: predict(other, x), truth: truthOf(given, x) });
}

function truthOf(given: NetworkFile, x: Float64Array): Float64Array {
  const answers = predict(given, x);
  return given.labels ? Float64Array.from(mostProbable(given.labels.length, answers)) : answers;
}

/** Of who answers to every row what the given network answers on average. */
function constantScores(
  given: NetworkFile,
  { choice, proof }: Pick<Parts, 'choice' | 'proof'>,
): Front['baselines']['constant'] {
  const answers = predict(given, choice.x);
  const width = answers.length / choice.count;
  const means = Array.from(
    { length: width },
    (_, o) => standardise(answers.filter((_, place) => place % width === o)).offset,
  );
  const score = ({ x, count }: Rows) =>
    measureTask(taskOf(given), {
      prediction: Float64Array.from({ length: count * width }, (_, place) => means[place % width] as number),
      truth: truthOf(given, x),
    });
  return { validation: score(choice), test: score(proof) };
}

/** What a network takes: what is told before and after. */
export interface Size {
  readonly nonzeros: number;
  readonly neurons: readonly number[];
  readonly multiplications: number;
  readonly additions: number;
}

export function sizeOf(network: NetworkFile): Size {
  const { multiplications, additions } = costOf(programOf(network));
  const neurons = network.layers.slice(0, -1).map(({ weights }) => weights.length);
  return { nonzeros: network.nonzeros, neurons, multiplications, additions };
}
