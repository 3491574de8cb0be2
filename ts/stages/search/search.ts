import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type StageContext, StageError } from '../../dag/operation.ts';
import { saveFile } from '../../dag/save.ts';
import type { Dealing } from '../../data/folds.ts';
import { fitScaling, type Scaling } from '../../data/scale.ts';
import type { Kernel } from '../../kernel/index.ts';
import { frontTable } from '../../report/table.ts';
import type { Front, SearchParameters, Space } from '../../schema/types.ts';
import { openBudget, progressOf } from '../budget.ts';
import { Pace } from '../folds/plan.ts';
import { dealingOf, foldRows } from '../folds/rows.ts';
import { findByFolds } from '../folds/search.ts';
import { folderOf, readJson, writeJson, writeResults, writerFor } from '../results.ts';
import { drawnNetworks } from '../space/drawn-networks.ts';
import type { StageDefinition } from '../stage.ts';
import { readSplitTable, type SplitTable } from '../tables/table.ts';
import { aboutSearch } from './about.ts';
import { coveredShare } from './coverage.ts';
import { descend } from './descent.ts';
import { candidates, type Measured, measureFront } from './front.ts';
import { fits, type GivenSpace, loadedFor, readsTables, withGivenSpace } from './given-space.ts';
import { refuseMisfit } from './misfit.ts';
import { partTensors } from './part-tensors.ts';
import type { HistoryRow } from './pass.ts';
import { leavePath } from './path.ts';

const SEARCH = 'search';

export const search: StageDefinition = {
  name: 'search',
  module: import.meta.url,
  python: [
    'load',
    'search_init',
    'search_steps',
    'search_path',
    'offer_networks',
    'finish_init',
    'finish_steps',
    'end_round',
    'front',
    'folds_init',
    'folds_steps',
    'folds_found',
    'release',
  ],
  ignored: [],
  files: ['space'],
  isTimed: ({ steps }) => steps === null,
  async run(context, kernel) {
    const parameters = context.with as unknown as SearchParameters;
    const table = readSplitTable(folderOf(context, 'table'));
    const worker = await kernel();
    await withGivenSpace(context, worker, parameters, async (given) => {
      const isDescended = given !== null && !readsTables(given) && fits(given, table);
      const dealing = dealingOf(parameters, table, isDescended);
      if (dealing) await findByFoldsIn(context, worker, parameters, given, table, dealing);
      else if (parameters.budget !== null) refuseBudget(table);
      else if (given) await findNetworks(context, worker, parameters, given, table);
      else refuseWithoutSpace(table);
    });
  },
};

function refuseBudget({ card }: SplitTable): never {
  throw new StageError(
    `${card.table} is searched through a latent space, which keeps to no budget: give this stage no space, or no budget`,
    'user',
  );
}

function refuseWithoutSpace({ card }: SplitTable): never {
  throw new StageError(
    `${card.table} is searched through a latent space, with scaling: none: give this stage the dependency space`,
    'user',
  );
}

/** By folds, with or without a latent space; one that does not fit the table has no part in it. */
async function findByFoldsIn(
  context: StageContext,
  kernel: Kernel,
  parameters: SearchParameters,
  given: GivenSpace | null,
  table: SplitTable,
  dealing: Dealing,
): Promise<void> {
  const budget = openBudget(parameters.seconds, parameters.steps, table.card.rows.test);
  const rows = foldRows(table, dealing, parameters);
  if (rows.loss === 'huber' && parameters.loss === 'auto')
    context.notice(
      "errors count by Huber's loss, so that the row that holds most of the target's variation does not decide alone (--loss squared: by their squares)",
    );
  const loaded = loadedFor(given, table, context.notice);
  if (rows.seen.length === 0)
    throw new StageError(`no input of ${table.card.table} varies: there is nothing to predict from`, 'user');
  const untrained = untrainedScores(context);
  const search = {
    parameters,
    tables: [{ table, rows }],
    loaded,
    budget,
    untrained,
    pace: new Pace(),
  } as const;
  const [measured] = await findByFolds(context, kernel, search, (step, all) => {
    const { done, total, unit } = progressOf(budget, step, all);
    context.progress(done, total, unit, 'folds');
  });
  if (!measured) {
    const option = budget.unit === 'steps' ? 'steps (--steps)' : 'time (--time)';
    throw new StageError(`the search found no network with a finite error: give it more ${option}`);
  }
  if (measured.front.selection?.with_hidden === 0 && parameters.folds.drawn.length > 0)
    context.notice(
      `the ${budget.unit === 'steps' ? 'steps (--steps) were too few' : 'time (--time) was too short'} for networks with hidden neurons: only straight lines were tried`,
    );
  const spent = { seconds: budget.seconds(), steps: budget.steps };
  const write = writerFor(parameters);
  writeFront(
    context,
    write,
    { ...measured, front: { ...measured.front, seed: parameters.seed, ...spent } },
    [],
  );
  const { networks, chosen } = measured.front;
  const file = measured.files.get(networks[chosen]?.file ?? '') ?? '';
  write(context, 'about.json', aboutSearch(context, table, spent, coveredShare(JSON.parse(file), table)));
}

async function findNetworks(
  context: StageContext,
  kernel: Kernel,
  parameters: SearchParameters,
  { handle, card: { space } }: GivenSpace,
  table: SplitTable,
): Promise<void> {
  refuseMisfit(table, space);
  const scaling = fitScaling(parameters.scaling, table.x, table.y, table.part, space.output_activation);
  const tensors = { ...partTensors(space.inputs, table, scaling), ...startTensors(space, parameters) };
  const { latent, seed } = parameters;
  await kernel.call('search_init', { handle: SEARCH, autoencoder: handle, latent, seed }, tensors);
  try {
    const { validation, test } = table.card.rows;
    const budget = openBudget(parameters.seconds, parameters.steps, validation + test);
    const history = await descend(context, kernel, SEARCH, space, parameters, budget);
    const { tensors: found } = await kernel.call('front', { handle: SEARCH });
    await leavePath(context, kernel, SEARCH, parameters);
    const untrained = untrainedScores(context);
    const measured = measureFront({ space, table, scaling, untrained, seed }, candidates(space, found));
    if (!measured) throw new StageError('the search found no network with a finite error');
    const spent = { seconds: budget.seconds(), steps: budget.steps };
    const front: Front = { ...measured.front, seed, ...spent };
    const write = writerFor(parameters);
    writeFront(context, write, { ...measured, front }, inUnits(history, scaling));
    write(context, 'about.json', aboutSearch(context, table, spent));
  } finally {
    await kernel.call('release', { handle: SEARCH });
  }
}

/** The chosen network's scores of the search through an untrained space, where this stage was given one. */
function untrainedScores({ deps }: StageContext): Front['baselines']['untrained'] {
  if (deps.untrained === undefined) return null;
  const { networks, chosen } = readJson<Front>(folderOf({ deps }, 'untrained'), 'front.json');
  const network = networks[chosen];
  return network ? { validation: network.validation, test: network.test } : null;
}

/** The history's errors in the target's unit, squared. */
function inUnits(history: readonly HistoryRow[], { output }: Scaling): HistoryRow[] {
  return history.map((row) => ({ ...row, validation_mse: row.validation_mse * output.scale ** 2 }));
}

function writeFront(
  context: StageContext,
  write: typeof writeJson,
  { front, depths, files }: Measured,
  history: readonly HistoryRow[],
): void {
  mkdirSync(join(context.out, 'networks'));
  for (const [file, text] of files) saveFile(join(context.out, file), text);
  write(context, 'history.json', history);
  saveFile(join(context.out, 'chosen.json'), files.get(front.networks[front.chosen]?.file ?? '') ?? '');
  write(context, 'front.json', front);
  writeJson(context, 'depths.json', depths);
  noteConstants(context, depths);
  writeResults(context, { text: frontTable(front), files: { front: 'front.json', chosen: 'chosen.json' } });
}

/** Says where the search failed, though it found a network: the penalty took every link. */
function noteConstants({ notice }: StageContext, depths: Measured['depths']): void {
  const empty = depths.filter(({ networks }) => networks.every(({ nonzeros }) => nonzeros === 0));
  if (empty.length === 0) return;
  notice(
    `everything was pruned away at ${empty.length === 1 ? 'depth' : 'depths'} ${empty.map(({ depth }) => depth).join(', ')}: only a constant was found there`,
  );
}

/** Fresh random networks to start from, where the search starts from networks. */
function startTensors(space: Space, { latent, seed }: SearchParameters) {
  if (latent.start_from !== 'networks') return {};
  return drawnNetworks(space, 'starts', `search/${seed}`, latent.starts);
}
