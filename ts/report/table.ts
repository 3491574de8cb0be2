import type { Front, Scores } from '../schema/types.ts';
import { errorOf, lossOf, type Measured, MPE, measuredOf, type Score } from './measured.ts';
import { r2, significant } from './number.ts';

/** A table's cells as text; the first column is set left, the others right. */
export interface TextTable {
  readonly header: readonly string[];
  readonly rows: readonly TextRow[];
}

export interface TextRow {
  readonly cells: readonly string[];
  /** Columns that the first cell may take, as the next ones are empty. */
  readonly span: number;
  /** The row that a reader looks for. */
  readonly marked: boolean;
}

/** A search as `compare` sees it. */
export interface CompareRow {
  readonly name: string;
  readonly nonzeros: number;
  readonly r2: number;
  readonly ols_r2: number;
  /** r2 - ols_r2 */
  readonly difference: number;
}

/**
 * The MPE that the constant must have for MPE to say something, in percent: below, targets are so far from zero, or
 * beside the floor of MPE so small, that every error is a small share; above, they are about zero.
 */
const TELLING_MPE = { least: 0.1, most: 1000 } as const;

/** What MPE is, for who reads a table. */
export const MPE_MEANS = 'MPE: the median error, in percent of the truth';

/** Every network of the front with its test scores, and the baselines below them; MPE only where it says something. */
export function frontRows(front: Front, baselines: Front['baselines']): TextTable {
  const measured = measuredOf(front);
  const scores = tellingScores(measured, baselines);
  const scoreCells = ({ test }: Scores) => [
    significant(errorOf(measured, test), 4),
    ...scores.map((score) => score.written(score.of(test))),
  ];
  const networks = front.networks.map((network, index): TextRow => {
    const size = [
      network.nonzeros,
      network.neurons.reduce((sum, width) => sum + width, 0),
      network.depth,
    ].map(String);
    const name = index === front.chosen ? 'chosen' : '';
    return {
      cells: [name, ...size, ...leftOutCells(front, network), ...scoreCells(network)],
      marked: index === front.chosen,
      span: 1,
    };
  });
  const others: [string, Scores | null][] = [
    [measured.linear, baselines.ols],
    [measured.constant, baselines.constant],
    ['untrained space', baselines.untrained],
  ];
  return {
    header: [
      '',
      'weights',
      'neurons',
      'depth',
      ...(hasFolds(front) ? ['left out ±'] : []),
      measured.unit === '' ? measured.error : `${measured.error} (${measured.unit})`,
      ...scores.map(({ name }) => name),
    ],
    rows: [
      ...networks,
      ...others.flatMap(([name, scored]): TextRow[] =>
        scored === null
          ? []
          : [
              {
                cells: [name, '', '', '', ...leftOutCells(front, scored), ...scoreCells(scored)],
                marked: false,
                span: 4,
              },
            ],
      ),
    ],
  };
}

/** The front as plain text for a terminal; the scores are those of the test rows. */
export function frontTable(front: Front, baselines: Front['baselines'] = front.baselines): string {
  const table = alignedTable(frontRows(front, baselines));
  const measured = measuredOf(front);
  const { least, most } = TELLING_MPE;
  const without = `; MPE is left out, for that of the constant is not between ${least} and ${most} %`;
  const isMpeShown = tellingScores(measured, baselines).some(({ name }) => name === MPE);
  const mpe = isMpeShown ? `; ${MPE_MEANS}` : measured.scores.some(({ name }) => name === MPE) ? without : '';
  const by = hasFolds(front) ? 'by errors on left-out rows' : 'on the validation rows';
  return `${front.task}: networks by size, scored on the test rows; * was chosen ${by}${mpe}\n${table}\n`;
}

/** Searches beside least squares, and their medians, as plain text for a terminal. */
export function compareTable(rows: readonly CompareRow[]): string {
  const cells = (row: CompareRow) => [
    row.name,
    Number.isInteger(row.nonzeros) ? String(row.nonzeros) : row.nonzeros.toFixed(1),
    r2(row.r2),
    r2(row.ols_r2),
    `${row.difference > 0 ? '+' : ''}${r2(row.difference)}`,
  ];
  const body = rows.map((row): TextRow => ({ cells: cells(row), marked: false, span: 1 }));
  const middle = {
    name: `median of ${rows.length}`,
    nonzeros: median(rows.map((row) => row.nonzeros)),
    r2: median(rows.map((row) => row.r2)),
    ols_r2: median(rows.map((row) => row.ols_r2)),
    difference: median(rows.map((row) => row.difference)),
  };
  const header = ['task', 'weights', 'R²', 'R² least squares', 'difference'];
  return `${alignedTable({ header, rows: rows.length > 0 ? [...body, { cells: cells(middle), marked: false, span: 1 }] : [] })}\n`;
}

/** The middle value, or the mean of the two middle ones, of those that are known; NaN of nothing. */
export function median(values: readonly number[]): number {
  const sorted = values.filter(Number.isFinite).sort((a, b) => a - b);
  const upper = sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
  const lower = sorted[Math.ceil(sorted.length / 2) - 1] ?? Number.NaN;
  return (lower + upper) / 2;
}

/** Columns of equal width, two spaces apart; a marked row starts with a star, and a spanning cell is wide as its columns. */
export function alignedTable({ header, rows }: TextTable): string {
  const marked = rows.some((row) => row.marked);
  const lines = [{ cells: header, span: 1, marked: false }, ...rows];
  const widths = widthsOf(lines);
  return lines
    .map(({ cells, span, marked: isMarked }) => {
      const star = marked ? (isMarked ? '* ' : '  ') : '';
      const first = (cells[0] ?? '').padEnd(roomOf(widths.slice(0, span)));
      const others = widths.slice(span).map((width, index) => (cells[span + index] ?? '').padStart(width));
      return `${star}${[first, ...others].join('  ')}`.trimEnd();
    })
    .join('\n');
}

/** Each column is wide enough for its cells, and the first for what a spanning cell lacks. */
function widthsOf(lines: readonly Pick<TextRow, 'cells' | 'span'>[]): number[] {
  const columns = lines[0]?.cells.length ?? 0;
  const widths = Array.from({ length: columns }, (_, column) =>
    Math.max(
      ...lines.map(({ cells, span }) => (span > 1 && column < span ? 0 : (cells[column] ?? '').length)),
    ),
  );
  const lacking = lines.map(({ cells, span }) => (cells[0] ?? '').length - roomOf(widths.slice(0, span)));
  return widths.map((width, column) => (column === 0 ? width + Math.max(0, ...lacking) : width));
}

/** Characters of neighbouring columns, with the spaces between them. */
function roomOf(widths: readonly number[]): number {
  return widths.reduce((sum, width) => sum + width, 2 * (widths.length - 1));
}

function hasFolds({ selection }: Front): boolean {
  return selection?.by === 'folds';
}

/** The error on left-out rows, with its standard error where it is known; no cell without folds. */
function leftOutCells(front: Front, { validation, spread }: Scores & { spread?: number }): string[] {
  if (!hasFolds(front)) return [];
  const measured = measuredOf(front);
  const error = significant(errorOf(measured, validation));
  if (spread === undefined) return [error];
  return [`${error} ± ${significant(measured.spreadOfError(lossOf(validation), spread), 2)}`];
}

/** All but MPE where that of the constant says nothing; at most 1000 of it is written. */
function tellingScores({ scores }: Measured, { constant }: Front['baselines']): Score[] {
  const { least, most } = TELLING_MPE;
  return scores.flatMap((score): Score[] => {
    if (score.name !== MPE) return [score];
    const mpe = score.of(constant.test);
    if (mpe === null || mpe < least || mpe > most) return [];
    const written = (value: number | null) =>
      value !== null && value > most ? `> ${most}` : score.written(value);
    return [{ ...score, written }];
  });
}
