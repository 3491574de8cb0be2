import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { countSteps, generateBatch } from '../mlp/generate.ts';
import { median } from './median.ts';
import { trainParameters } from './parameters.ts';
import { program } from './program.ts';
import { type Results, result } from './result.ts';

const STEPS = 14;

/** What a training step of preset swat spends its time on: the generator here, the rest in Python. */
export async function* measureSplit(folder: string, threads: number): Results {
  const { space, autoencoder, training, seed } = trainParameters('swat');
  const { batch } = training;
  const times: number[] = [];
  const batches = Array.from({ length: STEPS }, (_, i) => {
    const begin = performance.now();
    const drawn = generateBatch(space, `train/${seed}`, i * batch, batch);
    times.push(performance.now() - begin);
    return drawn;
  });
  const beside = 'of one core, in a thread of its own beside the kernel';
  yield result('train.split.generator', median(times), 'ms/step', beside);
  const counts = batches.flatMap((drawn) => countSteps(drawn, batch));
  writeFileSync(join(folder, 'task.json'), JSON.stringify({ space, autoencoder, training, seed, counts }));
  space.depths.forEach((depth, d) => {
    const rows = batches.map((drawn) => drawn.rows[d] ?? new Float32Array());
    writeFileSync(join(folder, `networks_${depth}.f32`), Buffer.concat(rows.map(bytes)));
  });
  yield* program('split', folder, '--threads', String(threads));
}

function bytes({ buffer, byteOffset, byteLength }: Float32Array): Buffer {
  return Buffer.from(buffer as ArrayBuffer, byteOffset, byteLength);
}
