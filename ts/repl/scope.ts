import type { FrameOptions } from '../data/read/pass.ts';
import { fits, predict } from './fits.ts';
import { ENTRIES, helpText } from './help.ts';
import { latent } from './latent.ts';
import type { LivingKernel } from './living-kernel.ts';
import { mlp } from './networks.ts';
import { defaultSpace, pipeline, runs } from './pipelines.ts';
import { plot } from './plot.ts';
import type { Requests } from './requests.ts';
import type { Given } from './session.ts';
import { spaceLoader } from './spaces.ts';
import { readTable } from './table.ts';
import { tensor } from './tensor-looks.ts';

/** What a scope is made of. */
interface Parts {
  readonly given: Given;
  readonly requests: Requests;
  readonly kernel: LivingKernel;
  readonly py: (name: string) => Promise<unknown>;
  readonly say: (sentence: string) => void;
}

/** All that can be typed at the prompt, by its name: what `help()` lists. */
export function scopeOf({ given, requests, kernel, py, say }: Parts): Readonly<Record<string, unknown>> {
  const { fit, compress } = fits(requests, kernel);
  const scope: Record<string, unknown> = {
    data: (file: string, options: FrameOptions = {}) => readTable(file, options, say),
    fit,
    predict,
    compress,
    plot,
    run: (file: string, options = {}) =>
      requests.during((signal) => given.runPipeline(file, options, signal)),
    pipeline,
    runs,
    spaces: spaceLoader(kernel),
    ...latent(requests, kernel, say),
    mlp,
    space: defaultSpace(),
    tensor,
    kernel: { call: kernel.call, pid: async () => (await kernel.living()).pid },
    py,
    help: (what?: unknown) => console.log(helpText(nameOf(what))),
  };
  /** `help(fit)` as well as `help('fit')`. */
  function nameOf(what: unknown): string | undefined {
    if (what === undefined || typeof what === 'string') return what as string | undefined;
    return Object.keys(ENTRIES).find((name) => scope[name] === what) ?? String(what);
  }
  return scope;
}
