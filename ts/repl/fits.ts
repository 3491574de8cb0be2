import { inspect } from 'node:util';
import type { Event } from '../dag/event.ts';
import { StageError } from '../dag/operation.ts';
import type { CompressOptions } from '../fit/compress.ts';
import type { FitOptions } from '../fit/options.ts';
import { type Prediction, predict as predictRows, type Row } from '../fit/predict.ts';
import { compress, type Found, fit as fitTable } from '../fit/program.ts';
import type { FitHooks } from '../fit/run.ts';
import { openLog } from '../log/log.ts';
import type { NetworkFile } from '../schema/types.ts';
import type { LivingKernel } from './living-kernel.ts';
import type { Requests } from './requests.ts';
import { readTable, Table } from './table.ts';

/** `fit` and `compress` of programs on the session's kernel, with their progress on the terminal, and ended by Ctrl-C. */
export function fits(requests: Requests, kernel: LivingKernel) {
  return {
    fit: (options: FitOptions & { out?: string }) =>
      requests.during(async (signal) => {
        const table = named('fit', options, 'table', "{ table: 'FILE', target: 'COLUMN' }");
        return logged('fit', table, signal, async (hooks) => fitTable(options, hooks, await kernel.living()));
      }),
    compress: (options: CompressOptions & { out?: string }) =>
      requests.during(async (signal) => {
        const network = named('compress', options, 'network', "{ network: 'FILE' }");
        return logged('compress', network, signal, async (hooks) =>
          compress(options, hooks, await kernel.living()),
        );
      }),
  };
}

/** The file that is worked on. Throws a StageError where none was given. */
function named(what: string, options: object | undefined, key: string, example: string): string {
  const file = (options as Record<string, unknown> | undefined)?.[key];
  if (typeof file === 'string') return file;
  throw new StageError(`${what} takes ${example} and more: help(${what})`, 'user');
}

/** What was found prints as its front; folder, network and results are its properties. */
async function logged(
  stage: string,
  why: string,
  signal: AbortSignal,
  act: (hooks: FitHooks) => Promise<Found>,
): Promise<Found> {
  const { stdout, stderr } = process;
  const log = openLog({ mode: 'auto', stdout, stderr, file: null, now: Date.now });
  // After Ctrl-C the prompt is there again: what still ends says nothing into it.
  const emit = (event: Event) => signal.aborted || log.emit(event);
  emit({ kind: 'stage-started', stage, why });
  try {
    const found = await act({
      signal,
      onProgress: ({ done, total, unit, note }) =>
        emit({ kind: 'stage-progress', stage, done, total, unit, ...(note === undefined ? {} : { note }) }),
      onNotice: (text) => emit({ kind: 'stage-notice', stage, text }),
    });
    const text = () => `${found.results.text.trimEnd()}\n\nfolder: ${found.folder}`;
    return Object.defineProperty(found, inspect.custom, { value: text });
  } finally {
    await log.close();
  }
}

/** What a network (or the file or folder of one) says of rows, of a table that was read, or of a table's file. */
export async function predict(
  network: NetworkFile | string | { network: NetworkFile },
  rows: string | Table | readonly Row[],
): Promise<Prediction[]> {
  const known = typeof network === 'object' && 'network' in network ? network.network : network;
  const table = typeof rows === 'string' ? await readTable(rows, {}, (text) => console.warn(text)) : rows;
  return predictRows(known, table instanceof Table ? table.records() : table);
}
