import { type RunResult, run as runStages } from '../dag/run.ts';
import { openLog } from '../log/log.ts';
import { type Command, INTERRUPTED, type Input } from './command.ts';
import { GRID, loadGrid, PIPELINE, type Prepared, SET, withPrepared } from './prepare.ts';
import { resultsText } from './results-text.ts';
import { showPlan } from './status.ts';
import { CHOICE, choiceOf, jobsOf, STAGES } from './targets.ts';

export const run: Command = {
  name: 'run',
  summary: 'Run the stages of a pipeline that are not fresh',
  arguments: [PIPELINE],
  rest: STAGES,
  options: [
    { flags: '-n, --dry-run', summary: 'only say what would run, why, and what it took before' },
    ...CHOICE,
    { flags: '-j, --jobs <n>', summary: 'stages at once; those that measure time run alone ("1")' },
    { flags: '-k, --keep-going', summary: 'after a failure, run what does not depend on what failed' },
    SET,
    GRID,
    { flags: '--json', summary: 'events as lines of JSON on standard output' },
  ],
  async run(input) {
    const pipelines = await loadGrid(input);
    return withPrepared(pipelines[0], input.signal, async (first) => {
      const codes: number[] = [];
      for (const pipeline of pipelines) {
        const prepared = pipeline === pipelines[0] ? first : first.also(pipeline);
        if (pipelines.length > 1) process.stderr.write(`\n${pipeline.name}\n`);
        const code = await (input.options.dryRun ? planPrepared : runPrepared)(prepared, input);
        codes.push(code);
        if (code === INTERRUPTED || (code !== 0 && !input.options.keepGoing)) return code;
      }
      return Math.max(...codes);
    });
  },
};

function planPrepared(prepared: Prepared, input: Input): Promise<number> {
  const choice = choiceOf(prepared.stages, input);
  return showPlan(prepared, input.stdout, { choice, hashes: true, isExpected: true });
}

async function runPrepared(prepared: Prepared, input: Input): Promise<number> {
  const { options, stdout, signal } = input;
  const { pipeline, stages, store } = prepared;
  const choice = choiceOf(stages, input);
  const parallel = jobsOf(input);
  await store.prepare(); // where that is refused, the log cannot say it
  const file = store.logFile(pipeline.name, new Date());
  const keepGoing = options.keepGoing === true;
  const mode = options.json ? 'json' : 'auto';
  const log = openLog({ mode, stdout: process.stdout, stderr: process.stderr, file, now: Date.now });
  let result: RunResult;
  try {
    const { emit } = log;
    const { name } = pipeline;
    result = await runStages(stages, {
      pipeline: name,
      store,
      emit,
      signal,
      keepGoing,
      parallel,
      ...choice,
    });
  } finally {
    await log.close();
  }
  if (result.outcome === 'interrupted') return INTERRUPTED;
  // Of several failures, some may be the user's to mend, others not.
  if (result.outcome === 'failed') return result.blame === 'user' && !keepGoing ? 2 : 1;
  const { artifacts } = result;
  const made = stages.filter(({ name }) => artifacts[name] !== undefined);
  if (!options.json) stdout.write(resultsText(made, { pipeline: pipeline.name, store, artifacts }));
  return 0;
}
