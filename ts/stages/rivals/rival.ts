import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type StageContext, StageError } from '../../dag/operation.ts';
import { saveFile } from '../../dag/save.ts';
import type { Kernel } from '../../kernel/index.ts';
import { frontTable } from '../../report/table.ts';
import type { Front, RivalParameters, Space } from '../../schema/types.ts';
import { type Budget, openBudget } from '../budget.ts';
import { folderOf, writeResults, writerFor } from '../results.ts';
import { type AboutSpace, aboutSpace } from '../space/about.ts';
import { readSpaceFile } from '../space/file.ts';
import { SPACE_FILE } from '../space/load.ts';
import type { StageDefinition } from '../stage.ts';
import { readSplitTable, type SplitTable, type TableCard } from '../tables/table.ts';
import { readTeacher, type TeacherFile } from '../tables/teacher.ts';
import { type FoundFront, findFormulas } from './formula.ts';
import { findNetworks } from './hunt.ts';
import { sklearnSpace } from './sklearn.ts';

/** What a comparison says about a rival. about.json, beside front.json */
export interface AboutRival {
  /** The space whose networks it finds; null for a rival without one. */
  readonly space: AboutSpace | null;
  readonly rival: Required<Pick<Front, 'seconds' | 'steps'>> & Pick<RivalParameters, 'kind' | 'seed'>;
  readonly table: TableCard;
  /** The network behind the table; null where the table was read from a file. */
  readonly teacher: TeacherFile | null;
}

export const rival: StageDefinition = {
  name: 'rival',
  module: import.meta.url,
  python: [
    'rival_init',
    'rival_steps',
    'offer_networks',
    'finish_init',
    'finish_steps',
    'end_round',
    'front',
    'fit_polynomial',
    'release',
  ],
  ignored: [],
  files: [],
  isTimed: ({ steps }) => steps === null,
  async run(context, kernel) {
    const parameters = context.with as unknown as RivalParameters;
    const table = readSplitTable(folderOf(context, 'table'));
    const { found, budget } = await find(context, kernel, parameters, table);
    if (!found) throw new StageError(`${parameters.kind} found nothing with a finite error`);
    const spent = { seconds: budget.seconds(), steps: budget.steps };
    const front: Front = { ...found.front, seed: parameters.seed, ...spent };
    for (const [file, text] of found.files) {
      mkdirSync(dirname(join(context.out, file)), { recursive: true });
      saveFile(join(context.out, file), text);
    }
    const write = writerFor(parameters);
    write(context, 'front.json', front);
    write(context, 'about.json', aboutRival(context, parameters, table, spent));
    writeResults(context, {
      text: `${parameters.kind}\n${frontTable(front)}`,
      files: { front: 'front.json' },
    });
  },
};

/** What the rival found, null where nothing is finite, and what it spent. */
async function find(
  context: StageContext,
  kernel: () => Promise<Kernel>,
  parameters: RivalParameters,
  table: SplitTable,
): Promise<{ found: FoundFront | null; budget: Budget }> {
  const { kind, seconds, steps } = parameters;
  const open = () => openBudget(seconds, steps, measuredRows(table));
  if (kind === 'constant' || kind === 'ols' || kind === 'polynomial') {
    const budget = open();
    return { found: await findFormulas(context, kernel, { ...parameters, kind }, table), budget };
  }
  const space = kind === 'sklearn_mlp' ? sklearnSpace(parameters.sklearn_mlp, table) : spaceOf(context);
  return findNetworks(context, await kernel(), { ...parameters, kind }, space, table, open);
}

function spaceOf(context: StageContext): Space {
  return readSpaceFile(join(folderOf(context, 'space'), SPACE_FILE)).card.space;
}

/** Rows at which networks are measured for the front. */
function measuredRows({ card }: SplitTable): number {
  return card.rows.validation + card.rows.test;
}

function aboutRival(
  context: StageContext,
  { kind, seed }: RivalParameters,
  { card }: SplitTable,
  spent: Required<Pick<Front, 'seconds' | 'steps'>>,
): AboutRival {
  const isOfSpace = ['direct_prune', 'finish_only', 'random_search'].includes(kind);
  return {
    space: isOfSpace ? aboutSpace(folderOf(context, 'space')) : null,
    rival: { kind, seed, ...spent },
    table: card,
    teacher: readTeacher(folderOf(context, 'table')),
  };
}
