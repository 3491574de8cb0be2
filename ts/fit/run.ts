import { mkdir, readdir, realpath, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { StageError } from '../dag/operation.ts';
import type { Kernel } from '../kernel/index.ts';
import {
  addressOf,
  type Keeper,
  KeyError,
  openKeeper,
  outlive,
  type Place,
  type Restarts,
} from '../kernel/index.ts';
import { type Results, readResults } from '../stages/results.ts';
import type { StageDefinition } from '../stages/stage.ts';
import { madeBeside, putBeside, putInPlace, refuseTaken } from './place.ts';

/** How far the work is. */
export interface FitProgress {
  readonly done: number;
  readonly total: number;
  readonly unit: string;
  readonly note?: string | undefined;
}

/** What it tells while it goes on, how it is stopped, and where it is computed. */
export interface FitHooks {
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: FitProgress) => void;
  /** What was taken for granted of the table, and what a person should know of it: sentences. */
  readonly onNotice?: (sentence: string) => void;
  /** One elsewhere that `swat kernel serve` gives; null: a kernel on this machine. */
  readonly kernel?: Place | null;
}

/** Where what was made lies, and what it says. */
export interface Made {
  /** front.json, chosen.json, networks/ and what else the stage leaves */
  readonly folder: string;
  readonly results: Results;
}

/** One stage by itself: which, with what parameters, and what is done where the kernel dies. */
export interface Work {
  readonly stage: StageDefinition;
  readonly parameters: object;
  readonly restarts: Restarts;
}

/**
 * Runs a stage by itself and leaves what it makes in the folder `out`, whole or not at all: it must not be there, or be
 * empty. With the `given` kernel, or with one of its own.
 */
export async function runInto(
  out: string,
  { stage, parameters, restarts }: Work,
  hooks: FitHooks,
  kernel?: Kernel,
): Promise<Made> {
  await refuseTaken(out);
  // A link to an empty folder stays a link.
  const place = await realpath(out).catch(() => out);
  const partial = await madeBeside(place);
  let folder = out;
  // Both in one: what a process leaves that is killed goes with it.
  const [made, work] = [join(partial, 'out'), join(partial, 'work')];
  try {
    for (const inside of [made, work]) await mkdir(inside);
    await withKernel(kernel, restarts, hooks, async (ask, signal) => {
      await emptied(made);
      await stage.run(
        {
          stage: stage.name,
          with: parameters as Readonly<Record<string, unknown>>,
          deps: {},
          out: made,
          work,
          signal,
          progress: (done, total, unit, note) => hooks.onProgress?.({ done, total, unit, note }),
          notice: (text) => hooks.onNotice?.(text),
        },
        ask,
      );
    });
    folder = (await putInPlace(made, place)) ? out : await putBeside(made, place);
    if (folder !== out)
      hooks.onNotice?.(`${out} is no empty folder any more: what was made is left in ${folder}`);
  } finally {
    await rm(partial, { recursive: true, force: true });
  }
  const results = readResults(folder, process.cwd());
  if (!results) throw new Error(`${folder} has no results`);
  return { folder, results };
}

/**
 * With the `given` kernel, or with one of its own that is closed after it. Its own starts while the table is read, and what
 * is wrong with the table is told without waiting for it; where it dies, `use` begins anew with another.
 */
export async function withKernel<T>(
  given: Kernel | undefined,
  restarts: Restarts,
  { signal = new AbortController().signal, onNotice = () => {}, kernel: place = null }: FitHooks,
  use: (kernel: () => Promise<Kernel>, signal: AbortSignal) => Promise<T>,
): Promise<T> {
  if (given) return use(async () => given, signal);
  const address = place && addressIn(place);
  const over = new AbortController();
  const open = (): Promise<Keeper> => {
    const opening = openKeeper({
      device: 'auto',
      threads: 0,
      signal: AbortSignal.any([signal, over.signal]),
      onStopped: onNotice,
      address,
    });
    // Where it does not start, that is told to who asks for it.
    opening.catch(() => {});
    return opening;
  };
  let keeper: Promise<Keeper> | null = open();
  const kernel = async (): Promise<Kernel> => {
    keeper ??= open();
    const opened = await keeper.catch((error: unknown) => {
      keeper = null;
      throw error;
    });
    return opened.kernel();
  };
  try {
    return await outlive(() => use(kernel, signal), {
      restarts,
      signal,
      isFurther: () => false,
      say: onNotice,
    });
  } finally {
    over.abort();
    await keeper?.then(
      ({ close }) => close(),
      () => {},
    );
  }
}

function addressIn(place: Place): ReturnType<typeof addressOf> {
  try {
    return addressOf(place);
  } catch (error) {
    if (error instanceof KeyError) throw new StageError(error.message, 'user');
    throw error;
  }
}

async function emptied(folder: string): Promise<void> {
  for (const name of await readdir(folder)) await rm(join(folder, name), { recursive: true });
}
