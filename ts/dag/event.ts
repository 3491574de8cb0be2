/** Everything that can happen while a pipeline runs. The runner emits these; `log` shows them. */
export type Event =
  | { kind: 'run-started'; pipeline: string; stages: string[] }
  | { kind: 'stage-fresh'; stage: string; artifact: string }
  | { kind: 'stage-started'; stage: string; why: string }
  | { kind: 'stage-progress'; stage: string; done: number; total: number; unit: string; note?: string }
  | { kind: 'stage-notice'; stage: string; text: string }
  | { kind: 'stage-finished'; stage: string; artifact: string; seconds: number }
  /**
   * `stack` is there where the failure is a bug, `lines` where a program failed that had said something; both are for
   * the event file, not for the terminal.
   */
  | { kind: 'stage-failed'; stage: string; message: string; stack?: string; lines?: readonly string[] }
  /** `stack` is there where the stage ended with something else than the signal's reason. */
  | { kind: 'stage-interrupted'; stage: string; stack?: string }
  /** `failed` and `unrun` (neither failed nor done) are there where the outcome is `failed`. */
  | {
      kind: 'run-finished';
      outcome: Outcome;
      seconds: number;
      failed?: readonly string[];
      unrun?: readonly string[];
    };

export type Outcome = 'done' | 'failed' | 'interrupted';

export type Emit = (event: Event) => void;
