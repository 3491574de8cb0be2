import type { Folds } from '../../schema/types.ts';
import type { FoldRows } from './rows.ts';

/**
 * What a step of Levenberg and Marquardt's method takes on two cores, by measurement, in seconds: for itself, for every
 * network, for every number of its Jacobian, for every product of two of them, and for every entry of its matrix.
 */
const COST = { step: 1.5e-3, network: 1.2e-5, number: 1.6e-9, product: 8e-12, entry: 1.7e-9 };
/** Of the time, what the first kinds are planned to take: the others take what is left. */
const PLANNED = 0.6;
/** Starts, survivors and kinds of the first population, each plan cheaper than the one before. */
const THRIFT = [
  { starts: 5, survivors: 2, kinds: Number.POSITIVE_INFINITY },
  { starts: 3, survivors: 2, kinds: Number.POSITIVE_INFINITY },
  { starts: 2, survivors: 1, kinds: Number.POSITIVE_INFINITY },
  { starts: 1, survivors: 1, kinds: Number.POSITIVE_INFINITY },
  { starts: 1, survivors: 1, kinds: 3 },
  { starts: 1, survivors: 1, kinds: 2 },
  { starts: 1, survivors: 1, kinds: 1 },
] as const;

/** The folds' settings with fewer starts, survivors or kinds, where as many as are asked for take longer than `seconds` of two cores. */
export function affordable(folds: Folds, rows: FoldRows, seconds: number): Folds {
  const plans = THRIFT.map(({ starts, survivors, kinds }) => ({
    ...folds,
    starts: Math.min(starts, folds.starts),
    survivors: Math.min(survivors, folds.survivors),
    drawn: folds.drawn.slice(0, kinds),
  }));
  const [asked] = plans;
  const all = { ...folds, ...asked, starts: folds.starts, survivors: folds.survivors };
  return (
    [all, ...plans].find((plan) => firstWave(plan, rows) <= PLANNED * seconds) ?? (plans.at(-1) as Folds)
  );
}

/** Seconds that the first kinds take: those of one depth and teacher, which go down together. */
function firstWave(folds: Folds, rows: FoldRows): number {
  const [first] = folds.drawn;
  if (!first) return 0;
  const end = folds.drawn.findIndex(
    ({ depth, teacher }) => depth !== first.depth || teacher !== first.teacher,
  );
  const kinds = end < 0 ? folds.drawn : folds.drawn.slice(0, end);
  const largest = Math.max(...kinds.map((kind) => linksOf(kind, folds, rows)));
  const { views } = rows.views;
  const [started, kept] = [folds.starts, Math.min(folds.starts, folds.survivors)].map(
    (each) => each * views * kinds.length,
  ) as [number, number];
  const racing = Math.min(folds.race_steps, folds.dense_steps);
  let seconds =
    racing * step(started, largest, rows) + (folds.dense_steps - racing) * step(kept, largest, rows);
  for (let links = largest; links > 1; links = Math.min(links - 1, Math.floor(links * folds.size_ratio))) {
    seconds += folds.steps * step(kept, links, rows);
    seconds += folds.refit_steps * step(views * kinds.length, links, rows);
  }
  return seconds;
}

function linksOf(
  { depth, neurons, linear }: Folds['drawn'][number],
  folds: Folds,
  { seen, standard }: FoldRows,
) {
  const inputs = Math.min(seen.length, folds.most_inputs);
  const width = neurons + (linear ? 1 : 0);
  return width * (inputs + 1 + (depth - 1) * width + standard.outputs.length);
}

function step(networks: number, links: number, { rows, standard }: FoldRows): number {
  const numbers = rows.count * standard.outputs.length * links;
  const { step: once, network, number, product, entry } = COST;
  return once + networks * (network + numbers * (number + product * links) + entry * links * links);
}
