import { openGenerator } from '../mlp/generate-ahead.ts';
import { median } from './median.ts';
import { trainParameters } from './parameters.ts';
import { type Results, result } from './result.ts';

const SIZE = 2048;

/** The generator alone: its one thread draws, this one only waits. */
export async function* measureGenerator(seconds: number): Results {
  const { space } = trainParameters('swat');
  const batches = openGenerator(space, 'bench/generate', SIZE);
  const rates: number[] = [];
  try {
    const started = performance.now();
    let last = started;
    for await (const _ of batches) {
      const now = performance.now();
      rates.push((SIZE * 1000) / (now - last));
      last = now;
      if (now - started > seconds * 1000) break;
    }
  } finally {
    await batches.close();
  }
  // The thread starts and is compiled while it runs.
  const warm = rates.slice(Math.floor(rates.length / 4));
  const code = import.meta.url.endsWith('.js') ? 'compiled' : 'run from source';
  const detail = `one thread, ${code}, batches of ${SIZE}, the default space`;
  yield result('generate.networks_per_second', median(warm), 'networks/s', detail);
}
