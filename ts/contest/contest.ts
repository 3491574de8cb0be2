import { hypervolume, type Point } from './hypervolume.ts';
import { signedRank } from './signed-rank.ts';

/** One run of a method on a task. */
export interface Entry {
  readonly task: string;
  readonly method: string;
  readonly seed: number;
  readonly points: readonly Point[];
}

/** The same run, by the hypervolume of its points. */
export interface Volume extends Pick<Entry, 'task' | 'method' | 'seed'> {
  readonly volume: number;
}

/** A method's hypervolumes on a task, over seeds. */
export interface Score {
  readonly task: string;
  readonly method: string;
  readonly seeds: readonly number[];
  readonly mean: number;
  readonly least: number;
  readonly greatest: number;
}

/** Ours against one rival, over the tasks that both did. */
export interface Duel {
  readonly rival: string;
  readonly tasks: number;
  readonly wins: number;
  readonly ties: number;
  readonly losses: number;
  /** Of ours - rival, over tasks. */
  readonly median_difference: number;
  /** Wilcoxon's signed-rank test of the same differences, two-sided, exact. */
  readonly p: number;
}

/** Who has which scores, and ours against each rival. */
export interface Standings {
  readonly methods: readonly string[];
  readonly tasks: readonly string[];
  readonly scores: readonly Score[];
  readonly duels: readonly Duel[];
}

export interface Contest extends Standings {
  readonly ours: string;
  /** By task, of the networks of all runs in one front: no run alone has more. */
  readonly together: readonly number[];
  /** Tasks on which ours is a tie with that: there is nothing left that these methods are known to find. */
  readonly level_with_all: number;
}

/** Hypervolumes whose difference is at most this share of the larger are a tie. */
const TIE = 0.01;

/** Every method's scores, and how `ours` stands against each other one. Methods and tasks in the order of entries. */
export function judge(entries: readonly Entry[], ours: string): Contest {
  const standings = judgeVolumes(
    entries.map(({ points, ...about }) => ({ ...about, volume: hypervolume(points) })),
    ours,
  );
  const { tasks, scores } = standings;
  const together = tasks.map((task) =>
    hypervolume(entries.filter((entry) => entry.task === task).flatMap(({ points }) => points)),
  );
  const level_with_all = tasks.filter((task, i) => {
    const us = meanOf(scores, task, ours);
    return us !== undefined && isTie(us, together[i] ?? 0);
  }).length;
  return { ours, ...standings, together, level_with_all };
}

/** The same where hypervolumes are all that is known. */
export function judgeVolumes(runs: readonly Volume[], ours: string): Standings {
  const methods = [...new Set([ours, ...runs.map(({ method }) => method)])];
  const tasks = [...new Set(runs.map(({ task }) => task))];
  const scores = tasks.flatMap((task) =>
    methods.flatMap((method) =>
      scoresOf(
        task,
        method,
        runs.filter((run) => run.task === task && run.method === method),
      ),
    ),
  );
  const rivals = methods.filter((method) => method !== ours);
  const duels = rivals.map((rival) => duel(scores, tasks, ours, rival));
  return { methods, tasks, scores, duels };
}

function scoresOf(task: string, method: string, runs: readonly Volume[]): Score[] {
  const volumes = runs.map(({ volume }) => volume);
  if (volumes.length === 0) return [];
  return [
    {
      task,
      method,
      seeds: runs.map(({ seed }) => seed),
      mean: volumes.reduce((sum, volume) => sum + volume, 0) / volumes.length,
      least: Math.min(...volumes),
      greatest: Math.max(...volumes),
    },
  ];
}

function duel(scores: readonly Score[], tasks: readonly string[], ours: string, rival: string): Duel {
  const pairs = tasks.flatMap((task): [number, number][] => {
    const [us, them] = [meanOf(scores, task, ours), meanOf(scores, task, rival)];
    return us === undefined || them === undefined ? [] : [[us, them]];
  });
  const differences = pairs.map(([us, them]) => us - them);
  const outcomes = pairs.map(([us, them]) => (isTie(us, them) ? 0 : Math.sign(us - them)));
  const count = (outcome: number) => outcomes.filter((each) => each === outcome).length;
  return {
    rival,
    tasks: pairs.length,
    wins: count(1),
    ties: count(0),
    losses: count(-1),
    median_difference: median(differences),
    p: signedRank(differences).p,
  };
}

function meanOf(scores: readonly Score[], task: string, method: string): number | undefined {
  return scores.find((score) => score.task === task && score.method === method)?.mean;
}

function isTie(a: number, b: number): boolean {
  return Math.abs(a - b) <= TIE * Math.max(a, b);
}

/** The middle value, or the mean of the two middle ones; 0 of nothing. */
function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const upper = sorted[Math.floor(sorted.length / 2)] ?? 0;
  const lower = sorted[Math.ceil(sorted.length / 2) - 1] ?? 0;
  return (lower + upper) / 2;
}
