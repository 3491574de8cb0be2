import type { Front, Scores } from '../schema/types.ts';
import { r2, rmse, significant } from './number.ts';

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

/** Every network of the front with its test scores, and the baselines below them; MPE only where it says something. */
export function frontRows(front: Front, baselines: Front['baselines']): TextTable {
  const withMpe = isMpeTelling(baselines);
  const scoreCells = ({ test }: Scores) => [
    significant(rmse(test.mse), 4),
    r2(test.r2),
    ...(withMpe ? [mpe(test.mpe)] : []),
  ];
  const error = front.unit === '' ? 'RMSE' : `RMSE (${front.unit})`;
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
    ['least squares', baselines.ols],
    ['constant', baselines.constant],
    ['untrained space', baselines.untrained],
  ];
  return {
    header: [
      '',
      'weights',
      'neurons',
      'depth',
      ...(hasFolds(front) ? ['left out ±'] : []),
      error,
      'R²',
      ...(withMpe ? ['MPE (%)'] : []),
    ],
    rows: [
      ...networks,
      ...others.flatMap(([name, scores]): TextRow[] =>
        scores === null
          ? []
          : [
              {
                cells: [name, '', '', '', ...leftOutCells(front, scores), ...scoreCells(scores)],
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
  const { least, most } = TELLING_MPE;
  const without = `; MPE is left out, for that of the constant is not between ${least} and ${most} %`;
  const mpe = isMpeTelling(baselines) ? '' : without;
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

/** Columns of equal width, two spaces apart; a marked row starts with a star. */
export function alignedTable({ header, rows }: TextTable): string {
  const marked = rows.some((row) => row.marked);
  const lines = [header, ...rows.map((row) => row.cells)];
  const widths = header.map((_, column) => Math.max(...lines.map((cells) => (cells[column] ?? '').length)));
  return lines
    .map((cells, line) => {
      const star = marked ? (rows[line - 1]?.marked ? '* ' : '  ') : '';
      const padded = widths.map((width, column) => {
        const cell = cells[column] ?? '';
        return column === 0 ? cell.padEnd(width) : cell.padStart(width);
      });
      return `${star}${padded.join('  ')}`.trimEnd();
    })
    .join('\n');
}

function hasFolds({ selection }: Front): boolean {
  return selection?.by === 'folds';
}

/** Root mean square error on left-out rows, with its standard error where it is known; no cell without folds. */
function leftOutCells(front: Front, { validation, spread }: Scores & { spread?: number }): string[] {
  if (!hasFolds(front)) return [];
  const error = rmse(validation.mse);
  const about = spread === undefined ? '' : ` ± ${significant(spread / (2 * error), 2)}`;
  return [`${significant(error)}${about}`];
}

function isMpeTelling({ constant }: Front['baselines']): boolean {
  const { mpe } = constant.test;
  return mpe !== null && mpe >= TELLING_MPE.least && mpe <= TELLING_MPE.most;
}

function mpe(value: number | null): string {
  return value !== null && value > TELLING_MPE.most ? `> ${TELLING_MPE.most}` : significant(value);
}
