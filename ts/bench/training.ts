import type { Kernel } from '../kernel/index.ts';
import { openGenerator } from '../mlp/generate-ahead.ts';
import type { TrainParameters } from '../schema/types.ts';
import { measuredNetworks } from '../stages/space/drawn-networks.ts';
import { requestSize, trainAhead } from '../stages/space/training-feed.ts';
import { median } from './median.ts';

/** One request's answer. */
export interface Reading {
  /** Seconds. */
  readonly at: number;
  readonly networks: number;
  readonly idleSeconds: number;
}

export interface Speed {
  /** Weights of the autoencoder. */
  readonly parameters: number;
  /** Median over the requests. */
  readonly networksPerSecond: number;
  /** Share of the wall time in which the kernel did no mathematics. */
  readonly idlePercent: number;
  /** Networks shown while the clock ran, and its seconds. */
  readonly networks: number;
  readonly seconds: number;
}

/**
 * Trains as the stage does, through the generator's thread and the wire, for some seconds; `handle` stays. The first
 * request warms up, or all of the first `warmUp` seconds.
 */
export async function measureTraining(
  kernel: Kernel,
  handle: string,
  parameters: TrainParameters,
  seconds: number,
  warmUp = 0,
): Promise<Speed> {
  const { space, autoencoder, training, seed } = parameters;
  const { batch, unique_networks: unique } = training;
  const init = { handle, space, autoencoder, training, seed };
  const { content } = await kernel.call('train_init', init, measuredNetworks(parameters));
  const networks = openGenerator(space, `train/${seed}`, requestSize(batch), 0, { unique });
  const range = { first: 0, total: Math.ceil(training.networks / batch), batch };
  const stop = new AbortController();
  const readings: Reading[] = [];
  const begin = performance.now() / 1000;
  try {
    for await (const reply of trainAhead(kernel, handle, space.depths, networks, range, stop.signal)) {
      const at = performance.now() / 1000;
      if (at - begin < warmUp) continue;
      readings.push({ at, networks: reply.step * batch, idleSeconds: reply.idleSeconds });
      if (readings.length > 2 && at - (readings[0]?.at ?? at) > seconds) break;
    }
  } finally {
    stop.abort();
    await networks.close();
  }
  return { parameters: content.parameters, ...speedOf(readings) };
}

/** What the readings after the first say. */
export function speedOf(readings: readonly Reading[]): Omit<Speed, 'parameters'> {
  const rates: number[] = [];
  let [last] = readings;
  for (const reading of readings.slice(1)) {
    if (last) rates.push((reading.networks - last.networks) / (reading.at - last.at));
    last = reading;
  }
  const seconds = (last?.at ?? 0) - (readings[0]?.at ?? 0);
  const idle = readings.slice(1).reduce((sum, { idleSeconds }) => sum + idleSeconds, 0);
  return {
    networksPerSecond: median(rates),
    idlePercent: (100 * idle) / seconds,
    networks: (last?.networks ?? 0) - (readings[0]?.networks ?? 0),
    seconds,
  };
}
