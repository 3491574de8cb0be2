import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { median } from './median.ts';
import { type Results, result } from './result.ts';
import { runTraining } from './swat.ts';

const RUNS = 3;

/** A training of four steps. */
const TINY = {
  preset: 'quickstart',
  autoencoder: { latent: 8, hidden: 16, decoder_blocks: 1, head_blocks: 1, probes_per_input: 3 },
  training: { networks: 128, batch: 32, grid: 3, warmup_steps: 2 },
};

/** From the command to its first training steps, each time in an empty folder. */
export async function* measureStart(folder: string): Results {
  const seconds: number[] = [];
  for (let run = 0; run < RUNS; run++) {
    const begin = performance.now();
    const running = runTraining(mkdtempSync(join(folder, 'start-')), 0, TINY);
    let first: number | null = null;
    for await (const { kind } of running.events) {
      if (kind === 'stage-progress') first ??= (performance.now() - begin) / 1000;
    }
    await running.ended(0);
    if (first === null) throw new Error('the training told of no step');
    seconds.push(first);
  }
  const all = seconds.map((value) => value.toFixed(2)).join(', ');
  yield result('start.seconds', median(seconds), 's', `from spawn to the first steps' event: ${all}`);
}
