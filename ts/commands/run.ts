import { type RunResult, run as runStages } from '../dag/run.ts';
import { openLog } from '../log/log.ts';
import { type Command, INTERRUPTED, type Input } from './command.ts';
import { loadPipeline, PIPELINE, type Prepared, SET, withPrepared } from './prepare.ts';
import { resultsText } from './results-text.ts';
import { showPlan } from './status.ts';

export const run: Command = {
  name: 'run',
  summary: 'Run the stages of a pipeline that are not fresh',
  arguments: [PIPELINE],
  options: [
    { flags: '-n, --dry-run', summary: 'only say what would run, and why' },
    { flags: '-f, --force', summary: 'run fresh stages again' },
    { flags: '-k, --keep-going', summary: 'after a failure, run what does not depend on what failed' },
    SET,
    { flags: '--json', summary: 'events as lines of JSON on standard output' },
  ],
  async run(input) {
    const pipeline = await loadPipeline(input);
    return withPrepared(pipeline, input.signal, (prepared) =>
      input.options.dryRun
        ? showPlan(prepared, input.stdout, { force: input.options.force === true, hashes: true })
        : runPrepared(prepared, input),
    );
  },
};

async function runPrepared(prepared: Prepared, { options, stdout, signal }: Input): Promise<number> {
  const { pipeline, stages, store } = prepared;
  await store.prepare(); // where that is refused, the log cannot say it
  const file = store.logFile(pipeline.name, new Date());
  const keepGoing = options.keepGoing === true;
  const mode = options.json ? 'json' : 'auto';
  const log = openLog({ mode, stdout: process.stdout, stderr: process.stderr, file, now: Date.now });
  let result: RunResult;
  try {
    const choice = options.force ? { force: 'all' as const } : {};
    const { emit } = log;
    result = await runStages(stages, { pipeline: pipeline.name, store, emit, signal, keepGoing, ...choice });
  } finally {
    await log.close();
  }
  if (result.outcome === 'interrupted') return INTERRUPTED;
  // Of several failures, some may be the user's to mend, others not.
  if (result.outcome === 'failed') return result.blame === 'user' && !keepGoing ? 2 : 1;
  const { artifacts } = result;
  if (!options.json) stdout.write(resultsText(stages, { pipeline: pipeline.name, store, artifacts }));
  return 0;
}
