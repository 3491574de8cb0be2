import { inspect } from 'node:util';
import type { FitHooks } from '../fit/fit.ts';
import {
  decode,
  distance,
  encode,
  type GivenNetwork,
  type GivenTable,
  interpolate,
  type LatentOptions,
  type LatentPoint,
  map,
  nearest,
} from '../fit/latent.ts';
import type { Kernel } from '../kernel/index.ts';
import { float32 } from '../kernel/index.ts';
import { renderDistance } from '../report/latent/distance-page.ts';
import { renderMap } from '../report/latent/map-page.ts';
import { filmOf, neighboursPage } from '../stages/latent/pages.ts';
import type { LivingKernel } from './living-kernel.ts';
import { withPage } from './page.ts';
import type { Requests } from './requests.ts';
import { tensorText } from './tensor-looks.ts';

/** What a fit has found stands for its network. */
type Given = GivenNetwork | { readonly folder: string };

/** The files of a folder, networks, or `generated`. */
type Among = string | readonly Given[];

/** What programs can do in latent spaces, on the session's kernel, ended by Ctrl-C. */
export function latent(requests: Requests, kernel: LivingKernel, say: (sentence: string) => void) {
  const ask = <T>(act: (hooks: FitHooks, kernel: Kernel) => Promise<T>): Promise<T> =>
    requests.during(async (signal) => {
      const onNotice = (sentence: string) => signal.aborted || say(sentence);
      return act({ signal, onNotice }, await kernel.living());
    });
  return {
    encode: async (given: Given | GivenTable, options: LatentOptions<'encode'>) =>
      printing(await ask((...by) => encode(networkOf(given), options, ...by))),
    decode: (point: LatentPoint | string, options?: Partial<LatentOptions<'decode'>>) =>
      ask((...by) => decode(point, options, ...by)),
    distance: async (a: Given, b: Given, options: LatentOptions<'distance'>) => {
      const found = await ask((...by) => distance(networkOf(a), networkOf(b), options, ...by));
      return withPage(found, () => renderDistance({ ...found, names: namesOf(a, b) }));
    },
    interpolate: async (a: Given, b: Given, options: LatentOptions<'interpolate'>) => {
      const found = await ask((...by) => interpolate(networkOf(a), networkOf(b), options, ...by));
      return withPage(found, () => filmOf(found, namesOf(a, b)));
    },
    nearest: async (one: Given, among: Among, options: LatentOptions<'nearest'>) => {
      const found = await ask((...by) => nearest(networkOf(one), networksOf(among), options, ...by));
      return withPage(found, () => neighboursPage(found, nameOf(one, 'the network')));
    },
    map: async (among: Among, options: LatentOptions<'map'>) => {
      const found = await ask((...by) => map(networksOf(among), options, ...by));
      return withPage(found, () => renderMap(found));
    },
  };
}

function networkOf<T extends GivenNetwork | GivenTable>(given: T | { readonly folder: string }): T | string {
  return typeof given === 'object' && 'folder' in given ? given.folder : given;
}

function networksOf(among: Among): string | readonly GivenNetwork[] {
  return typeof among === 'string' ? among : among.map((given) => networkOf(given));
}

/** What a page calls a network. */
function nameOf(given: Given, otherwise: string): string {
  const named = networkOf(given);
  if (typeof named === 'string') return named;
  return 'network' in named ? named.name : otherwise;
}

function namesOf(a: Given, b: Given): [string, string] {
  return [nameOf(a, 'the first network'), nameOf(b, 'the second network')];
}

/** A point prints as what it is of, and its first numbers. */
function printing(point: LatentPoint): LatentPoint {
  const z = float32(Float32Array.from(point.z), point.z.length);
  const text = `point of ${point.of} in ${point.space.name}, z ${tensorText(z)}`;
  return Object.defineProperty({ ...point }, inspect.custom, { value: () => text });
}
