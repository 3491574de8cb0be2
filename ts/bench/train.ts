import type { Kernel } from '../kernel/index.ts';
import type { TrainParameters } from '../schema/types.ts';
import { trainParameters } from './parameters.ts';
import { type Result, type Results, result } from './result.ts';
import { measureTraining, type Speed } from './training.ts';

/** The handle under which the training of preset swat stays, for the search. */
export const TRAINED = 'trained';

/** The presets; swat's training stays as `TRAINED`. */
export async function* measurePresets(kernel: Kernel): Results {
  const swat = await measureTraining(kernel, TRAINED, trainParameters('swat'), 30);
  yield speed('train.networks_per_second', 'swat', swat);
  const waited = `of ${swat.seconds.toFixed(0)} s; what the kernel did besides mathematics`;
  yield result('train.kernel_idle_percent', swat.idlePercent, '%', waited);
  for (const [name, preset, warmUp] of [
    ['quickstart', 'quickstart', 0],
    ['paper', 'paper', 0],
    ['paper-warm', 'paper', 20],
  ] as const) {
    const measured = await passing(kernel, trainParameters(preset), 10, warmUp);
    yield speed(`train.networks_per_second@${name}`, preset, measured);
  }
}

/** Preset swat with other batches. */
export async function* measureBatches(kernel: Kernel): Results {
  for (const batch of [256, 4096]) {
    const measured = await passing(kernel, trainParameters('swat', { training: { batch } }), 6);
    yield speed(`train.networks_per_second@B${batch}`, 'swat', measured);
  }
}

/** Preset swat on one thread; the training stays as `TRAINED`. */
export async function* measureOneThread(kernel: Kernel): Results {
  const measured = await measureTraining(kernel, TRAINED, trainParameters('swat'), 12);
  yield speed(`train.networks_per_second@threads${kernel.hello.threads}`, 'swat', measured);
}

/** A training that leaves nothing behind. */
async function passing(
  kernel: Kernel,
  parameters: TrainParameters,
  seconds: number,
  warmUp = 0,
): Promise<Speed> {
  const handle = 'passing';
  try {
    return await measureTraining(kernel, handle, parameters, seconds, warmUp);
  } finally {
    await kernel.call('release', { handle });
  }
}

function speed(name: string, preset: string, measured: Speed): Result {
  const { parameters, networks, seconds, networksPerSecond } = measured;
  const weights = `${(parameters / 1e6).toFixed(2)} M weights`;
  const shown = `${networks} networks in ${seconds.toFixed(1)} s`;
  return result(name, networksPerSecond, 'networks/s', `preset ${preset}, ${weights}; ${shown}`);
}
