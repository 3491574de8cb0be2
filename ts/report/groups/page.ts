import { Eta } from 'eta';
import type { GroupsFile } from '../../schema/types.ts';
import { swatch } from '../figure.ts';
import { counted, significant } from '../number.ts';
import { median } from '../table.ts';
import { style } from '../templates/style.ts';
import { tablesTemplate } from '../templates/tables.ts';
import { scoresFigure, sizesFigure } from './figures.ts';
import { groupRows, meanOf, scoreOf, standing, summaryRows } from './table.ts';

const eta = new Eta({ autoEscape: true, autoTrim: false });

/** One HTML page about the networks of all groups, complete in itself: no script, no font, nothing fetched. */
export async function renderGroupsPage(file: GroupsFile, title: string): Promise<string> {
  const drawn = await Promise.all([scoresFigure(file), sizesFigure(file)]);
  const score = scoreOf(file);
  return eta.renderString(tablesTemplate, {
    title: title || `${file.target} from ${file.table}, by ${file.by}`,
    style,
    headline: headline(file),
    facts: facts(file),
    tables: [
      {
        title: 'All groups together',
        note: `${score.name} on the test rows of each group, that neither its search nor the choice of its network saw.`,
        table: summaryRows(file),
      },
      {
        title: 'Every group',
        note: `In each folder: chosen.json, the network to take; front.json and networks/, all sizes. npx swat predict FOLDER TABLE takes for each row the network of its ${file.by}.`,
        table: groupRows(file),
      },
      ...leftOut(file),
    ],
    figures: drawn
      .filter((figure) => figure !== null)
      .map((figure) => ({ ...figure, swatches: figure.legend.map(swatch) })),
  });
}

function headline(file: GroupsFile): string[] {
  const score = scoreOf(file);
  const { better, level, worse } = standing(file);
  const tests = file.groups.flatMap(({ test }) => test ?? []);
  const mean = tests.length === 0 ? null : meanOf(tests);
  const size = median(file.groups.map(({ nonzeros }) => nonzeros));
  return [
    `${counted(file.groups.length, 'network')}, one for each ${file.by}: ${score.name} ${score.written(mean)} in the mean, with ${size} non-zero weights in the median.`,
    `Beside ${score.theLinear} of the same rows the network is better in ${counted(better, 'group')}, level (within .01) in ${level}, worse in ${worse}.`,
  ];
}

function facts({ groups, seconds, left_out }: GroupsFile): [string, string][] {
  const count = (rule: GroupsFile['groups'][number]['rule']) =>
    groups.filter((group) => group.rule === rule).length;
  const rows = groups.reduce((sum, { fitted, tested }) => sum + fitted + tested, 0);
  return [
    [
      'What is chosen',
      `a network with hidden neurons in ${counted(count('network'), 'group')}, a straight line in ${count('line')}, the constant in ${count('constant')}`,
    ],
    ['Rows', `${rows} in ${counted(groups.length, 'group')}`],
    ['Wall time of the searches', `${significant(seconds)} s`],
    ...(left_out.length === 0
      ? []
      : [['Groups without a network', String(left_out.length)] as [string, string]]),
  ];
}

function leftOut({ by, left_out }: GroupsFile) {
  if (left_out.length === 0) return [];
  return [
    {
      title: 'Groups without a network',
      note: 'Nothing can be learned from their rows by themselves.',
      table: {
        header: [by, 'rows', 'why'],
        rows: left_out.map(({ name, rows, reason }) => ({
          cells: [name, String(rows), reason],
          marked: false,
          span: 1,
        })),
      },
    },
  ];
}
