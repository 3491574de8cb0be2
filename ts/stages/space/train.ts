import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type StageContext, StageError } from '../../dag/operation.ts';
import { saveFile } from '../../dag/save.ts';
import type { Kernel } from '../../kernel/index.ts';
import { openGenerator } from '../../mlp/generate-ahead.ts';
import type { Training, TrainParameters } from '../../schema/types.ts';
import { writeTimedJson } from '../results.ts';
import type { StageDefinition } from '../stage.ts';
import { type Checkpoint, readCheckpoint, takeState, writeCheckpoint } from './checkpoint.ts';
import { CURVE_FILE, type CurveRow } from './curve.ts';
import { measuredNetworks } from './drawn-networks.ts';
import { writeSpaceFile } from './file.ts';
import { loadSpaceFile, SPACE_FILE } from './load.ts';
import { requestSize, trainAhead } from './training-feed.ts';

const HANDLE = 'trainer';

export const train: StageDefinition = {
  name: 'train',
  module: import.meta.url,
  python: ['train_init', 'train_steps', 'state', 'load', 'release'],
  ignored: ['checkpoint_seconds'],
  files: ['file'],
  async run(context, kernel) {
    const parameters = context.with as unknown as TrainParameters;
    if (parameters.file === null) await trainSpace(context, await kernel(), parameters);
    else await takeSpace(context, await kernel(), parameters.file);
  },
};

/** Takes a space from a file, when the kernel has found it whole. */
async function takeSpace(context: StageContext, kernel: Kernel, file: string): Promise<void> {
  await loadSpaceFile(kernel, HANDLE, file);
  await kernel.call('release', { handle: HANDLE });
  saveFile(join(context.out, SPACE_FILE), readFileSync(file));
}

async function trainSpace(context: StageContext, kernel: Kernel, parameters: TrainParameters): Promise<void> {
  const { space, autoencoder, training, seed, preset } = parameters;
  const resumed = readCheckpoint(context.work, context.notice);
  if (resumed) context.notice(`resumed after ${resumed.step * training.batch} networks`);
  const first = resumed?.state ?? measuredNetworks(parameters);
  await kernel.call('train_init', { handle: HANDLE, space, autoencoder, training, seed }, first);
  try {
    const curve = await descend(context, kernel, parameters, resumed);
    const { tensors } = await kernel.call('state', { handle: HANDLE, part: 'autoencoder' });
    const card = { space, autoencoder, training, seed, preset, seconds: null };
    writeSpaceFile(join(context.out, SPACE_FILE), { card, tensors });
    writeTimedJson(context, CURVE_FILE, curve);
  } finally {
    await kernel.call('release', { handle: HANDLE });
  }
}

/** Shows the autoencoder its networks, from the checkpoint on; an interruption leaves another. */
async function descend(
  context: StageContext,
  kernel: Kernel,
  { space, training, seed, checkpoint_seconds }: TrainParameters,
  resumed: Checkpoint | null,
): Promise<CurveRow[]> {
  const { batch, unique_networks: unique } = training;
  const range = { first: resumed?.step ?? 0, total: Math.ceil(training.networks / batch), batch };
  const curve = [...(resumed?.curve ?? [])];
  const clock = startClock(curve.at(-1)?.seconds ?? 0);
  const networks = openGenerator(space, `train/${seed}`, requestSize(batch), range.first * batch, { unique });
  let saved = clock();
  let taken: Awaited<ReturnType<typeof takeState>> | null = null;
  try {
    for await (const reply of trainAhead(kernel, HANDLE, space.depths, networks, range, context.signal)) {
      if (!Number.isFinite(reply.loss)) throw diverged(reply.step * batch, training);
      curve.push({ networks: reply.step * batch, seconds: clock(), loss: reply.loss, fvu: reply.fvu });
      const note = `FVU ${Math.min(...reply.fvu).toPrecision(2)}`;
      context.progress(reply.step * batch, range.total * batch, 'networks', note);
      if (clock() - saved >= checkpoint_seconds) taken ??= await takeState(kernel, HANDLE);
      // The state is ahead of the curve by the requests under way: a checkpoint has the rows up to its step.
      if (taken === null || reply.step < taken.step) continue;
      await writeCheckpoint(context.work, { ...taken, curve });
      taken = null;
      saved = clock();
    }
  } catch (error) {
    if (context.signal.aborted)
      await writeCheckpoint(context.work, { ...(await takeState(kernel, HANDLE)), curve });
    throw error;
  } finally {
    await networks.close();
  }
  return curve;
}

function diverged(networks: number, { learning_rate }: Training): StageError {
  return new StageError(
    `the training diverged: its loss is not finite after ${networks} networks. Set a smaller training.learning_rate than ${learning_rate}.`,
    'user',
  );
}

/** Seconds since now, `spent` more. */
function startClock(spent: number): () => number {
  const started = performance.now();
  return () => spent + (performance.now() - started) / 1000;
}
