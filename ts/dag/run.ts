import PQueue from 'p-queue';
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
  /** Stages at a time; one unless said otherwise, because there is one kernel. */
  readonly parallel?: number;
}

export interface RunResult {
  readonly outcome: Outcome;
  /** Whose failure it was, where the outcome is `failed`. */
  readonly blame?: 'user' | 'machine';
  /** Folders of the artifacts of the stages that are done, by stage. */
  readonly artifacts: Readonly<Record<string, string>>;
}

/**
 * Makes every artifact that is not there, each stage after those it needs and otherwise in the order listed. The first
 * failure stops it: what runs is finished, nothing else is started. Throws a StageError, before anything is done, where
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
  const end = refuseBroken(prints, emit) ?? (await performAll(ordered, prints, artifacts, options));
  emit({ kind: 'run-finished', outcome: end.outcome, seconds: (performance.now() - started) / 1000 });
  return {
    ...end,
    artifacts: Object.fromEntries([...artifacts].map(([name, { folder }]) => [name, folder])),
  };
}

type End = Pick<RunResult, 'outcome' | 'blame'>;
type Prints = ReadonlyMap<string, Fingerprint | StageError>;

/** A file that a late stage lacks is told before the first has run for hours. */
function refuseBroken(prints: Prints, emit: Emit): End | null {
  for (const [stage, print] of prints) {
    if (!(print instanceof StageError)) continue;
    emit({ kind: 'stage-failed', stage, message: print.message });
    return { outcome: 'failed', blame: print.blame };
  }
  return null;
}

async function performAll(
  ordered: readonly Stage[],
  prints: Prints,
  artifacts: Map<string, Artifact>,
  options: RunOptions,
): Promise<End> {
  const queue = new PQueue({ concurrency: options.parallel ?? 1 });
  const shared: Run = { ...options, artifacts };
  const waiting = new Set(ordered);
  let end: End = { outcome: 'done' };
  const bugs: unknown[] = [];
  const settle = (stage: Stage, performed: Performed): void => {
    if (performed.is === 'done') artifacts.set(stage.name, performed.artifact);
    // A failure outweighs an interruption: it would come again.
    else if (performed.is === 'failed') end = { outcome: 'failed', blame: performed.blame };
    else if (end.outcome === 'done') end = { outcome: 'interrupted' };
  };
  const start = async (stage: Stage): Promise<void> => {
    const print = prints.get(stage.name);
    if (end.outcome !== 'done' || print === undefined || print instanceof StageError) return;
    if (options.signal.aborted) end = { outcome: 'interrupted' };
    else settle(stage, await perform(shared, stage, print, forced(options, stage)));
    enqueue();
  };
  const enqueue = (): void => {
    for (const stage of waiting) {
      if (!needed(stage).every((name) => artifacts.has(name))) continue;
      waiting.delete(stage);
      const job = queue.add(() => start(stage), { priority: -ordered.indexOf(stage) });
      job.catch((error: unknown) => bugs.push(error));
    }
  };
  enqueue();
  await queue.onIdle();
  if (bugs.length > 0) throw bugs[0];
  return end;
}
