import type { Ray, Stage, Torchrun, Pipeline as Written } from '../schema/types.ts';
import type { ConfigError, Position } from './position.ts';
import type { Path } from './source.ts';

/** A pipeline as it is run: references resolved, matrices expanded, every default filled in, frozen. */
export interface Pipeline {
  readonly file: string;
  /** The file's name without its folder and ending. */
  readonly name: string;
  readonly desc: string | null;
  readonly vars: Readonly<Record<string, unknown>>;
  readonly device: Written['device'];
  readonly threads: Written['threads'];
  readonly restarts: Written['restarts'];
  /** A kernel elsewhere; null: one on this machine. */
  readonly kernel: NonNullable<Written['kernel']> | null;
  /** In the order of the file. */
  readonly jobs: readonly Job[];
}

interface JobOf<S extends Stage> {
  /** The stage's name; with a matrix, `stage@value-value`. */
  readonly name: string;
  readonly op: S['op'];
  readonly desc: string | null;
  /** What runs it; null: this process, with the pipeline's kernel. */
  readonly engine: Torchrun | Ray | null;
  readonly with: S['with'];
  /** By role, the names of the jobs that fill it. */
  readonly deps: Readonly<Record<string, readonly string[]>>;
  /** The roles that several jobs may fill; the others have one. */
  readonly many: readonly string[];
  /** Where a part of this job was written, or the nearest thing to it: `['with', 'training', 'batch']`. */
  locate(path: Path): Position;
}

/** One run of a stage. */
export type Job = { [O in Stage['op']]: JobOf<Extract<Stage, { op: O }>> }[Stage['op']];

export type Result = { ok: true; pipeline: Pipeline } | { ok: false; errors: ConfigError[] };
