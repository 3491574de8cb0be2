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
    SET,
    { flags: '--json', summary: 'events as lines of JSON on standard output' },
  ],
  async run(input) {
    const pipeline = await loadPipeline(input);
    return withPrepared(pipeline, input.signal, (prepared) =>
      input.options.dryRun
        ? showPlan(prepared, input.stdout, { force: input.options.force === true })
        : runPrepared(prepared, input),
    );
  },
};

async function runPrepared(prepared: Prepared, { options, stdout, signal }: Input): Promise<number> {
  const { pipeline, stages, store } = prepared;
  const file = store.logFile(pipeline.name, new Date());
  const mode = options.json ? 'json' : 'auto';
  const log = openLog({ mode, stdout: process.stdout, stderr: process.stderr, file, now: Date.now });
  let result: RunResult;
  try {
    const choice = options.force ? { force: 'all' as const } : {};
    result = await runStages(stages, { pipeline: pipeline.name, store, emit: log.emit, signal, ...choice });
  } finally {
    await log.close();
  }
  if (result.outcome === 'interrupted') return INTERRUPTED;
  if (result.outcome === 'failed') return result.blame === 'user' ? 2 : 1;
  const { artifacts } = result;
  if (!options.json) stdout.write(resultsText(stages, { pipeline: pipeline.name, store, artifacts }));
  return 0;
}
