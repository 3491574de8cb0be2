import { listRuns, type RunSummary, readRunFacts } from '../dag/runs.ts';
import { Store } from '../dag/store.ts';
import { duration } from '../log/duration.ts';
import { type Command, CommandError, type Input } from './command.ts';
import { differencesOf } from './runs-diff.ts';
import { exportRun } from './runs-export.ts';
import { FORMATS, formatOf, type Table, written } from './table-formats.ts';

export const runs: Command = {
  name: 'runs',
  summary:
    'List the runs of pipelines in this folder, show one, what differs between two, or write them for TensorBoard',
  rest: {
    name: 'words',
    summary:
      'nothing, or a pipeline: its runs; show RUN; diff A B; export RUN... A run is an id or its beginning, a pipeline (its last run) or last',
    isOptional: true,
  },
  options: [
    ...FORMATS,
    { flags: '--to <format>', summary: 'export: tensorboard, event files with the numbers of each stage' },
    { flags: '--out <dir>', summary: 'export: where; a folder of its own for each run' },
  ],
  async run(input) {
    const store = new Store(process.cwd());
    const all = listRuns(store);
    const [verb, ...words] = input.rest ?? [];
    if (verb === 'diff') return diff(store, all, words, input);
    if (verb === 'show') return show(store, all, words, input);
    if (verb === 'export') return exportRuns(store, all, words, input);
    if (words.length > 0)
      throw new CommandError('swat runs takes a pipeline, show RUN, diff A B, or export RUN...', 2);
    return list(verb === undefined ? all : all.filter(({ pipeline }) => pipeline === verb), input);
  },
};

function list(all: readonly RunSummary[], input: Input): number {
  const format = formatOf(input);
  if (all.length === 0 && format === 'text') {
    process.stderr.write(
      'no runs are kept here: they lie in .swat/runs of the folder that swat run was called in\n',
    );
    return 0;
  }
  const table: Table = {
    header: ['run', 'pipeline', 'outcome', 'time', 'made', 'fresh', 'failed'],
    rows: all.map(({ id, pipeline, outcome, seconds, stages }) => [
      id,
      pipeline,
      outcome,
      seconds === null ? '' : format === 'csv' ? String(seconds) : duration(seconds),
      ...[stages.made, stages.fresh, stages.failed].map(String),
    ]),
  };
  input.stdout.write(format === 'json' ? `${JSON.stringify(all, null, 1)}\n` : written(table, format));
  return 0;
}

async function show(
  store: Store,
  all: readonly RunSummary[],
  words: readonly string[],
  { stdout }: Input,
): Promise<number> {
  const [word] = words;
  if (word === undefined || words.length > 1) throw new CommandError('swat runs show takes one run', 2);
  const run = found(all, word);
  stdout.write(`${JSON.stringify({ ...run, ...(await readRunFacts(store, run)) }, null, 1)}\n`);
  return 0;
}

async function diff(
  store: Store,
  all: readonly RunSummary[],
  words: readonly string[],
  input: Input,
): Promise<number> {
  const [a, b] = words;
  if (a === undefined || b === undefined || words.length > 2)
    throw new CommandError('swat runs diff takes two runs', 2);
  const [before, after] = [found(all, a), found(all, b)];
  const format = formatOf(input);
  const rows = await differencesOf(store, before, after);
  if (format === 'json') {
    input.stdout.write(`${JSON.stringify({ a: before.id, b: after.id, differences: rows }, null, 1)}\n`);
    return 0;
  }
  const table: Table = {
    header: ['', before.id, after.id, 'difference'],
    rows: rows.map(({ what, name, a: old, b: now, difference }) => [
      `${what}: ${name}`,
      ...[old, now, difference ?? undefined].map((value) => textOf(value, format === 'csv')),
    ]),
  };
  input.stdout.write(written(table, format));
  return 0;
}

async function exportRuns(
  store: Store,
  all: readonly RunSummary[],
  words: readonly string[],
  { options, stdout }: Input,
): Promise<number> {
  if (words.length === 0 || options.to !== 'tensorboard' || options.out === undefined)
    throw new CommandError('say swat runs export RUN... --to tensorboard --out DIR', 2);
  for (const run of words.map((word) => found(all, word))) {
    const { file, numbers, lost } = await exportRun(store, run, String(options.out));
    stdout.write(`${file}: ${numbers} numbers\n`);
    if (lost.length > 0)
      process.stderr.write(`${run.id}: what these stages made is not there any more: ${lost.join(', ')}\n`);
  }
  process.stderr.write(`to look at them: tensorboard --logdir ${String(options.out)}\n`);
  return 0;
}

/** The run that a word means: an id, the beginning of one alone, `last`, or a pipeline's last. */
function found(all: readonly RunSummary[], word: string): RunSummary {
  const exact = all.find(({ id }) => id === word);
  const last = word === 'last' ? all.at(-1) : all.findLast(({ pipeline }) => pipeline === word);
  if (exact ?? last) return (exact ?? last) as RunSummary;
  const beginning = all.filter(({ id }) => id.startsWith(word));
  const [only] = beginning;
  if (only && beginning.length === 1) return only;
  const why = only ? `${beginning.length} runs begin with ${word}` : `there is no run ${word}`;
  throw new CommandError(`${why}: swat runs lists them`, 2);
}

/** For people, numbers with six digits. */
function textOf(value: unknown, isWhole: boolean): string {
  if (value === undefined) return '';
  if (typeof value === 'number' && !isWhole) return String(Number(value.toPrecision(6)));
  return typeof value === 'string' ? value : JSON.stringify(value);
}
