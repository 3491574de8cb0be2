// Times one training by one process of one thread, by one of two threads, and by two processes, in turn, and adds what it
// found to a file for scripts/scale-simulation.mjs.
//   node --import tsx scripts/scale-ranks.mjs [NETWORKS] [--json FILE]
// Networks a second are counted from the first reply on, so that starting and compiling are no part of them.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { generateBatch } from '../ts/mlp/generate.ts';
import { readJson } from '../ts/stages/results.ts';
import { readSpaceFile } from '../ts/stages/space/file.ts';

const { values, positionals } = parseArgs({ allowPositionals: true, options: { json: { type: 'string' } } });
const networks = Number(positionals[0] ?? 60_000);
const BATCH = 512;
const VARIANTS = [
  { name: 'one process, one thread', threads: 1, processes: 1 },
  { name: 'one process, two threads', threads: 2, processes: 1 },
  { name: 'two processes, one thread each', threads: 1, processes: 2 },
];

let space;
const found = VARIANTS.map(({ name, threads, processes }) => {
  const folder = mkdtempSync(join(tmpdir(), 'swat-ranks-'));
  try {
    const engine = processes > 1 ? `    engine: { kind: torchrun, processes: ${processes} }\n` : '';
    writeFileSync(
      join(folder, 'train.yaml'),
      `device: cpu\nthreads: ${threads}\nstages:\n  space:\n    op: train\n${engine}    with: { preset: quickstart, training: { networks: ${networks}, batch: ${BATCH} } }\n`,
    );
    const words = [resolve('dist/cli.js'), 'run', 'train.yaml'];
    const { status } = spawnSync(process.execPath, words, {
      cwd: folder,
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    if (status !== 0) throw new Error(`the training by ${name} ended with exit code ${status}`);
    const out = join(folder, 'out', 'train', 'space');
    const [first, last] = curveOf(out);
    space = readSpaceFile(join(out, 'space.safetensors'));
    const rate = (last.networks - first.networks) / (last.seconds - first.seconds);
    console.log(`${name}: ${rate.toFixed(0)} networks a second`);
    return { threads, processes, rate };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

const [alone, , two] = found;
const DRAWN = 50_000;
generateBatch(space.card.space, 'train/0', 0, DRAWN); // until it is compiled
const begin = performance.now();
generateBatch(space.card.space, 'train/0', 0, DRAWN);
const ranks = {
  batch: BATCH,
  seconds_a_network: 1 / alone.rate,
  weights: Object.values(space.tensors).reduce((sum, { data }) => sum + data.length, 0),
  generated_a_second: (DRAWN * 1000) / (performance.now() - begin),
  found,
  measured: [
    { workers: 1, efficiency: 1 },
    { workers: 2, efficiency: two.rate / (2 * alone.rate) },
  ],
};
console.log(
  `the generator: ${ranks.generated_a_second.toFixed(0)} networks a second; ${ranks.weights} weights`,
);
if (values.json) {
  const before = existsSync(values.json) ? JSON.parse(readFileSync(values.json, 'utf8')) : {};
  writeFileSync(values.json, `${JSON.stringify({ ...before, ranks }, null, 2)}\n`);
}

/** The first and the last row of a training's curve. */
function curveOf(folder) {
  const rows = readJson(folder, 'curve.json');
  return [rows[0], rows.at(-1)];
}
