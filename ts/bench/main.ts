/** `make bench`: measures this machine, prints a table and writes bench.json. docs/bench.md explains it. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Kernel, startKernel } from '../kernel/index.ts';
import { measureGenerator } from './generate.ts';
import { commit, type Machine, machineOf } from './machine.ts';
import { measureMemory } from './memory.ts';
import { trainParameters } from './parameters.ts';
import { program } from './program.ts';
import type { Result, Results } from './result.ts';
import { measureSearch, measureSearchThreads } from './search.ts';
import { measureSplit } from './split.ts';
import { measureStart } from './start.ts';
import { heading, row } from './table.ts';
import { measureBatches, measureOneThread, measurePresets, TRAINED } from './train.ts';

const folder = mkdtempSync(join(tmpdir(), 'swat-bench-'));
const begin = performance.now();
try {
  await measure();
} finally {
  rmSync(folder, { recursive: true });
}

async function measure(): Promise<void> {
  const { space } = trainParameters('swat');
  const results: Result[] = [];
  process.stdout.write(`${heading()}\n`);
  const machine = await withKernel(0, async (kernel) => {
    const { threads } = kernel.hello;
    await keep(results, measurePresets(kernel));
    await keep(results, measureSearch(kernel, TRAINED, space));
    await keep(results, measureBatches(kernel));
    await keep(results, measureSplit(folder, threads));
    return machineOf(kernel.hello);
  });
  await withKernel(1, async (kernel) => {
    await keep(results, measureOneThread(kernel));
    await keep(results, measureSearchThreads(kernel, TRAINED, space));
  });
  await keep(results, program('kernel', '--threads', String(machine.threads)));
  await keep(results, program('step', '--threads', String(machine.threads)));
  await keep(results, measureGenerator(6));
  await keep(results, measureStart(folder));
  await keep(results, measureMemory(folder, 120));
  write(machine, results);
}

/** Prints the results as they come, and keeps them. */
async function keep(results: Result[], found: Results): Promise<void> {
  for await (const each of found) {
    process.stdout.write(`${row(each)}\n`);
    results.push(each);
  }
}

async function withKernel<T>(threads: number, use: (kernel: Kernel) => Promise<T>): Promise<T> {
  const kernel = await startKernel({ device: 'cpu', threads });
  try {
    return await use(kernel);
  } finally {
    await kernel.close();
  }
}

function write(machine: Machine, results: readonly Result[]): void {
  writeFileSync('bench.json', `${JSON.stringify({ machine, commit: commit(), results }, null, 2)}\n`);
  const minutes = ((performance.now() - begin) / 60_000).toFixed(1);
  process.stdout.write(
    `\n${machine.processor}, ${machine.threads} threads, ${minutes} minutes: bench.json\n`,
  );
}
