import { type CompressOptions, compressInto } from '../fit/compress.ts';
import type { FitHooks } from '../fit/fit.ts';
import { freeFolder } from '../fit/free-folder.ts';
import { openLog } from '../log/log.ts';
import { type Command, INTERRUPTED, type Input, type Option } from './command.ts';
import { camelCase, number, seconds } from './fit.ts';
import { asCommandError } from './fit-error.ts';
import { KERNEL, kernelNamed } from './kernel-elsewhere.ts';
import { filesText } from './results-text.ts';

type Reader = (text: string, flag: string) => number;

/** The options by the names that `compressInto` has for them. */
const OPTIONS: readonly (Option & { readonly sets: keyof CompressOptions; readonly reads?: Reader })[] = [
  {
    flags: '--within <share>',
    summary:
      'how far its answers may be off, in root mean square over their standard deviation ("1%"); or 1% of range',
    sets: 'within',
  },
  {
    flags: '--table <file>',
    summary: 'rows on which the two are to agree; no target is needed',
    sets: 'table',
  },
  {
    flags: '--domain <ranges>',
    summary: 'in place of a table: -1..1 for all inputs, or a=0..5,b=-1..1 (the ranges in a network.json)',
    sets: 'domain',
  },
  {
    flags: '--inputs <columns>',
    summary: 'columns that are the inputs of an .onnx or .safetensors file, in order (all)',
    sets: 'inputs',
  },
  {
    flags: '--activation <name>',
    summary: 'between the layers of a .safetensors file: relu, leaky_relu, tanh or sigmoid',
    sets: 'activation',
  },
  { flags: '--time <time>', summary: 'for the search: 60s, 2m ("60s")', sets: 'seconds', reads: seconds },
  {
    flags: '--steps <n>',
    summary: 'optimiser steps in place of time: the same again on any machine',
    sets: 'steps',
    reads: number,
  },
  { flags: '--seed <n>', summary: 'of the rows and of the search ("0")', sets: 'seed', reads: number },
];

export const compress: Command = {
  name: 'compress',
  computes: true,
  summary: 'Find the smallest network that computes the same as a trained one, and prove it on fresh rows',
  arguments: [
    {
      name: 'network',
      summary: "a network's file, a fit's folder, an ONNX file or a safetensors file of Linear layers",
    },
  ],
  options: [...OPTIONS, KERNEL, { flags: '--out <folder>', summary: 'where it is left ("NETWORK-small")' }],
  async run(input) {
    const { stdout, signal } = input;
    const network = input.arguments.network ?? '';
    const options = optionsOf(network, input);
    const kernel = await kernelNamed(input);
    const out = String(input.options.out ?? freeFolder(network, 'small'));
    const { stdout: ownOut, stderr } = process;
    const log = openLog({ mode: 'auto', stdout: ownOut, stderr, file: null, now: Date.now });
    const stage = 'compress';
    const hooks: FitHooks = {
      signal,
      kernel,
      onProgress: ({ note, ...how }) =>
        log.emit({ kind: 'stage-progress', stage, ...how, ...(note === undefined ? {} : { note }) }),
      onNotice: (text) => log.emit({ kind: 'stage-notice', stage, text }),
    };
    try {
      log.emit({ kind: 'stage-started', stage, why: network });
      const { results } = await compressInto(out, options, hooks);
      await log.close();
      stdout.write(filesText(results.text, results.files));
      return 0;
    } catch (error) {
      if (signal.aborted) return INTERRUPTED;
      throw asCommandError(error, OPTIONS);
    } finally {
      await log.close();
    }
  },
};

function optionsOf(network: string, { options }: Input): CompressOptions {
  const given: Record<string, unknown> = { network };
  for (const { flags, sets, reads } of OPTIONS) {
    const flag = flags.split(' ')[0] ?? '';
    const value = options[camelCase(flag)];
    if (value !== undefined) given[sets] = reads ? reads(String(value), flag) : value;
  }
  return given as unknown as CompressOptions;
}
