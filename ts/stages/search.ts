import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type StageContext, StageError } from '../dag/operation.ts';
import { applyScaling, fitScaling, type Scaling } from '../data/scale.ts';
import { TRAIN, VALIDATION } from '../data/split.ts';
import { float32, type Kernel, type Tensor } from '../kernel/index.ts';
import { generateBatch } from '../mlp/generate.ts';
import { frontTable } from '../report/table.ts';
import type { Front, SearchParameters, Space } from '../schema/types.ts';
import { openBudget } from './budget.ts';
import { loadSpace } from './load-space.ts';
import { folderOf, readJson, writeJson, writeResults } from './results.ts';
import { descend, type HistoryRow } from './search-descent.ts';
import { candidates, type Measured, measureFront } from './search-front.ts';
import type { StageDefinition } from './stage.ts';
import { readSplitTable, type SplitTable } from './table.ts';

const SPACE = 'space';
const SEARCH = 'search';

export const search: StageDefinition = {
  name: 'search',
  module: import.meta.url,
  python: ['search/latent.py', 'search/finish.py', 'search/archive.py'],
  ignored: [],
  files: [],
  async run(context, kernel) {
    const parameters = context.with as unknown as SearchParameters;
    const table = readSplitTable(folderOf(context, 'table'));
    const worker = await kernel();
    const { space } = await loadSpace(worker, SPACE, folderOf(context, 'space'), parameters.untrained);
    try {
      refuseMisfit(table, space);
      await findNetworks(context, worker, parameters, space, table);
    } finally {
      await worker.call('release', { handle: SPACE });
    }
  },
};

function refuseMisfit({ card }: SplitTable, { inputs, outputs }: Space): void {
  if (card.inputs.length > inputs) {
    throw new StageError(
      `${card.table} has ${card.inputs.length} input columns (${card.inputs.join(', ')}) and the space has networks ` +
        `of ${inputs}: choose at most ${inputs} with -S inputs=a,b,c, or give a space with more`,
      'user',
    );
  }
  if (outputs !== 1) {
    throw new StageError(`the space has networks of ${outputs} outputs; a table has one target`, 'user');
  }
}

async function findNetworks(
  context: StageContext,
  kernel: Kernel,
  parameters: SearchParameters,
  space: Space,
  table: SplitTable,
): Promise<void> {
  const scaling = fitScaling(parameters.scaling, table.x, table.y, table.part, space.output_activation);
  const tensors = { ...partTensors(space, table, scaling), ...startTensors(space, parameters) };
  const { latent, seed } = parameters;
  await kernel.call('search_init', { handle: SEARCH, autoencoder: SPACE, latent, seed }, tensors);
  try {
    const budget = openBudget(parameters.seconds, parameters.steps);
    const history = await descend(context, kernel, SEARCH, space.depths, parameters, budget);
    const { tensors: found } = await kernel.call('front', { handle: SEARCH });
    const untrained = untrainedScores(context);
    const measured = measureFront({ space, table, scaling, untrained, seed }, candidates(space, found));
    if (!measured) throw new StageError('the search found no network with a finite error');
    const front: Front = { ...measured.front, seed, seconds: budget.seconds(), steps: budget.steps };
    writeFront(context, { ...measured, front }, inUnits(history, scaling));
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

function writeFront(context: StageContext, { front, files }: Measured, history: readonly HistoryRow[]): void {
  mkdirSync(join(context.out, 'networks'));
  for (const [file, text] of files) writeFileSync(join(context.out, file), text);
  writeJson(context, 'history.json', history);
  writeJson(context, 'front.json', front);
  writeResults(context, { text: frontTable(front), files: { front: 'front.json' } });
}

/** The rows that the search may see, scaled; the inputs that the table lacks are 0. */
function partTensors({ inputs }: Space, { card, x, y, part }: SplitTable, scaling: Scaling) {
  const scaledX = applyScaling(scaling.inputs, x);
  const scaledY = applyScaling([scaling.output], y);
  const width = card.inputs.length;
  const select = (wanted: number): readonly [Tensor, Tensor] => {
    const rows = Array.from(part.keys()).filter((row) => part[row] === wanted);
    const chosen = new Float32Array(rows.length * inputs);
    rows.forEach((row, i) => {
      chosen.set(scaledX.subarray(row * width, (row + 1) * width), i * inputs);
    });
    const target = Float32Array.from(rows, (row) => scaledY[row] ?? Number.NaN);
    return [float32(chosen, rows.length, inputs), float32(target, rows.length, 1)];
  };
  const [x_train, y_train] = select(TRAIN);
  const [x_validation, y_validation] = select(VALIDATION);
  return { x_train, y_train, x_validation, y_validation };
}

/** Fresh random networks to start from, where the search starts from networks. */
function startTensors(space: Space, { latent, seed }: SearchParameters) {
  if (latent.start_from !== 'networks') return {};
  const { counts, rows } = generateBatch(space, `search/${seed}`, 0, latent.starts);
  const tensors: Record<string, Tensor> = {};
  space.depths.forEach((depth, d) => {
    const count = counts[d] ?? 0;
    const packed = rows[d];
    if (packed && count > 0) tensors[`starts_${depth}`] = float32(packed, count, packed.length / count);
  });
  return tensors;
}
