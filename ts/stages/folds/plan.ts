import type { Folds } from '../../schema/types.ts';
import type { FoldRows } from './rows.ts';

/**
 * What a step of Levenberg and Marquardt's method takes on two cores, by measurement, in seconds: for itself, for every
 * network, for every number of its Jacobian, for every product of two of them, and for every entry of its matrix; and what it takes
 * to read a row of a table of few columns.
 */
const COST = { step: 1.5e-3, network: 1.2e-5, number: 1.6e-9, product: 8e-12, entry: 1.7e-9, read: 1.5e-5 };
/** Of the time, what the first kinds are planned to take: the others take what is left. */
const PLANNED = 0.6;
/** The same of a large kind in a hurry: it has nothing to show before it is pruned, where small ones have. */
const PLANNED_LARGE = 0.4;
/**
 * Starts, survivors and kinds of the first population; the first plan that there is time for is taken. Of those in a hurry
 * one large kind before small ones: on the tables of scripts/groups-trial.py the first kind from one start is better than
 * the smallest from three, in a fifth more time.
 */
const THRIFT: readonly Thrift[] = [
  { starts: 5, survivors: 2, kinds: Number.POSITIVE_INFINITY, hurried: false },
  { starts: 3, survivors: 2, kinds: Number.POSITIVE_INFINITY, hurried: false },
  { starts: 2, survivors: 1, kinds: Number.POSITIVE_INFINITY, hurried: false },
  { starts: 1, survivors: 1, kinds: Number.POSITIVE_INFINITY, hurried: false },
  { starts: 1, survivors: 1, kinds: 3, hurried: false },
  { starts: 1, survivors: 1, kinds: 2, hurried: false },
  { starts: 1, survivors: 1, kinds: 1, hurried: false },
  { starts: 1, survivors: 1, kinds: 2, hurried: true },
  { starts: 1, survivors: 1, kinds: 1, hurried: true },
  { starts: 3, survivors: 1, kinds: 2, hurried: true, smallest: true },
  { starts: 2, survivors: 1, kinds: 2, hurried: true, smallest: true },
  { starts: 1, survivors: 1, kinds: 2, hurried: true, smallest: true },
  { starts: 1, survivors: 1, kinds: 1, hurried: true, smallest: true },
];

interface Thrift {
  readonly starts: number;
  readonly survivors: number;
  readonly kinds: number;
  readonly hurried: boolean;
  readonly smallest?: true;
}

/** Of tables that are searched together: how many, and of the longest rows, views, varying inputs and outputs. */
export interface Load {
  readonly tables: number;
  readonly rows: number;
  readonly views: number;
  readonly inputs: number;
  readonly outputs: number;
}

/** What a search can afford. */
export interface Plan {
  readonly folds: Folds;
  /** Whether every way down is made of fewer sizes and steps from its beginning. */
  readonly hurried: boolean;
  /** What the steps of the first kinds are thought to take, one after the other: seconds of two cores that are free. */
  readonly first: readonly number[];
  /** Whether the first kinds are done in time by this plan. */
  readonly isEnough: boolean;
}

/** Steps of a search, after the first `from` of them, and the seconds of two cores that they took. */
export interface Taken {
  readonly from: number;
  readonly to: number;
  readonly seconds: number;
}

/** How much longer than is thought searches take here, as the searches so far have shown: cores may be slow, or not free. */
export class Pace {
  #slowness = 1;

  /** What `seconds` are worth. */
  worth(seconds: number): number {
    return seconds / this.#slowness;
  }

  /** Notes that a search by `plan` has taken so many seconds. Of more steps than those of the first kinds nothing is thought. */
  note({ first }: Plan, { from, to, seconds }: Taken): void {
    const thought = sum(first.slice(from, to));
    if (thought > 0 && to <= first.length) this.#slowness = Math.max(1, seconds / thought);
  }

  /** Whether a search by `plan` would not come through its first kinds in `seconds`, though it hurries in the end. */
  isTooLong({ first }: Plan, seconds: number): boolean {
    return sum(first) > HURRIED * this.worth(seconds);
  }
}

/** What is done in time by hurrying from a part of it on, over what is done without. */
const HURRIED = 1.25;

/** Whether the first kinds take less by the one plan than by the other. */
export function isCheaper(one: Plan, other: Plan): boolean {
  return sum(one.first) < sum(other.first);
}

function sum(values: readonly number[]): number {
  return values.reduce((all, value) => all + value, 0);
}

export function loadOf(tables: readonly FoldRows[]): Load {
  const most = (numberOf: (table: FoldRows) => number) => Math.max(...tables.map(numberOf));
  return {
    tables: tables.length,
    rows: most(({ rows }) => rows.count),
    views: most(({ views }) => views.views),
    inputs: most(({ seen }) => seen.length),
    outputs: most(({ standard }) => standard.outputs.length),
  };
}

/** The folds' settings with fewer starts, survivors, kinds and then steps, where as many as are asked for take longer than `seconds` of two cores. */
export function affordable(folds: Folds, load: Load, seconds: number): Plan {
  const plans = THRIFT.map(({ starts, survivors, kinds, hurried, smallest }) => ({
    folds: {
      ...folds,
      starts: Math.min(starts, folds.starts),
      survivors: Math.min(survivors, folds.survivors),
      drawn: (smallest ? smallestFirst(folds.drawn) : folds.drawn).slice(0, kinds),
    },
    hurried,
  }));
  const [asked] = plans as [(typeof plans)[number]];
  const all = {
    folds: { ...folds, ...asked.folds, starts: folds.starts, survivors: folds.survivors },
    hurried: false,
  };
  const first = (plan: typeof asked) => firstWave(paced(plan), load);
  const shareOf = ({ hurried, smallest }: Thrift) => (hurried && !smallest ? PLANNED_LARGE : PLANNED);
  const place = plans.findIndex((plan, i) => sum(first(plan)) <= shareOf(THRIFT[i] as Thrift) * seconds);
  const found = sum(first(all)) <= PLANNED * seconds ? all : plans[place];
  const plan = found ?? (plans.at(-1) as typeof asked);
  return { ...plan, first: first(plan), isEnough: found !== undefined };
}

/** One layer before two, then by neurons; of kinds alike but for their decay only the first. To read takes too long here. */
function smallestFirst(drawn: Folds['drawn']): Folds['drawn'] {
  const neurons = ({ depth, neurons, linear }: Folds['drawn'][number]) => depth * (neurons + Number(linear));
  const random = drawn.filter(({ read }) => !read);
  const sorted = (random.length > 0 ? random : drawn).toSorted(
    (a, b) => a.depth - b.depth || neurons(a) - neurons(b),
  );
  return sorted.filter((kind, place) => {
    const before = sorted[place - 1];
    return before === undefined || before.depth !== kind.depth || neurons(before) !== neurons(kind);
  });
}

/** The settings by which a plan goes down. */
function paced({ folds, hurried }: { readonly folds: Folds; readonly hurried: boolean }): Folds {
  if (!hurried) return folds;
  const most = Object.entries(folds.hurry).map(([name, value]) => [
    name,
    Math.min(value, folds[name as keyof Folds['hurry']]),
  ]);
  return { ...folds, ...Object.fromEntries(most) };
}

/** What each step takes of the first kinds: those of one depth and teacher, which go down together. */
function firstWave(folds: Folds, load: Load): number[] {
  const [first] = folds.drawn;
  if (!first) return [];
  const end = folds.drawn.findIndex(
    ({ depth, teacher }) => depth !== first.depth || teacher !== first.teacher,
  );
  const kinds = end < 0 ? folds.drawn : folds.drawn.slice(0, end);
  const largest = Math.max(...kinds.map((kind) => linksOf(kind, folds, load)));
  const views = load.tables * load.views;
  const [started, kept] = [folds.starts, Math.min(folds.starts, folds.survivors)].map(
    (each) => each * views * kinds.length,
  ) as [number, number];
  const racing = Math.min(folds.race_steps, folds.dense_steps);
  // What is read of a table serves all kinds.
  const isRead = kinds.some(({ read }) => read);
  const reading = isRead ? folds.starts * views * COST.read * load.rows * (1 + load.inputs / COLUMNS) : 0;
  if (folds.dense_steps === 0) return [reading];
  const steps = [
    ...repeated(racing, step(started, largest, load)),
    ...repeated(folds.dense_steps - racing, step(kept, largest, load)),
  ];
  for (let links = largest; links > 1; links = Math.min(links - 1, Math.floor(links * folds.size_ratio))) {
    steps.push(...repeated(folds.steps, step(kept, links, load)));
    steps.push(...repeated(folds.refit_steps, step(views * kinds.length, links, load)));
  }
  steps[0] = (steps[0] ?? 0) + reading;
  return steps;
}

/** Columns of a table that take as long to be read as its rows do by themselves. */
const COLUMNS = 20;

function repeated(count: number, seconds: number): number[] {
  return Array.from({ length: count }, () => seconds);
}

function linksOf(
  { depth, neurons, linear, read, few }: Folds['drawn'][number],
  folds: Folds,
  { inputs, outputs, rows }: Load,
): number {
  const width = neurons + (linear ? 1 : 0);
  const fed = read ? inputs : Math.min(inputs, folds.most_inputs);
  const links = width * (fed + 1 + (depth - 1) * width + outputs);
  return read && few ? Math.min(links, Math.max(1, Math.floor(folds.most_share * rows))) : links;
}

function step(networks: number, links: number, { rows, outputs }: Load): number {
  const numbers = rows * outputs * links;
  const { step: once, network, number, product, entry } = COST;
  return once + networks * (network + numbers * (number + product * links) + entry * links * links);
}
