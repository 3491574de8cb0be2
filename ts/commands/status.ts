import type { Writable } from 'node:stream';
import { expected } from '../dag/expected.ts';
import { type Choice, plan } from '../dag/plan.ts';
import { reasons } from '../dag/reasons.ts';
import { meant } from '../dag/targets.ts';
import { type Command, CommandError } from './command.ts';
import { expectedLine, inAll } from './expected-words.ts';
import { KERNEL } from './kernel-elsewhere.ts';
import { loadPipeline, PIPELINE, type Prepared, SET, withPrepared } from './prepare.ts';
import { choiceOf, STAGES } from './targets.ts';

export const status: Command = {
  name: 'status',
  summary: 'Say which stages of a pipeline are fresh, and why the others are not',
  arguments: [PIPELINE],
  rest: STAGES,
  options: [
    SET,
    KERNEL,
    { flags: '--verify, --deep', summary: 'check artifacts by content, not only by size' },
    { flags: '--why <stage>', summary: 'all that differs from when it last ran: both values' },
  ],
  async run(input) {
    const pipeline = await loadPipeline(input);
    const { deep, why } = input.options;
    return withPrepared(pipeline, input.signal, (prepared) =>
      why === undefined
        ? showPlan(prepared, input.stdout, {
            choice: choiceOf(prepared.stages, input),
            hashes: deep === true,
          })
        : showWhy(prepared, input.stdout, String(why)),
    );
  },
};

const WORDS = {
  stale: 'would run',
  // What is made again is often the same, and leaves what uses it fresh.
  open: 'may run',
  broken: 'cannot run',
} as const;

interface PlanOptions {
  readonly choice: Choice;
  readonly hashes: boolean;
  /** Whether it is said what each stage took before. */
  readonly isExpected?: boolean;
}

/** Prints a line a stage: fresh, or why it would, may or cannot run. Returns the exit code: 2 where one cannot run. */
export async function showPlan(
  { pipeline, stages, store }: Prepared,
  stdout: Writable,
  { choice, hashes, isExpected = false }: PlanOptions,
): Promise<number> {
  const planned = await plan(stages, { pipeline: pipeline.name, store, hashes, ...choice });
  const width = Math.max(...planned.map(({ stage }) => stage.name.length));
  const all = isExpected ? await expected(planned, pipeline.name, store) : null;
  for (const item of planned) {
    const said = item.state === 'fresh' ? 'fresh' : `${WORDS[item.state]}: ${item.why}`;
    const took = all && (item.state === 'stale' || item.state === 'open');
    const more = took ? expectedLine(item.stage.name, all.get(item.stage.name)) : '';
    stdout.write(`${item.stage.name.padEnd(width)}  ${said}${more}\n`);
  }
  if (all && all.size > 0) stdout.write(`${inAll(planned, all)}\n`);
  return planned.some(({ state }) => state === 'broken') ? 2 : 0;
}

/** Prints each thing that differs between a stage's last run and now, with both values whole. */
async function showWhy(
  { pipeline, stages, store }: Prepared,
  stdout: Writable,
  name: string,
): Promise<number> {
  const names = meant(stages, [name]);
  if (names.length > 1) throw new CommandError(`--why takes one stage, and ${name} means ${names.length}`, 2);
  const planned = await plan(stages, { pipeline: pipeline.name, store, targets: names, hashes: true });
  const item = planned.find(({ stage }) => stage.name === names[0]);
  if (item === undefined) throw new Error(`the plan lacks ${name}`);
  const said = item.state === 'fresh' ? 'fresh' : `${WORDS[item.state]}: ${item.why}`;
  stdout.write(`${item.stage.name}  ${said}\n`);
  if (item.state === 'fresh' || item.state === 'broken') return item.state === 'broken' ? 2 : 0;
  for (const { what, before, now } of await reasons(item.stage, stages, pipeline.name, store)) {
    stdout.write(`\n${what}\n  before  ${before}\n  now     ${now}\n`);
  }
  return 0;
}
