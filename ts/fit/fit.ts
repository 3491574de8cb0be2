import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, realpath, rename, rm, rmdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { StageError } from '../dag/operation.ts';
import type { Kernel } from '../kernel/index.ts';
import { type Keeper, openKeeper, outlive, type Restarts } from '../kernel/index.ts';
import { fit as stage } from '../stages/fit.ts';
import { type Results, readResults } from '../stages/results.ts';
import { type FitOptions, fitParameters } from './options.ts';

/** How far a fit is. */
export interface FitProgress {
  readonly done: number;
  readonly total: number;
  readonly unit: string;
  readonly note?: string | undefined;
}

/** What a fit tells while it goes on, and how it is stopped. */
export interface FitHooks {
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: FitProgress) => void;
  /** What was taken for granted of the table, and what a person should know of it: sentences. */
  readonly onNotice?: (sentence: string) => void;
}

/** Where a fit lies, and what it says. */
export interface Fitted {
  /** front.json, chosen.json, networks/, report.html */
  readonly folder: string;
  readonly results: Results;
}

/** A fit that was asked for wrongly: each message is a sentence. */
export class FitError extends Error {
  constructor(readonly complaints: readonly { readonly option: string; readonly message: string }[]) {
    super(complaints.map(({ option, message }) => `${option}: ${message}`).join('\n'));
    this.name = 'FitError';
  }
}

/**
 * Finds the small networks for a table, and leaves them in the folder `out`, whole or not at all: it must not be there, or
 * be empty.
 *
 * Throws a FitError for options that are wrong, and a StageError, in a sentence, for tables that cannot be fitted.
 */
export async function fitInto(
  out: string,
  options: FitOptions,
  hooks: FitHooks = {},
  kernel?: Kernel,
): Promise<Fitted> {
  const checked = fitParameters(options);
  if (!checked.ok) throw new FitError(checked.complaints);
  await refuseTaken(out);
  // A link to an empty folder stays a link.
  const place = await realpath(out).catch(() => out);
  const partial = await madeBeside(place);
  let folder = out;
  const work = await mkdtemp(join(tmpdir(), 'swat-fit-'));
  try {
    await withKernel(kernel, checked.restarts, hooks, async (ask, signal) => {
      await emptied(partial);
      await stage.run(
        {
          stage: 'fit',
          with: checked.parameters as unknown as Readonly<Record<string, unknown>>,
          deps: {},
          out: partial,
          work,
          signal,
          progress: (done, total, unit, note) => hooks.onProgress?.({ done, total, unit, note }),
          notice: (text) => hooks.onNotice?.(text),
        },
        ask,
      );
    });
    folder = (await putInPlace(partial, place)) ? out : await putBeside(partial, place);
    if (folder !== out) hooks.onNotice?.(`${out} is no empty folder any more: the fit is left in ${folder}`);
  } finally {
    await Promise.all([partial, work].map((folder) => rm(folder, { recursive: true, force: true })));
  }
  const results = readResults(folder, process.cwd());
  if (!results) throw new Error(`${folder} has no results`);
  return { folder, results };
}

/**
 * With the `given` kernel, or with one of its own that is closed after it. Its own starts while the table is read, and what
 * is wrong with the table is told without waiting for it; where it dies, `use` begins anew with another.
 */
async function withKernel(
  given: Kernel | undefined,
  restarts: Restarts,
  { signal = new AbortController().signal, onNotice = () => {} }: FitHooks,
  use: (kernel: () => Promise<Kernel>, signal: AbortSignal) => Promise<void>,
): Promise<void> {
  if (given) return use(async () => given, signal);
  const over = new AbortController();
  const open = (): Promise<Keeper> => {
    const opening = openKeeper({
      device: 'auto',
      threads: 0,
      signal: AbortSignal.any([signal, over.signal]),
      onStopped: onNotice,
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
    await outlive(() => use(kernel, signal), {
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

async function emptied(folder: string): Promise<void> {
  for (const name of await readdir(folder)) await rm(join(folder, name), { recursive: true });
}

/** A new folder beside `out`, in folders that are made where they are missing. */
async function madeBeside(out: string): Promise<string> {
  try {
    await mkdir(dirname(resolve(out)), { recursive: true });
    return await mkdtemp(`${resolve(out)}.partial-`);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new StageError(`the folder ${out} cannot be made (${code}): name another with --out`, 'user');
  }
}

async function refuseTaken(out: string): Promise<void> {
  const inside = await readdir(out).catch((error: NodeJS.ErrnoException) => {
    if (!existsSync(out)) return [];
    if (error.code === 'ENOTDIR')
      throw new StageError(`${out} is a file, not a folder: name another with --out`, 'user');
    throw new StageError(`${out} is no folder that can be written to (${error.code})`, 'user');
  });
  if (inside.length > 0)
    throw new StageError(`the folder ${out} is not empty: name another with --out`, 'user');
}

/** Whether `partial` could be put at `place`: an empty folder gives way to it, nothing else that came there meanwhile. */
async function putInPlace(partial: string, place: string): Promise<boolean> {
  try {
    await rmdir(place);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') return false;
  }
  await rename(partial, place);
  return true;
}

/** Puts `partial` at the first of PLACE-2, PLACE-3 that is not there. */
async function putBeside(partial: string, place: string): Promise<string> {
  for (let number = 2; ; number++) {
    const free = `${place}-${number}`;
    if (existsSync(free)) continue;
    await rename(partial, free);
    return free;
  }
}
