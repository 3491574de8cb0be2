import type { GroupsFile } from '../../schema/types.ts';
import { counted, percent, r2 } from '../number.ts';
import { alignedTable, median, type TextRow, type TextTable } from '../table.ts';

type GroupFit = GroupsFile['groups'][number];

/** How the scores of groups are called and written. */
export interface GroupScore {
  readonly name: string;
  readonly linear: string;
  /** The linear model within a sentence. */
  readonly theLinear: string;
  readonly constant: string;
  written(value: number | null): string;
}

export function scoreOf({ score }: GroupsFile): GroupScore {
  return score === 'r2'
    ? { name: 'R²', linear: 'least squares', theLinear: 'least squares', constant: 'constant', written: r2 }
    : {
        name: 'accuracy',
        linear: 'logistic model',
        theLinear: 'the logistic model',
        constant: 'constant (most frequent class)',
        written: (value) => percent(value, 1),
      };
}

/** Scores that differ by less are level. */
const LEVEL = 0.01;

/** In how many groups the chosen network is better than the linear model on test rows, level with it, worse. */
export function standing({ groups }: GroupsFile): { better: number; level: number; worse: number } {
  const differences = groups.flatMap(({ test, linear }) =>
    test === null || linear === null ? [] : [test - linear],
  );
  const better = differences.filter((difference) => difference > LEVEL).length;
  const worse = differences.filter((difference) => difference < -LEVEL).length;
  return { better, level: differences.length - better - worse, worse };
}

/** The scores of all groups in five numbers a method. */
export function summaryRows(file: GroupsFile): TextTable {
  const score = scoreOf(file);
  const methods: [string, (group: GroupFit) => number | null][] = [
    ['chosen networks', ({ test }) => test],
    [score.linear, ({ linear }) => linear],
    [score.constant, ({ constant }) => constant],
  ];
  const rows = methods.flatMap(([name, of], place): TextRow[] => {
    const values = file.groups.map(of).filter((value) => value !== null);
    if (values.length === 0) return [];
    const numbers = place === 0 ? String(median(file.groups.map(({ nonzeros }) => nonzeros))) : '';
    const spread = SHARES.map((share) => score.written(quantile(values, share)));
    return [
      { cells: [name, numbers, score.written(meanOf(values)), ...spread], marked: place === 0, span: 1 },
    ];
  });
  return {
    header: ['', 'weights (median)', `mean ${score.name}`, 'worst tenth', 'median', 'best tenth'],
    rows,
  };
}

/** Below which values a tenth of the groups lie, half, and nine tenths. */
const SHARES = [0.1, 0.5, 0.9] as const;

function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.round(share * (sorted.length - 1))] as number;
}

export function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Every group with its network and scores. */
export function groupRows(file: GroupsFile): TextTable {
  const score = scoreOf(file);
  const rows = file.groups.map((group): TextRow => {
    const { name, fitted, nonzeros, depth, test, linear, constant, folder } = group;
    const scores = [test, linear, constant].map(score.written);
    return {
      cells: [name, String(fitted), String(nonzeros), String(depth), ...scores, folder],
      marked: false,
      span: 1,
    };
  });
  return {
    header: [
      file.by,
      'rows',
      'weights',
      'depth',
      score.name,
      score.linear,
      score.constant.replace(/ \(.*/, ''),
      'folder',
    ],
    rows,
  };
}

/** The groups whose networks do worst, from the worst on. */
const WORST = 5;

/** Groups in numbers, and those that do worst, as plain text for a terminal. */
export function groupsTable(file: GroupsFile): string {
  const score = scoreOf(file);
  const { better, level, worse } = standing(file);
  const sorted = file.groups
    .filter(({ test }) => test !== null)
    .toSorted((a, b) => (a.test as number) - (b.test as number));
  const lowest = { ...file, groups: sorted.slice(0, WORST) };
  const low = sorted.length > 2 * WORST ? [`those that do worst:`, alignedTable(groupRows(lowest)), ''] : [];
  return [
    `${file.table}: ${counted(file.groups.length, 'network')}, one for each ${file.by}, by ${score.name} on test rows`,
    alignedTable(summaryRows(file)),
    `beside ${score.theLinear}: better in ${better} groups, level in ${level}, worse in ${worse}`,
    '',
    ...low,
  ].join('\n');
}
