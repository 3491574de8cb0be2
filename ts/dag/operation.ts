/** What a stage does, as the runner sees it: it knows neither networks nor kernels. */
export interface Operation {
  /** The pipeline's `op`. */
  readonly name: string;
  /** Hash of the code whose change would change the result. */
  readonly code: string;
  /** Facts about the machine that can change the result (torch version, device kind); part of the fingerprint. */
  readonly environment: Readonly<Record<string, string>>;
  /** Facts about the machine that are noted with the artifact and make nothing stale (threads). */
  readonly noted?: Readonly<Record<string, string | number>>;
  /** Keys of `with` that do not change the result (how often to save, say); dots lead into objects. */
  readonly ignored: readonly string[];
  /** Keys of `with` that name files (null: none): their contents, not their paths, are part of the fingerprint. */
  readonly files: readonly string[];
  /** Whether the result depends on the time that the stage gets: it runs beside no other. */
  isTimed?(parameters: Readonly<Record<string, unknown>>): boolean;
  /** Whether it only waits here for what others do: it runs beside any, and is counted with none. */
  readonly isElsewhere?: boolean;
  run(context: StageContext): Promise<void>;
}

export interface StageContext {
  readonly stage: string;
  readonly with: Readonly<Record<string, unknown>>;
  /** Folders of the artifacts this stage needs, by role: one, or several in order. */
  readonly deps: Readonly<Record<string, Dependency | readonly Dependency[]>>;
  /** An empty folder: what is written here becomes the artifact, whole, when `run` returns. */
  readonly out: string;
  /** A folder that outlives an interruption and goes when the stage is done: checkpoints. */
  readonly work: string;
  /** Once it aborts, save what is worth keeping in `work` and throw its reason: nothing is kept of `out` then. */
  readonly signal: AbortSignal;
  progress(done: number, total: number, unit: string, note?: string): void;
  notice(text: string): void;
}

export interface Dependency {
  readonly stage: string;
  readonly folder: string;
}

/**
 * A failure that the user can mend: one sentence. `user` failures exit 2 (data, configuration), others 1. `lines` are
 * what a program that failed had said last: too many for the screen.
 */
export class StageError extends Error {
  constructor(
    message: string,
    readonly blame: 'user' | 'machine' = 'machine',
    readonly lines: readonly string[] = [],
  ) {
    super(message);
    this.name = 'StageError';
  }
}
