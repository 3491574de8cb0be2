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
  nearest,
} from '../fit/latent.ts';
import type { Kernel } from '../kernel/index.ts';
import { float32 } from '../kernel/index.ts';
import type { LivingKernel } from './living-kernel.ts';
import type { Requests } from './requests.ts';
import { tensorText } from './tensor-looks.ts';

/** What a fit has found stands for its network. */
type Given = GivenNetwork | { readonly folder: string };

/** What programs can do in latent spaces, on the session's kernel, ended by Ctrl-C. */
export function latent(requests: Requests, kernel: LivingKernel, say: (sentence: string) => void) {
  const ask = <T>(act: (hooks: FitHooks, kernel: Kernel) => Promise<T>): Promise<T> =>
    requests.during(async (signal) => {
      const onNotice = (sentence: string) => signal.aborted || say(sentence);
      return act({ signal, onNotice }, await kernel.living());
    });
  return {
    encode: async (given: Given | GivenTable, options: LatentOptions<'rows' | 'seed'>) =>
      printing(await ask((...by) => encode(networkOf(given), options, ...by))),
    decode: (point: LatentPoint | string, options?: Partial<LatentOptions<'depth' | 'refine_steps'>>) =>
      ask((...by) => decode(point, options, ...by)),
    distance: (a: Given, b: Given, options: LatentOptions<'networks' | 'seed'>) =>
      ask((...by) => distance(networkOf(a), networkOf(b), options, ...by)),
    interpolate: (a: Given, b: Given, options: LatentOptions<'frames' | 'depth' | 'refine_steps'>) =>
      ask((...by) => interpolate(networkOf(a), networkOf(b), options, ...by)),
    nearest: (
      one: Given,
      among: string | readonly Given[],
      options: LatentOptions<'count' | 'searched' | 'seed'>,
    ) =>
      ask((...by) =>
        nearest(networkOf(one), typeof among === 'string' ? among : among.map(networkOf), options, ...by),
      ),
  };
}

function networkOf<T extends GivenNetwork | GivenTable>(given: T | { readonly folder: string }): T | string {
  return typeof given === 'object' && 'folder' in given ? given.folder : given;
}

/** A point prints as what it is of, and its first numbers. */
function printing(point: LatentPoint): LatentPoint {
  const z = float32(Float32Array.from(point.z), point.z.length);
  const text = `point of ${point.of} in ${point.space.name}, z ${tensorText(z)}`;
  return Object.defineProperty({ ...point }, inspect.custom, { value: () => text });
}
