import { canonical } from './digest.ts';
import type { Emit } from './event.ts';
import type { Fingerprint } from './fingerprint.ts';
import { contents, filesAt } from './fingerprint.ts';
import type { Stage } from './graph.ts';
import type { Dependency, StageContext } from './operation.ts';
import { StageError } from './operation.ts';
import { self } from './owner.ts';
import { digests, inputs, judge } from './plan.ts';
import type { StageRecord } from './record.ts';
import { stageRecord } from './record.ts';
import { refusal } from './save.ts';
import type { Artifact, Draft, Store } from './store.ts';

/** What all stages of a run share. */
export interface Run {
  readonly pipeline: string;
  readonly store: Store;
  readonly emit: Emit;
  readonly signal: AbortSignal;
  /** Artifacts so far, by stage. */
  readonly artifacts: ReadonlyMap<string, Artifact>;
}

export type Performed =
  | { is: 'done'; artifact: Artifact }
  | { is: 'failed'; blame: 'user' | 'machine' }
  | { is: 'interrupted' };

/** Skips a fresh stage, or runs it under its fingerprint's lock; tells what happens by events. */
export async function perform(
  run: Run,
  stage: Stage,
  print: Fingerprint,
  force: boolean,
): Promise<Performed> {
  const { store, pipeline, signal } = run;
  try {
    const early = force ? null : await skip(run, stage, print);
    if (early?.fresh) return { is: 'done', artifact: early.artifact };
    const waiting = (holder: string): void => notice(run, stage, `waiting for ${holder}`);
    const release = await store.lock(print, `pipeline ${pipeline}, stage ${stage.name}`, signal, waiting);
    try {
      // Whoever had the lock may have made what this stage would.
      const late = force ? { fresh: false as const, why: 'forced' } : await skip(run, stage, print);
      if (late.fresh) return { is: 'done', artifact: late.artifact };
      if (force) await store.removeWork(print);
      return await attempt(run, stage, print, late.why);
    } finally {
      await release();
    }
  } catch (error) {
    return ended(run, stage, error);
  }
}

async function skip(run: Run, stage: Stage, print: Fingerprint): ReturnType<typeof judge> {
  const verdict = await judge(run.store, run.pipeline, stage, print, run.artifacts, true);
  if (verdict.fresh) {
    const last = await run.store.record(run.pipeline, stage.name);
    if (last?.status !== 'done' || last.fingerprint !== print.hash) await keep(run, stage, print, 'done');
    await show(run, stage, verdict.artifact);
    run.emit({ kind: 'stage-fresh', stage: stage.name, artifact: verdict.artifact.folder });
  }
  return verdict;
}

async function attempt(run: Run, stage: Stage, print: Fingerprint, why: string): Promise<Performed> {
  const started = performance.now();
  await keep(run, stage, print, 'running');
  run.emit({ kind: 'stage-started', stage: stage.name, why });
  const draft = await run.store.draft(print);
  try {
    await operate(run, stage, print, draft);
    const seconds = (performance.now() - started) / 1000;
    const used = digests(inputs(stage, run.artifacts));
    const { noted } = stage.operation;
    const made = new Date().toISOString();
    const artifact = await draft.commit({ inputs: used, made, seconds, ...(noted && { noted }) });
    await keep(run, stage, print, 'done');
    await run.store.removeWork(print);
    await show(run, stage, artifact);
    run.emit({ kind: 'stage-finished', stage: stage.name, artifact: artifact.folder, seconds });
    return { is: 'done', artifact };
  } catch (error) {
    await draft.discard();
    // Where nothing can be written any more, the stage has failed for that, not for its record.
    await keep(run, stage, print, run.signal.aborted ? 'interrupted' : 'failed').catch(() => {});
    throw error;
  }
}

async function operate(run: Run, stage: Stage, print: Fingerprint, draft: Draft): Promise<void> {
  let open = true;
  const context: StageContext = {
    stage: stage.name,
    with: stage.with,
    deps: dependencies(stage, inputs(stage, run.artifacts)),
    out: draft.folder,
    work: await run.store.work(print),
    signal: run.signal,
    progress: (done, total, unit, note) => {
      const facts = { kind: 'stage-progress', stage: stage.name, done, total, unit } as const;
      if (open) run.emit(note === undefined ? facts : { ...facts, note });
    },
    notice: (text) => {
      if (open) notice(run, stage, text);
    },
  };
  try {
    await stage.operation.run(context);
  } finally {
    open = false;
  }
  // An operation that has seen the signal may return with half of its files.
  run.signal.throwIfAborted();
  const read = await contents(stage, run.store.cwd);
  if (canonical(read) !== canonical(print.parts.files)) {
    throw new StageError(
      `a file that stage ${stage.name} reads was changed while it ran; run it again`,
      'user',
    );
  }
}

function dependencies(stage: Stage, used: ReturnType<typeof inputs>): StageContext['deps'] {
  const roles = Object.entries(used).map(([role, artifacts]): [string, Dependency | Dependency[]] => {
    const names = stage.deps[role] ?? [];
    const list = artifacts.map(({ folder }, at) => ({ stage: names[at] ?? '', folder }));
    if (stage.many.includes(role)) return [role, list];
    const [only] = list;
    if (!only || list.length > 1) throw new Error(`role ${role} takes one stage and got ${list.length}`);
    return [role, only];
  });
  return Object.fromEntries(roles);
}

/** The link is for people: a stage that is done does not fail for it. */
async function show(run: Run, stage: Stage, artifact: Artifact): Promise<void> {
  try {
    await run.store.link(run.pipeline, stage.name, artifact);
  } catch (error) {
    const path = run.store.linkPath(run.pipeline, stage.name);
    notice(run, stage, `${path} cannot be made a link to the artifact (${messageOf(error)})`);
  }
}

function keep(run: Run, stage: Stage, print: Fingerprint, status: StageRecord['status']): Promise<void> {
  const paths = Object.fromEntries(stage.operation.files.map((key) => [key, filesAt(stage, key)]));
  const record = stageRecord({ fingerprint: print.hash, parts: print.parts, paths, status, owner: self() });
  return run.store.keepRecord(run.pipeline, stage.name, record);
}

function notice(run: Run, stage: Stage, text: string): void {
  run.emit({ kind: 'stage-notice', stage: stage.name, text });
}

function ended(run: Run, stage: Stage, error: unknown): Performed {
  const { emit, signal } = run;
  const stack = error instanceof Error && error.stack !== undefined ? { stack: error.stack } : {};
  if (signal.aborted) {
    const asked = error === signal.reason || (error instanceof Error && error.name === 'AbortError');
    emit({ kind: 'stage-interrupted', stage: stage.name, ...(asked ? {} : stack) });
    return { is: 'interrupted' };
  }
  const told = error instanceof StageError ? error : refusal(error, placeOf(error) ?? run.store.root);
  if (told) {
    const { message, lines, blame } = told;
    emit({ kind: 'stage-failed', stage: stage.name, message, ...(lines.length > 0 ? { lines } : {}) });
    return { is: 'failed', blame };
  }
  const message = `internal error in stage ${stage.name}: ${messageOf(error)}`;
  emit({ kind: 'stage-failed', stage: stage.name, message, ...stack });
  return { is: 'failed', blame: 'machine' };
}

/** The path that an error of the file system names. */
function placeOf(error: unknown): string | null {
  return error instanceof Error && 'path' in error ? String(error.path) : null;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
