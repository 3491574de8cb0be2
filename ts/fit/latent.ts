import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { sha256File } from '../dag/digest.ts';
import { StageError } from '../dag/operation.ts';
import type { Kernel } from '../kernel/index.ts';
import { checkPipeline } from '../schema/schemas.ts';
import type {
  DecodeParameters,
  DistanceParameters,
  EncodeParameters,
  InterpolateParameters,
  MapParameters,
  NearestParameters,
  NetworkFile,
} from '../schema/types.ts';
import { type Decoded, decodePoints } from '../stages/latent/decode.ts';
import { distanceOf, type Hearing, type LatentDistance } from '../stages/latent/distance.ts';
import { encodeSubjects } from '../stages/latent/encode.ts';
import { type Interpolation, interpolationOf } from '../stages/latent/interpolate.ts';
import { type LatentMap, mapOf } from '../stages/latent/map.ts';
import { type Nearest, nearestGenerated, nearestOf } from '../stages/latent/nearest.ts';
import { type OpenSpace, withSpace } from '../stages/latent/open-space.ts';
import { type LatentPoint, pointOf, readPoint } from '../stages/latent/point.ts';
import { type Named, subjectsOf } from '../stages/latent/subject.ts';
import { encodeTable } from '../stages/latent/table.ts';
import { shippedSpaces, spaceFile } from '../stages/shipped-spaces.ts';
import { FitError } from './fit.ts';
import { networksIn, pathsIn } from './networks-in.ts';
import { loadNetwork } from './predict.ts';
import { type FitHooks, withKernel } from './run.ts';

export type { Decoded, Interpolation, LatentDistance, LatentMap, LatentPoint, Named, Nearest };

/** A network: itself, its file or a fit's folder, or itself and what it is called in sentences. */
export type GivenNetwork = NetworkFile | string | Named;

/** A table to be read, and the column that is to be answered. */
export interface GivenTable {
  readonly table: string;
  readonly target: string;
  readonly inputs?: string | readonly string[];
}

/** What may be set, by what is done; bounds and defaults are those of the pipeline's operations of these names. */
export interface LatentSettings {
  readonly encode: Pick<EncodeParameters, 'rows' | 'seed'>;
  readonly decode: Pick<DecodeParameters, 'depth' | 'refine_steps'>;
  readonly distance: Pick<DistanceParameters, 'networks' | 'seed'>;
  readonly nearest: Pick<NearestParameters, 'count' | 'networks' | 'seed'>;
  readonly interpolate: Pick<InterpolateParameters, 'frames' | 'depth' | 'refine_steps'>;
  readonly map: Pick<MapParameters, 'networks' | 'seed'>;
}

/** Which space, one that came along (sigmoid, table ...) or its file, and what else may be set. */
export type LatentOptions<Act extends keyof LatentSettings> = {
  readonly space: string;
} & Partial<LatentSettings[Act]>;

/** The point of a network, or in a space that reads tables of a table. */
export async function encode(
  given: GivenNetwork | GivenTable,
  { space, ...options }: LatentOptions<'encode'>,
  hooks: FitHooks = {},
  kernel?: Kernel,
): Promise<LatentPoint> {
  const { rows, seed } = settingsOf('encode', options);
  const one = isTable(given) ? given : await named(given, 'the network');
  return inSpace(space, hooks, kernel, async (open, signal) => {
    if (isTable(one)) {
      const { table, target, inputs = null } = one;
      const { notice, progress } = hearing(hooks, signal);
      return encodeTable(open, { table, target, inputs }, { rows, seed }, { notice, progress });
    }
    const [encoded] = await encodeSubjects(open, subjectsOf(open, [one]));
    if (!encoded) throw new Error('one network was encoded');
    const { columns, missing } = one.network;
    return pointOf(open, one.name, encoded, { columns, ...(missing ? { missing } : {}) });
  });
}

/** The network that a point, or the point in a file, means; without a space in the one that the point says it is of. */
export async function decode(
  point: LatentPoint | string,
  { space, ...options }: Partial<LatentOptions<'decode'>> = {},
  hooks: FitHooks = {},
  kernel?: Kernel,
): Promise<Decoded> {
  const settings = settingsOf('decode', options);
  const known = typeof point === 'string' ? await pointIn(point) : point;
  return inSpace(space ?? (await spaceOf(known)), hooks, kernel, async (open) => {
    const [decoded] = await decodePoints(open, [known], settings);
    if (!decoded) throw new Error('one point was decoded');
    return decoded;
  });
}

/** How far two networks are from each other in a space, and in what they compute, beside random pairs. */
export async function distance(
  a: GivenNetwork,
  b: GivenNetwork,
  { space, ...options }: LatentOptions<'distance'>,
  hooks: FitHooks = {},
  kernel?: Kernel,
): Promise<LatentDistance> {
  const settings = settingsOf('distance', options);
  const pair = await Promise.all([named(a, 'the first network'), named(b, 'the second network')]);
  return inSpace(space, hooks, kernel, (open, signal) =>
    distanceOf(open, pair, settings, hearing(hooks, signal)),
  );
}

/**
 * The networks that are nearest to one in a space: among those given, those in the files of a folder, or with `generated`
 * among random ones.
 */
export async function nearest(
  one: GivenNetwork,
  among: string | readonly GivenNetwork[],
  { space, ...options }: LatentOptions<'nearest'>,
  hooks: FitHooks = {},
  kernel?: Kernel,
): Promise<Nearest> {
  const settings = settingsOf('nearest', options);
  const own = await named(one, 'the network');
  const others =
    among === 'generated' ? null : (await namedAll(among)).filter(({ name }) => !isSameFile(name, own.name));
  return inSpace(space, hooks, kernel, (open, signal) =>
    others === null
      ? nearestGenerated(open, own, settings, hearing(hooks, signal))
      : nearestOf(open, own, others, settings.count),
  );
}

/** Networks along the straight way in z from one network to another of the same columns. */
export async function interpolate(
  a: GivenNetwork,
  b: GivenNetwork,
  { space, ...options }: LatentOptions<'interpolate'>,
  hooks: FitHooks = {},
  kernel?: Kernel,
): Promise<Interpolation> {
  const settings = settingsOf('interpolate', options);
  const pair = await Promise.all([named(a, 'the first network'), named(b, 'the second network')]);
  return inSpace(space, hooks, kernel, (open, signal) =>
    interpolationOf(open, pair, settings, hearing(hooks, signal)),
  );
}

/** The map of a space, with networks marked in it; or those in the files of a folder, and the paths of searches there. */
export async function map(
  among: string | readonly GivenNetwork[],
  { space, ...options }: LatentOptions<'map'>,
  hooks: FitHooks = {},
  kernel?: Kernel,
): Promise<LatentMap> {
  const settings = settingsOf('map', options);
  const [networks, paths] = await Promise.all([
    namedAll(among),
    typeof among === 'string' ? pathsIn(among) : [],
  ]);
  return inSpace(space, hooks, kernel, (open, signal) =>
    mapOf(open, { networks, paths }, settings, hearing(hooks, signal)),
  );
}

/** The settings with their defaults. Throws a FitError for what is wrong with them. */
function settingsOf<Act extends keyof LatentSettings>(
  act: Act,
  options: Partial<LatentSettings[Act]>,
): LatentSettings[Act] {
  const given = Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
  const stage = { op: act, deps: { space: 'any' }, with: given };
  const checked = checkPipeline({ stages: { [act]: stage } });
  if (checked.ok) return checked.value.stages[act]?.with as unknown as LatentSettings[Act];
  throw new FitError(
    checked.complaints.map(({ path, message }) => ({ option: path.slice(3).join('.'), message })),
  );
}

async function named(given: GivenNetwork, name: string): Promise<Named> {
  if (typeof given === 'string') return { name: given, network: await loadNetwork(given) };
  return 'network' in given ? given : { name, network: given };
}

async function namedAll(among: string | readonly GivenNetwork[]): Promise<readonly Named[]> {
  if (typeof among === 'string') return networksIn(among);
  return Promise.all(among.map((given, i) => named(given, `network ${i}`)));
}

/** A network in a folder is not its own neighbour. */
function isSameFile(a: string, b: string): boolean {
  return resolve(a) === resolve(b);
}

function isTable(given: GivenNetwork | GivenTable): given is GivenTable {
  return typeof given === 'object' && 'table' in given;
}

async function pointIn(file: string): Promise<LatentPoint> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new StageError(`there is no point's file ${file} (${error.code})`, 'user');
  });
  return readPoint(file, text);
}

/** The space of a point by its name, or the one that came along with these bytes: a pipeline names its own stage. */
async function spaceOf({ space: { name, sha256 } }: LatentPoint): Promise<string> {
  const shipped = shippedSpaces();
  if (existsSync(name) || shipped.has(name)) return name;
  for (const [known, file] of shipped) if ((await sha256File(file)) === sha256) return known;
  return name;
}

/** Runs `use` with the space in the given kernel, or in one of its own. */
async function inSpace<T>(
  space: string,
  hooks: FitHooks,
  kernel: Kernel | undefined,
  use: (open: OpenSpace, signal: AbortSignal) => Promise<T>,
): Promise<T> {
  // A space that is not there is told before a kernel starts.
  spaceFile(space);
  return withKernel(kernel, restarts(), hooks, async (ask, signal) =>
    withSpace(await ask(), space, (open) => use(open, signal)),
  );
}

/** What is done where a kernel dies, as a pipeline has it. */
function restarts() {
  // Any pipeline has the defaults.
  const checked = checkPipeline({ stages: { any: { op: 'compress', with: { network: 'any' } } } });
  if (!checked.ok) throw new Error('the pipeline of one stage is no pipeline');
  return checked.value.restarts;
}

function hearing({ onNotice, onProgress }: FitHooks, signal: AbortSignal): Hearing {
  return {
    notice: (sentence) => onNotice?.(sentence),
    progress: (done, total, unit) => {
      signal.throwIfAborted();
      onProgress?.({ done, total, unit });
    },
  };
}
