import type { Fingerprint } from './fingerprint.ts';
import { fingerprints } from './fingerprint.ts';
import type { Stage } from './graph.ts';
import { needed, order } from './graph.ts';
import { StageError } from './operation.ts';
import type { Artifact, Store } from './store.ts';
import { whyStale } from './why.ts';

/** What to run: all stages or `targets` and what they need; `force` runs stages again that are fresh. */
export interface Choice {
  readonly targets?: readonly string[];
  readonly force?: 'all' | readonly string[];
}

/**
 * What would happen to a stage. `fresh`: its artifact is there. `stale`: it would run, for the reason given. `open`: it
 * runs only where a stage that runs before it makes something else than is there already. `broken`: it cannot run.
 */
export type Planned = { readonly stage: Stage } & (
  | { readonly state: 'fresh'; readonly artifact: Artifact }
  | { readonly state: 'stale' | 'open' | 'broken'; readonly why: string }
);

/** Artifacts of a stage's dependencies, by role. */
export type Inputs = Readonly<Record<string, readonly Artifact[]>>;

/** Whether a stage's artifact can be used; `open` where that depends on what a stage that it needs will make. */
export type Verdict = { fresh: true; artifact: Artifact } | { fresh: false; why: string; open?: boolean };

/**
 * What a run would do, in its order, without doing it or writing anything. With `hashes`, artifacts are verified by
 * content, not only by size. Throws a StageError where the stages do not make a graph or a name is unknown.
 */
export async function plan(
  stages: readonly Stage[],
  options: Choice & { readonly pipeline: string; readonly store: Store; readonly hashes?: boolean },
): Promise<Planned[]> {
  const { pipeline, store, hashes = false } = options;
  const ordered = chosen(stages, options);
  const prints = await fingerprints(ordered, store.cwd);
  const artifacts = new Map<string, Artifact>();
  const makers = new Map<string, string>();
  const result: Planned[] = [];
  for (const stage of ordered) {
    const print = prints.get(stage.name);
    if (print === undefined || print instanceof StageError) {
      result.push({ stage, state: 'broken', why: print?.message ?? '' });
      continue;
    }
    const verdict: Verdict = forced(options, stage)
      ? { fresh: false, why: 'forced' }
      : (sameAs(makers.get(print.hash)) ?? (await judge(store, pipeline, stage, print, artifacts, hashes)));
    if (verdict.fresh) {
      artifacts.set(stage.name, verdict.artifact);
      result.push({ stage, state: 'fresh', artifact: verdict.artifact });
    } else {
      makers.set(print.hash, makers.get(print.hash) ?? stage.name);
      result.push({ stage, state: verdict.open ? 'open' : 'stale', why: verdict.why });
    }
  }
  return result;
}

/** Of a stage for which another one makes the artifact. */
function sameAs(maker: string | undefined): Verdict | null {
  return maker === undefined ? null : { fresh: false, open: true, why: `\`${maker}\` makes the same` };
}

/** The stages that a run is about, in order. Throws a StageError for a name in `force` that is not among them. */
export function chosen(stages: readonly Stage[], { targets, force }: Choice): Stage[] {
  const ordered = order(stages, targets);
  const strange = Array.isArray(force)
    ? force.find((name) => !ordered.some((stage) => stage.name === name))
    : undefined;
  if (strange !== undefined)
    throw new StageError(`stage ${strange} is to be forced, and is not among those to run`, 'user');
  return ordered;
}

export function forced({ force }: Choice, stage: Stage): boolean {
  return force === 'all' || (force?.includes(stage.name) ?? false);
}

/** Whether `stage` can be skipped, given the artifacts that there are of what it needs. */
export async function judge(
  store: Store,
  pipeline: string,
  stage: Stage,
  print: Fingerprint,
  artifacts: ReadonlyMap<string, Artifact>,
  hashes = false,
): Promise<Verdict> {
  const found = await store.find(print, hashes);
  if (found.is === 'damaged') return { fresh: false, why: `its artifact is damaged: ${found.reason}` };
  if (found.is === 'absent') {
    return { fresh: false, why: whyStale(stage, print, await store.record(pipeline, stage.name)) };
  }
  const missing = needed(stage).find((name) => !artifacts.has(name));
  if (missing !== undefined)
    return { fresh: false, open: true, why: `its dependency \`${missing}\` runs again` };
  const used = digests(inputs(stage, artifacts));
  for (const [role, names] of Object.entries(stage.deps)) {
    const changed = names.find((_, at) => used[role]?.[at] !== found.artifact.manifest.inputs[role]?.[at]);
    if (changed !== undefined)
      return { fresh: false, why: `its dependency \`${changed}\` was made again, differently` };
  }
  return { fresh: true, artifact: found.artifact };
}

/** The artifacts of what `stage` needs, by role. All of them have to be in `artifacts`. */
export function inputs(stage: Stage, artifacts: ReadonlyMap<string, Artifact>): Inputs {
  const artifact = (name: string): Artifact => {
    const found = artifacts.get(name);
    if (!found) throw new Error(`stage ${stage.name} was reached before ${name}`);
    return found;
  };
  return Object.fromEntries(Object.entries(stage.deps).map(([role, names]) => [role, names.map(artifact)]));
}

export function digests(used: Inputs): Record<string, string[]> {
  return Object.fromEntries(
    Object.entries(used).map(([role, list]) => [role, list.map(({ digest }) => digest)]),
  );
}
