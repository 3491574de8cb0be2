import type { Emit } from '../dag/event.ts';
import { type RunResult, run as runStages } from '../dag/run.ts';
import { keepRun, type RunFacts, type RunSummary } from '../dag/runs.ts';
import { openLog } from '../log/log.ts';
import { metricsOf } from '../stages/metrics.ts';
import { type Command, INTERRUPTED, type Input } from './command.ts';
import { KERNEL } from './kernel-elsewhere.ts';
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
    KERNEL,
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
  const kept = await keepRun(store, pipeline.name, factsOf(prepared), new Date());
  const file = kept.events;
  const keepGoing = options.keepGoing === true;
  const mode = options.json ? 'json' : 'auto';
  const log = openLog({ mode, stdout: process.stdout, stderr: process.stderr, file, now: Date.now });
  const begin = performance.now();
  let result: RunResult;
  try {
    const emit: Emit = (event) => {
      kept.count(event);
      log.emit(event);
    };
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
    const seconds = (performance.now() - begin) / 1000;
    await kept.end(result.outcome, seconds, metricsIn(result)).catch((error: unknown) => {
      process.stderr.write(`what became of this run cannot be kept: ${String(error)}\n`);
    });
  } catch (error) {
    await kept.end('failed', (performance.now() - begin) / 1000, {}).catch(() => {});
    throw error;
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

/** What the artifacts of a run say in numbers, of stages that do. */
function metricsIn({ artifacts }: RunResult): RunSummary['metrics'] {
  const all = Object.entries(artifacts).map(([stage, folder]) => [stage, metricsOf(folder)] as const);
  return Object.fromEntries(all.filter(([, metrics]) => Object.keys(metrics).length > 0));
}

/** What a run is made of and on: the pipeline with all that was set and every default, and the machine. */
function factsOf({ pipeline, machine }: Prepared): RunFacts {
  const { file, desc, vars, device, threads, jobs } = pipeline;
  const stages = Object.fromEntries(
    jobs.map(({ name, op, with: given, deps }) => [name, { op, with: given, deps }]),
  );
  return { config: { file, desc, vars, device, threads, stages }, environment: machine };
}
