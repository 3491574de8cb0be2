import { readdirSync, readFileSync } from 'node:fs';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isRecord } from './digest.ts';
import type { Emit, Event, Outcome } from './event.ts';
import { alive, type Owner, self } from './owner.ts';
import type { Store } from './store.ts';

const VERSION = 1;
const SUMMARY = 'run.json';
const CONFIG = 'config.json';
const ENVIRONMENT = 'environment.json';
/** The events of a run, a line of JSON each. */
export const EVENTS = 'events.jsonl';
/** In milliseconds. */
const DAY = 86_400_000;

/** What a list of runs says of one. */
export interface RunSummary {
  readonly version: number;
  readonly id: string;
  readonly pipeline: string;
  /** ISO 8601. */
  readonly started: string;
  /** `running` until it has ended; null seconds likewise. */
  readonly outcome: Outcome | 'running' | 'died';
  readonly seconds: number | null;
  readonly owner: Owner;
  /** How many stages were made, were fresh, and have failed. */
  readonly stages: { readonly made: number; readonly fresh: number; readonly failed: number };
  /** Numbers that its artifacts say, by stage and name. */
  readonly metrics: Readonly<Record<string, Readonly<Record<string, number>>>>;
}

/** What a run was made of and on: any JSON. */
export interface RunFacts {
  readonly config: unknown;
  readonly environment: unknown;
}

/** A run that goes on, and is kept. */
export interface KeptRun {
  /** Where its events go. */
  readonly events: string;
  /** Counts what happens to stages. */
  readonly count: Emit;
  end(outcome: Outcome, seconds: number, metrics: RunSummary['metrics']): Promise<void>;
}

/** Begins to keep a run in `.swat/runs/ID`. */
export async function keepRun(store: Store, pipeline: string, facts: RunFacts, time: Date): Promise<KeptRun> {
  const { folder, started } = await ownFolder(store, pipeline, time);
  const stages = { made: 0, fresh: 0, failed: 0 };
  const summary = {
    version: VERSION,
    id: folder.slice(join(store.root, 'runs').length + 1),
    pipeline,
    started: started.toISOString(),
    owner: self(),
    stages,
  };
  await store.keepJson(join(folder, CONFIG), facts.config);
  await store.keepJson(join(folder, ENVIRONMENT), facts.environment);
  await store.keepJson(join(folder, SUMMARY), { ...summary, outcome: 'running', seconds: null, metrics: {} });
  const counters: Partial<Record<Event['kind'], keyof typeof stages>> = {
    'stage-finished': 'made',
    'stage-fresh': 'fresh',
    'stage-failed': 'failed',
  };
  return {
    events: join(folder, EVENTS),
    count: ({ kind }) => {
      const counter = counters[kind];
      if (counter !== undefined) stages[counter]++;
    },
    end: (outcome, seconds, metrics) =>
      store.keepJson(join(folder, SUMMARY), { ...summary, outcome, seconds, metrics }),
  };
}

/** A folder that no other run has: one that started at the same millisecond moves this one to the next. */
async function ownFolder(
  store: Store,
  pipeline: string,
  time: Date,
): Promise<{ folder: string; started: Date }> {
  for (let milliseconds = 0; ; milliseconds++) {
    const started = new Date(time.getTime() + milliseconds);
    const folder = store.runFolder(pipeline, started);
    try {
      await mkdir(folder);
      return { folder, started };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  }
}

/** Every run that was kept, the oldest first. One whose process is gone without a word has `died`. */
export function listRuns(store: Store): RunSummary[] {
  const root = join(store.root, 'runs');
  return namesIn(root)
    .sort()
    .flatMap((name) => {
      const run = readSummary(join(root, name, SUMMARY));
      if (run === null) return [];
      return run.outcome === 'running' && !alive(run.owner) ? [{ ...run, outcome: 'died' as const }] : [run];
    });
}

/** How many of the last runs are kept, or for how many days. */
export type Retention = { readonly count: number } | { readonly days: number };

/** Runs that are over and not to be kept any longer, the oldest first. One that goes on is never among them. */
export function pastRuns(store: Store, retention: Retention, now: Date): RunSummary[] {
  const all = listRuns(store);
  const first = 'count' in retention ? all.length - retention.count : all.length;
  const oldest = 'days' in retention ? now.getTime() - retention.days * DAY : Number.POSITIVE_INFINITY;
  return all
    .slice(0, Math.max(0, first))
    .filter(({ outcome, started }) => outcome !== 'running' && Date.parse(started) < oldest);
}

/** Where a run is kept. */
export function folderOf(store: Store, { id }: RunSummary): string {
  return join(store.root, 'runs', id);
}

/** What is kept of a run besides its summary. */
export async function readRunFacts(store: Store, run: RunSummary): Promise<RunFacts> {
  const read = async (name: string): Promise<unknown> =>
    JSON.parse(await readFile(join(folderOf(store, run), name), 'utf8'));
  return { config: await read(CONFIG), environment: await read(ENVIRONMENT) };
}

/** Seconds that each stage took that a run made. */
export async function stageSeconds(store: Store, run: RunSummary): Promise<Record<string, number>> {
  const text = await readFile(join(folderOf(store, run), EVENTS), 'utf8').catch(() => '');
  const lines = text.split('\n').filter((line) => line.includes('"stage-finished"'));
  return Object.fromEntries(
    lines.flatMap((line) => {
      const { stage, seconds } = JSON.parse(line) as Extract<Event, { kind: 'stage-finished' }>;
      return [[stage, seconds]];
    }),
  );
}

/** Read one after the other, at once: thousands of small files are read faster so than by promises. */
function readSummary(file: string): RunSummary | null {
  try {
    const value: unknown = JSON.parse(readFileSync(file, 'utf8'));
    return isRecord(value) && value.version === VERSION ? (value as unknown as RunSummary) : null;
  } catch {
    return null;
  }
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
