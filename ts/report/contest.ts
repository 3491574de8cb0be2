/** contest.json, as the page and the tables read it. */
export interface Contest {
  readonly ours: string;
  readonly methods: readonly string[];
  readonly tasks: readonly string[];
  readonly scores: readonly Score[];
  /** By task, of the networks of all runs in one front. */
  readonly together: readonly number[];
  /** Tasks on which ours is level with that. */
  readonly level_with_all: number;
  readonly duels: readonly Duel[];
}

/** A method's hypervolumes on a task, over seeds: shares of the box. */
export interface Score {
  readonly task: string;
  readonly method: string;
  readonly seeds: readonly number[];
  readonly mean: number;
  readonly least: number;
  readonly greatest: number;
}

/** Ours against one rival. */
export interface Duel {
  readonly rival: string;
  readonly tasks: number;
  readonly wins: number;
  readonly ties: number;
  readonly losses: number;
  readonly median_difference: number;
  readonly p: number;
}

/** One run's front, as it is drawn. */
export interface Run {
  readonly task: string;
  readonly method: string;
  readonly seed: number;
  /** Wall time; null where the front does not say. */
  readonly seconds: number | null;
  readonly networks: readonly RunNetwork[];
}

/** Scores on the test rows; null where they are not finite. */
export interface RunNetwork {
  readonly nonzeros: number;
  readonly r2: number | null;
  readonly mpe: number | null;
}

export interface ContestPage {
  readonly title: string;
  readonly contest: Contest;
  readonly runs: readonly Run[];
}
