import type { Writable } from 'node:stream';
import { plan } from '../dag/plan.ts';
import type { Command } from './command.ts';
import { loadPipeline, PIPELINE, type Prepared, SET, withPrepared } from './prepare.ts';

export const status: Command = {
  name: 'status',
  summary: 'Say which stages of a pipeline are fresh, and why the others are not',
  arguments: [PIPELINE],
  options: [SET, { flags: '--verify', summary: 'check artifacts by content, not only by size' }],
  async run(input) {
    const pipeline = await loadPipeline(input);
    const hashes = input.options.verify === true;
    return withPrepared(pipeline, input.signal, (prepared) => showPlan(prepared, input.stdout, { hashes }));
  },
};

const WORDS = {
  stale: 'would run',
  // What is made again is often the same, and leaves what uses it fresh.
  open: 'may run',
  broken: 'cannot run',
} as const;

/** Prints a line a stage: fresh, or why it would, may or cannot run. Returns the exit code: 2 where one cannot run. */
export async function showPlan(
  { pipeline, stages, store }: Prepared,
  stdout: Writable,
  { force = false, hashes = false },
): Promise<number> {
  const choice = force ? { force: 'all' as const } : {};
  const planned = await plan(stages, { pipeline: pipeline.name, store, hashes, ...choice });
  const width = Math.max(...planned.map(({ stage }) => stage.name.length));
  for (const item of planned) {
    const said = item.state === 'fresh' ? 'fresh' : `${WORDS[item.state]}: ${item.why}`;
    stdout.write(`${item.stage.name.padEnd(width)}  ${said}\n`);
  }
  return planned.some(({ state }) => state === 'broken') ? 2 : 0;
}
