import { type RunSummary, readRunFacts, stageSeconds } from '../dag/runs.ts';
import type { Store } from '../dag/store.ts';
import { leaves } from '../dag/why.ts';

/** Something of two runs; of what only one has, the other's is not there. */
export interface Difference {
  readonly what: 'config' | 'environment' | 'metric' | 'seconds';
  readonly name: string;
  readonly a: unknown;
  readonly b: unknown;
  /** b - a of numbers, else null. */
  readonly difference: number | null;
}

/** What differs between two runs in configuration and environment; all metrics, and how long stages took that either made. */
export async function differencesOf(store: Store, a: RunSummary, b: RunSummary): Promise<Difference[]> {
  const facts = [await readRunFacts(store, a), await readRunFacts(store, b)] as const;
  const seconds = [await stageSeconds(store, a), await stageSeconds(store, b)] as const;
  const changed = (what: 'config' | 'environment') =>
    leaves(facts[0][what], facts[1][what], '').map(({ path, before, now }) => row(what, path, before, now));
  return [
    ...changed('config'),
    ...changed('environment'),
    ...paired('metric', flat(a.metrics), flat(b.metrics)),
    ...paired('seconds', ...seconds),
  ];
}

function paired(
  what: Difference['what'],
  a: Readonly<Record<string, number>>,
  b: Readonly<Record<string, number>>,
): Difference[] {
  return [...new Set([...Object.keys(a), ...Object.keys(b)])].map((name) =>
    row(what, name, a[name], b[name]),
  );
}

function row(what: Difference['what'], name: string, a: unknown, b: unknown): Difference {
  const difference = typeof a === 'number' && typeof b === 'number' ? b - a : null;
  return { what, name, a, b, difference };
}

function flat(metrics: RunSummary['metrics']): Record<string, number> {
  return Object.fromEntries(
    Object.entries(metrics).flatMap(([stage, numbers]) =>
      Object.entries(numbers).map(([name, value]) => [`${stage} ${name}`, value]),
    ),
  );
}
