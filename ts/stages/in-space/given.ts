import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Dependency, type StageContext, StageError } from '../../dag/operation.ts';
import { readNetwork } from '../../export/read.ts';
import { NO_HINTS } from '../../foreign/read.ts';
import type { Kernel } from '../../kernel/index.ts';
import type { Front } from '../../schema/types.ts';
import { readGiven } from '../compress/given.ts';
import type { Hearing } from '../latent/distance.ts';
import type { NamedPath } from '../latent/map.ts';
import { type OpenSpace, withSpaceFile } from '../latent/open-space.ts';
import type { Named } from '../latent/subject.ts';
import { readJson } from '../results.ts';
import { PATH_FILE, readPath } from '../search/path.ts';
import { SPACE_FILE } from '../space/load.ts';

/** What a stage without a front leaves as its network. */
export const CHOSEN = 'chosen.json';

/** Runs `use` with the space of the stage in the role `space`, by the name of that stage. */
export async function inGivenSpace<T>(
  { deps }: Pick<StageContext, 'deps'>,
  kernel: () => Promise<Kernel>,
  use: (open: OpenSpace) => Promise<T>,
): Promise<T> {
  const { stage, folder } = deps.space as Dependency;
  return withSpaceFile(await kernel(), { name: stage, file: join(folder, SPACE_FILE) }, use);
}

/** The network that a stage was given in a role: that of another stage, or of a file. */
export function givenNetwork(
  { deps, with: parameters }: Pick<StageContext, 'deps' | 'with'>,
  role: 'network' | 'other',
): Named {
  const given = deps[role] as Dependency | undefined;
  if (given) return networkOf(given);
  const file = String(parameters[role]);
  return { name: file, network: readGiven(file, NO_HINTS) };
}

/** All networks of the stages in the role `among`; null where there are none. */
export function givenAmong({ deps }: Pick<StageContext, 'deps'>): Named[] | null {
  if (deps.among === undefined) return null;
  return ([deps.among].flat() as Dependency[]).flatMap(networksOf);
}

/** The paths of those of these stages that searched through a latent space. */
export function givenPaths({ deps }: Pick<StageContext, 'deps'>): NamedPath[] {
  return ([deps.among ?? []].flat() as Dependency[]).flatMap(({ stage, folder }) => {
    const file = join(folder, PATH_FILE);
    return existsSync(file) ? [{ name: stage, path: readPath(file) }] : [];
  });
}

/** Tells where a stage tells, and ends the work where the stage is to stop. */
export function hearingOf({ notice, progress, signal }: StageContext): Hearing {
  return {
    notice,
    progress: (done, total, unit) => {
      signal.throwIfAborted();
      progress(done, total, unit);
    },
  };
}

/** The chosen network of a front, or the one that a stage left. */
function networkOf({ stage, folder }: Dependency): Named {
  refuseGroups({ stage, folder });
  if (!existsSync(join(folder, 'front.json'))) return networkIn(stage, folder, CHOSEN);
  const { networks, chosen } = readJson<Front>(folder, 'front.json');
  return networkIn(stage, folder, networks[chosen]?.file ?? '');
}

function networksOf({ stage, folder }: Dependency): Named[] {
  refuseGroups({ stage, folder });
  const inside = join(folder, 'networks');
  if (!existsSync(inside)) return [networkOf({ stage, folder })];
  const files = readdirSync(inside).filter((file) => file.endsWith('.json'));
  return files
    .sort()
    .map((file) => networkIn(`${stage}/${file.replace(/\.json$/, '')}`, folder, join('networks', file)));
}

function networkIn(name: string, folder: string, file: string): Named {
  const place = join(folder, file);
  if (!existsSync(place)) throw new StageError(`${name} left no network`, 'user');
  const result = readNetwork(readFileSync(place, 'utf8'));
  if (result.ok) return { name, network: result.value };
  throw new StageError(`what ${name} left is no network: ${result.complaints[0]?.message}`, 'user');
}

function refuseGroups({ stage, folder }: Dependency): void {
  if (!existsSync(join(folder, 'groups.json'))) return;
  throw new StageError(`${stage} has a network for each group of rows: name the file of one of them`, 'user');
}
