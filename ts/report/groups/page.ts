import type { GroupsFile } from '../../schema/types.ts';
import { counted, significant } from '../number.ts';
import { renderTablesPage, type Section } from '../tables-page.ts';
import { scoresFigure, sizesFigure } from './figures.ts';
import { groupRows, meanOf, medianSize, scoreOf, standing, summaryRows } from './table.ts';

/** One HTML page about the networks of all groups, complete in itself: no script, no font, nothing fetched. */
export async function renderGroupsPage(file: GroupsFile, title: string): Promise<string> {
  const drawn = await Promise.all([scoresFigure(file), sizesFigure(file)]);
  const score = scoreOf(file);
  return renderTablesPage({
    title: title || `${file.target} from ${file.table}, by ${file.by}`,
    headline: headline(file),
    facts: facts(file),
    tables: [
      {
        title: 'All groups together',
        note: `${score.name} on the test rows of each group, that neither its search nor the choice of its network saw.`,
        table: summaryRows(file),
      },
    ],
    details: [
      {
        title: 'Every group',
        note: `In each folder: chosen.json, the network to take; front.json and networks/, all sizes. npx swat predict FOLDER TABLE takes for each row the network of its ${file.by}.`,
        table: groupRows(file),
      },
      ...leftOut(file),
    ],
    figures: drawn.filter((figure) => figure !== null),
  });
}

function headline(file: GroupsFile): string[] {
  const score = scoreOf(file);
  const { better, level, worse } = standing(file);
  const tests = file.groups.flatMap(({ test }) => test ?? []);
  const mean = tests.length === 0 ? null : meanOf(tests);
  const size = medianSize(file);
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
    ['Rows', `${counted(rows, 'row')} in ${counted(groups.length, 'group')}`],
    ...(seconds === undefined
      ? []
      : [['Wall time of the searches', `${significant(seconds)} s`] as [string, string]]),
    ...(left_out.length === 0
      ? []
      : [['Groups without a network', String(left_out.length)] as [string, string]]),
  ];
}

function leftOut({ by, left_out }: GroupsFile): Section[] {
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
