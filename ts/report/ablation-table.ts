import { significant } from './number.ts';
import type { ReconstructionRow } from './page.ts';
import { alignedTable } from './table.ts';

/** One space among those that are compared. */
export interface AblationRow {
  readonly name: string;
  /** Seconds of training; null where that is not known. */
  readonly seconds: number | null;
  /** Of the best decoder and of the constant, one a depth of the networks encoded. */
  readonly rows: readonly ReconstructionRow[];
}

/** The best decoder's mean MPE and median FVU of each space by depth, as plain text: a row a space, then the constant. */
export function ablationText(spaces: readonly AblationRow[]): string {
  const depths = [...new Set(spaces.flatMap(({ rows }) => rows.map(({ encoder }) => encoder)))].sort(
    (a, b) => a - b,
  );
  const header = [
    '',
    ...depths.map((depth) => `MPE ${depth}`),
    ...depths.map((depth) => `FVU ${depth}`),
    'seconds',
  ];
  const line = (name: string, wanted: ReconstructionRow['decoder'], { rows, seconds }: AblationRow) => {
    const of = (depth: number) => rows.find((row) => row.decoder === wanted && row.encoder === depth);
    const cells = [
      name,
      ...depths.map((depth) => significant(of(depth)?.mpe_mean ?? null)),
      ...depths.map((depth) => significant(of(depth)?.fvu_median ?? null, 2)),
      wanted === 'constant' ? '' : significant(seconds),
    ];
    return { cells, marked: false, span: 1 };
  };
  const rows = spaces.map((space) => line(space.name, 'best', space));
  const first = spaces[0];
  const all = first ? [...rows, line('constant', 'constant', first)] : rows;
  return `${alignedTable({ header, rows: all })}\n`;
}
