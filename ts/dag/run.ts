import type { Emit, Outcome } from './event.ts';
import type { Fingerprint } from './fingerprint.ts';
import { fingerprints } from './fingerprint.ts';
import type { Stage } from './graph.ts';
import { needed } from './graph.ts';
import { StageError } from './operation.ts';
import type { Performed, Run } from './perform.ts';
import { perform } from './perform.ts';
import type { Choice } from './plan.ts';
import { chosen, forced } from './plan.ts';
import type { Artifact, Store } from './store.ts';

export interface RunOptions extends Choice {
  readonly pipeline: string;
  readonly store: Store;
  readonly emit: Emit;
  /** When it aborts, the running stages are told, and the run ends when they have. */
  readonly signal: AbortSignal;
  /** Stages at a time on this machine, one unless said otherwise; a stage whose result depends on time runs alone. */
  readonly parallel?: number;
  /** After a failure, stages go on that do not depend on what failed. */
  readonly keepGoing?: boolean;
}

export interface RunResult {
  readonly outcome: Outcome;
  /** Whose failure it was, where the outcome is `failed`; the machine's, where it was both's. */
  readonly blame?: 'user' | 'machine';
  /** Folders of the artifacts of the stages that are done, by stage. */
  readonly artifacts: Readonly<Record<string, string>>;
}

/**
 * Makes every artifact that is not there, each stage after those it needs and otherwise in the order listed. The first
 * failure stops it: what runs is finished, nothing else is started, unless it is to keep going. Throws a StageError, before anything is done, where
 * the stages do not make a graph, a name is unknown or the store cannot be written.
 */
export async function run(stages: readonly Stage[], options: RunOptions): Promise<RunResult> {
  const { pipeline, store, emit } = options;
  const started = performance.now();
  const ordered = chosen(stages, options);
  await store.prepare();
  emit({ kind: 'run-started', pipeline, stages: ordered.map(({ name }) => name) });
  const prints = await fingerprints(ordered, store.cwd);
  const artifacts = new Map<string, Artifact>();
  const end = new End(ordered, artifacts);
  if (refuseBroken(ordered, prints, end, options)) await performAll(ordered, prints, artifacts, end, options);
  const { outcome, blame } = end;
  const left = outcome === 'failed' ? { failed: [...end.failures.keys()], unrun: end.unrun } : {};
  emit({ kind: 'run-finished', outcome, seconds: (performance.now() - started) / 1000, ...left });
  return {
    outcome,
    ...(blame && { blame }),
    artifacts: Object.fromEntries([...artifacts].map(([name, { folder }]) => [name, folder])),
  };
}

type Prints = ReadonlyMap<string, Fingerprint | StageError>;

/** How a run has gone so far. */
class End {
  /** Whose failure it was, by stage. */
  readonly failures = new Map<string, 'user' | 'machine'>();
  interrupted = false;

  constructor(
    private readonly stages: readonly Stage[],
    private readonly artifacts: ReadonlyMap<string, Artifact>,
  ) {}

  /** A failure outweighs an interruption: it would come again. */
  get outcome(): Outcome {
    if (this.failures.size > 0) return 'failed';
    return this.interrupted ? 'interrupted' : 'done';
  }

  get blame(): RunResult['blame'] {
    const all = [...this.failures.values()];
    return all.find((blame) => blame === 'machine') ?? all[0];
  }

  /** Stages that neither failed nor are done. */
  get unrun(): string[] {
    const names = this.stages.map(({ name }) => name);
    return names.filter((name) => !this.artifacts.has(name) && !this.failures.has(name));
  }
}

/**
 * Tells of stages that cannot run; returns whether the others may. A file that a late stage lacks is told before the
 * first has run for hours, and nothing runs, unless it is to keep going.
 */
function refuseBroken(
  ordered: readonly Stage[],
  prints: Prints,
  { failures }: End,
  { emit, keepGoing = false }: RunOptions,
): boolean {
  for (const stage of ordered) {
    const print = prints.get(stage.name);
    // Of two stages that cannot run, one because of the other, the other has failed.
    const second = needed(stage).some((name) => prints.get(name) instanceof StageError);
    if (!(print instanceof StageError) || second) continue;
    emit({ kind: 'stage-failed', stage: stage.name, message: print.message });
    failures.set(stage.name, print.blame);
    if (!keepGoing) return false;
  }
  return true;
}

async function performAll(
  ordered: readonly Stage[],
  prints: Prints,
  artifacts: Map<string, Artifact>,
  end: End,
  options: RunOptions,
): Promise<void> {
  const { keepGoing = false, parallel = 1 } = options;
  const shared: Run = { ...options, artifacts };
  const waiting = new Set(ordered);
  const running = new Map<Stage, Promise<void>>();
  const settle = (stage: Stage, performed: Performed): void => {
    if (performed.is === 'done') artifacts.set(stage.name, performed.artifact);
    else if (performed.is === 'failed') end.failures.set(stage.name, performed.blame);
    else end.interrupted = true;
  };
  const start = async (stage: Stage): Promise<void> => {
    const print = prints.get(stage.name);
    if (print === undefined || print instanceof StageError) return;
    if (options.signal.aborted) end.interrupted = true;
    else settle(stage, await perform(shared, stage, print, forced(options, stage)));
  };
  const isOver = (): boolean => end.interrupted || (end.failures.size > 0 && !keepGoing);
  const next = (): Stage | undefined => {
    if (isOver()) return undefined;
    const ready = ordered.filter(
      (stage) => waiting.has(stage) && needed(stage).every((name) => artifacts.has(name)),
    );
    const here = [...running.keys()].filter((stage) => !stage.operation.isElsewhere);
    const elsewhere = ready.find(({ operation }) => operation.isElsewhere);
    if (elsewhere || here.length === 0) return elsewhere ?? ready[0];
    if (here.length >= parallel || here.some(isTimed)) return undefined;
    return ready.find((stage) => !isTimed(stage));
  };
  try {
    for (;;) {
      for (let stage = next(); stage !== undefined; stage = next()) {
        const begun = stage;
        waiting.delete(begun);
        running.set(
          begun,
          start(begun).finally(() => running.delete(begun)),
        );
      }
      if (running.size === 0) return;
      await Promise.race(running.values());
    }
  } finally {
    // After a bug, what runs is finished.
    await Promise.allSettled(running.values());
  }
}

/** Whether the stage runs beside no other: its result is measured, or made, in time. */
function isTimed({ operation, with: parameters }: Stage): boolean {
  return operation.isTimed?.(parameters) ?? false;
}
