import type { Planned } from './plan.ts';
import type { Store } from './store.ts';

/** What a stage took when it was made before. */
export interface Expected {
  readonly seconds: number;
  readonly bytes: number;
  /** The stage that took it: the same one, or another item of its matrix. */
  readonly stage: string;
}

/**
 * What the stages that would or may run took before in this pipeline, by name: the last artifact of the stage itself, or
 * else of the item of its matrix that took longest. Stages of which nothing is known are not there.
 */
export async function expected(
  planned: readonly Planned[],
  pipeline: string,
  store: Store,
): Promise<Map<string, Expected>> {
  const took = new Map<string, Expected>();
  for (const { stage } of planned) {
    const record = await store.record(pipeline, stage.name);
    const found = record && (await store.find({ hash: record.fingerprint, parts: record.parts }));
    if (found?.is !== 'whole') continue;
    const { seconds, files } = found.artifact.manifest;
    const bytes = files.reduce((sum, { size }) => sum + size, 0);
    took.set(stage.name, { seconds, bytes, stage: stage.name });
  }
  const result = new Map<string, Expected>();
  for (const { stage, state } of planned) {
    const own = took.get(stage.name) ?? slowest(took, stage.name);
    if (own && (state === 'stale' || state === 'open')) result.set(stage.name, own);
  }
  return result;
}

function slowest(took: ReadonlyMap<string, Expected>, name: string): Expected | undefined {
  const at = name.indexOf('@');
  const items = at < 0 ? [] : [...took].filter(([other]) => other.startsWith(name.slice(0, at + 1)));
  return items.map(([, expected]) => expected).sort((a, b) => b.seconds - a.seconds)[0];
}
