import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { trainParameters } from './parameters.ts';
import { childOf, type Resident, resident } from './resident.ts';
import { type Results, result } from './result.ts';
import { runTraining } from './swat.ts';

/** Memory after `networks` networks, of the kernel and of node. */
export interface Sample {
  readonly networks: number;
  readonly kernel: Resident;
  readonly node: Resident;
}

/**
 * The same networks, requests and files through an autoencoder of next to no weights: many more of them a second, and
 * the most on one thread.
 */
const LIGHT = {
  preset: 'swat',
  autoencoder: { latent: 4, hidden: 8, decoder_blocks: 0, head_blocks: 0, probes_per_input: 2 },
  training: { grid: 2 },
  checkpoint_seconds: 10,
};

/** Interrupted: 128 + SIGINT. */
const INTERRUPTED = 130;

/**
 * Memory over a training of preset swat, and how it grows over as many networks as a light autoencoder sees in the
 * time: what grows with the networks that went through would show there.
 */
export async function* measureMemory(folder: string, seconds: number): Results {
  const swat = await sample(folder, 0, { preset: 'swat', checkpoint_seconds: 10 }, seconds / 2);
  const light = await sample(folder, 1, LIGHT, seconds / 2);
  const all = trainParameters('swat').training.networks;
  for (const side of ['kernel', 'node'] as const) {
    const peak = Math.max(...swat.map((each) => each[side].peak));
    const growth = slope(light, side);
    const whole = peak + Math.max(0, growth) * all;
    const detail = `swat: ${flatness(swat, side)}; light: ${flatness(light, side)}, ${(growth * 1e6).toFixed(1)} MB a million networks; a whole training of ${all / 1e6} M: ${whole.toFixed(0)} MB`;
    yield result(`memory.${side}_mb`, peak, 'MB', detail);
  }
}

/** Trains for some seconds after the first steps, a sample an event of progress. */
async function sample(
  folder: string,
  threads: number,
  parameters: object,
  seconds: number,
): Promise<Sample[]> {
  const running = runTraining(mkdtempSync(join(folder, 'memory-')), threads, parameters);
  const samples: Sample[] = [];
  let end = Number.POSITIVE_INFINITY;
  for await (const { kind, done } of running.events) {
    if (kind !== 'stage-progress' || done === undefined) continue;
    const pid = childOf(running.pid, 'py_kernels.serve');
    const [kernel, node] = [pid === null ? null : resident(pid), resident(running.pid)];
    if (kernel && node) samples.push({ networks: done, kernel, node });
    end = Math.min(end, performance.now() + seconds * 1000);
    if (performance.now() > end) running.interrupt();
  }
  await running.ended(0, INTERRUPTED);
  if (samples.length < 3) throw new Error('the training told of too few steps');
  return samples;
}

/** Resident memory at the start, in the middle and at the end. */
function flatness(samples: readonly Sample[], side: 'kernel' | 'node'): string {
  const picked = [0, Math.floor(samples.length / 2), samples.length - 1].flatMap((i) => samples[i] ?? []);
  const sizes = picked.map((each) => each[side].now.toFixed(0)).join(' / ');
  return `${sizes} MB after ${picked.map(({ networks }) => thousands(networks)).join(' / ')} networks`;
}

function thousands(networks: number): string {
  return `${Math.round(networks / 1000)} k`;
}

/** MB a network, by least squares over the second half: before it caches and pools fill. */
export function slope(samples: readonly Sample[], side: 'kernel' | 'node'): number {
  const half = samples.slice(Math.floor(samples.length / 2));
  const mean = (value: (each: Sample) => number) =>
    half.reduce((sum, each) => sum + value(each), 0) / half.length;
  const x = mean(({ networks }) => networks);
  const y = mean((each) => each[side].now);
  const spread = mean(({ networks }) => (networks - x) ** 2);
  return spread === 0 ? 0 : mean((each) => (each.networks - x) * (each[side].now - y)) / spread;
}
