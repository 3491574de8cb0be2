import { canonical } from './digest.ts';
import { type Fingerprint, filesAt, fingerprints, type Parts } from './fingerprint.ts';
import { needed, order, type Stage } from './graph.ts';
import { StageError } from './operation.ts';
import type { Store } from './store.ts';
import { leaves } from './why.ts';

/** Something that differs between a stage's last attempt and now, with both values whole. */
export interface Reason {
  readonly what: string;
  readonly before: string;
  readonly now: string;
}

/** What differs for a stage of a pipeline since its last attempt; nothing where it was never run, or nothing of it differs. */
export async function reasons(
  stage: Stage,
  stages: readonly Stage[],
  pipeline: string,
  store: Store,
): Promise<Reason[]> {
  const prints = await fingerprints(order(stages, [stage.name]), store.cwd);
  const now = prints.get(stage.name);
  const last = await store.record(pipeline, stage.name);
  if (now === undefined || now instanceof StageError || last === null) return [];
  return last.fingerprint === now.hash
    ? madeAgain(stage, now, prints, store)
    : differing(stage, last.parts, now.parts);
}

function differing(stage: Stage, before: Parts, now: Parts): Reason[] {
  const found = ([key, name]: readonly [keyof Parts, string]) =>
    leaves(before[key], now[key], name).map(({ path, before: old, now: current }) =>
      reason(path, old, current),
    );
  const named = [
    ['operation', 'the operation'],
    ['code', `the code of ${now.operation} (its digest)`],
    ['environment', ''],
    ['parameters', 'with'],
  ] as const;
  return [
    ...named.flatMap(found),
    ...listed(before.files, now.files, (key) => [key, filesAt(stage, key)]),
    ...listed(before.deps, now.deps, (role) => [role, stage.deps[role] ?? []]),
  ];
}

/** What differs of digests in lists, one for each of the names that `namesOf` a key gives. */
function listed(
  before: Readonly<Record<string, readonly string[]>>,
  now: Readonly<Record<string, readonly string[]>>,
  namesOf: (key: string) => [key: string, names: readonly string[]],
): Reason[] {
  return [...new Set([...Object.keys(before), ...Object.keys(now)])].flatMap((key) => {
    const [role, names] = namesOf(key);
    const length = Math.max(before[key]?.length ?? 0, now[key]?.length ?? 0);
    const all = Array.from({ length }, (_, at) =>
      reason(`${role}: ${names[at] ?? `number ${at + 1}`} (its digest)`, before[key]?.[at], now[key]?.[at]),
    );
    return all.filter(({ before: old, now: current }) => old !== current);
  });
}

/** Of an artifact that is there: which of those that it was made from have another content by now. */
async function madeAgain(
  stage: Stage,
  print: Fingerprint,
  prints: ReadonlyMap<string, Fingerprint | StageError>,
  store: Store,
): Promise<Reason[]> {
  const found = await store.find(print);
  if (found.is !== 'whole') return [];
  const digests = new Map<string, string>();
  for (const name of needed(stage)) {
    const dependency = prints.get(name);
    const made = dependency && !(dependency instanceof StageError) ? await store.find(dependency) : null;
    if (made?.is === 'whole') digests.set(name, made.artifact.digest);
  }
  const now = Object.fromEntries(
    Object.entries(stage.deps).map(([role, names]) => [role, names.map((name) => digests.get(name) ?? '')]),
  );
  return listed(found.artifact.manifest.inputs, now, (role) => [role, stage.deps[role] ?? []]);
}

function reason(what: string, before: unknown, now: unknown): Reason {
  return { what, before: textOf(before), now: textOf(now) };
}

function textOf(value: unknown): string {
  if (value === undefined || value === '') return 'nothing';
  return typeof value === 'string' ? value : canonical(value);
}
