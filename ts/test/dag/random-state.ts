import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Stage } from '../../dag/graph.ts';
import { StageError } from '../../dag/operation.ts';
import { integer, pick, uniform } from '../../random/distributions.ts';
import type { Stream } from '../../random/stream.ts';
import { dependencies, operation, stage, type Workshop } from './workshop.ts';

/** What a stage of a random graph does, besides what its parameters say. */
export interface Accidents {
  /** Names of stages that fail. */
  readonly failing: ReadonlySet<string>;
  /** Called before a stage writes what it made. */
  onStage?(name: string): void;
  /** What a stage writes besides, another thing each time: as one does that is searched for so many seconds. */
  salt?(): string;
}

/** What stages of a random graph are made of: parameters by stage, and which needs which. */
export interface Plan {
  readonly x: readonly number[];
  /** Of earlier stages, by stage. */
  readonly needs: readonly (readonly number[])[];
  /** Stages whose result does not depend on what they need: made again, it is the same. */
  readonly constant: readonly boolean[];
}

/** A graph of two to nine stages, some of them twins. */
export function randomPlan(stream: Stream): Plan {
  const size = 2 + integer(stream, 8);
  const indices = Array.from({ length: size }, (_, i) => i);
  return {
    x: indices.map(() => integer(stream, 3)),
    needs: indices.map((i) => indices.slice(0, i).filter(() => uniform(stream, 0, 1) < 0.35)),
    constant: indices.map(() => uniform(stream, 0, 1) < 0.4),
  };
}

/** The same graph with another parameter at one stage. */
export function otherParameter(stream: Stream, plan: Plan): Plan {
  const at = integer(stream, plan.x.length);
  return { ...plan, x: plan.x.map((x, i) => (i === at ? (x + 1) % 3 : x)) };
}

export function stagesOf(
  { x, needs, constant }: Plan,
  { failing, onStage, salt = () => '' }: Accidents,
): Stage[] {
  return x.map((value, i) => {
    const name = `s${i}`;
    const act = operation(
      constant[i] ? 'constant' : 'copy',
      async ({ with: parameters, deps, out, signal }) => {
        onStage?.(name);
        signal.throwIfAborted();
        if (failing.has(name)) throw new StageError(`${name} fails`);
        const read = dependencies(deps).map(({ folder }) => readFile(join(folder, 'text'), 'utf8'));
        const texts = await Promise.all(read);
        await writeFile(
          join(out, 'text'),
          JSON.stringify([parameters, ...(constant[i] ? [] : [...texts, salt()])]),
        );
      },
    );
    const deps = (needs[i] ?? []).length > 0 ? { of: (needs[i] ?? []).map((at) => `s${at}`) } : {};
    return stage(name, { operation: act, with: { x: value }, deps, many: ['of'] });
  });
}

/** Removes, cuts or flips some of what is in the store. */
export async function damage(stream: Stream, shop: Workshop): Promise<void> {
  const artifacts = join(shop.store.root, 'artifacts');
  for (const name of await readdir(artifacts).catch(() => [])) {
    if (uniform(stream, 0, 1) > 0.25) continue;
    const text = join(artifacts, name, 'text');
    const what = pick(stream, ['gone', 'cut', 'flipped', 'manifest'] as const);
    if (what === 'gone') await rm(join(artifacts, name), { recursive: true });
    else if (what === 'manifest') await writeFile(join(artifacts, name, 'manifest.json'), '{}');
    else {
      const before = await readFile(text, 'latin1');
      await writeFile(text, what === 'cut' ? before.slice(1) : before.replace('[', '{'), 'latin1');
    }
  }
}

/** What the artifact of each stage says. */
export async function textsOf(artifacts: Readonly<Record<string, string>>): Promise<Record<string, string>> {
  const texts = Object.entries(artifacts).map(async ([name, folder]) => [
    name,
    await readFile(join(folder, 'text'), 'utf8'),
  ]);
  return Object.fromEntries(await Promise.all(texts));
}
