import { counted, percent, significant } from './number.ts';
import type { Reconstruction, ReconstructionRow } from './page.ts';
import { alignedTable } from './table.ts';

/** One measure of a latent space: a row a decoder, a column a depth of the networks encoded. */
export interface Matrix {
  readonly title: string;
  /** What a terminal calls it; null where it is left to the page. */
  readonly short: string | null;
  readonly columns: readonly string[];
  readonly rows: readonly {
    readonly name: string;
    readonly kind: string;
    readonly cells: readonly MatrixCell[];
  }[];
}

export interface MatrixCell {
  readonly text: string;
  /** No better than the constant of the same networks. */
  readonly beaten: boolean;
}

interface Measure {
  readonly title: string;
  readonly of: (row: ReconstructionRow) => number | null;
  readonly text: (value: number) => string;
  /** What a terminal calls it; null where it is left to the page. */
  readonly short: string | null;
  readonly better: 'low' | 'high';
}

const MEASURES: readonly Measure[] = [
  { title: 'Mean MPE (%)', of: (row) => row.mpe_mean, text: significant, short: 'MPE', better: 'low' },
  {
    title: 'Median MPE (%)',
    of: (row) => row.mpe_median,
    text: significant,
    short: null,
    better: 'low',
  },
  {
    title: 'Median FVU',
    of: (row) => row.fvu_median,
    text: (value) => significant(value, 2),
    short: 'FVU',
    better: 'low',
  },
  {
    title: 'Networks with R² ≥ 0.9',
    of: (row) => row.r2_share_90,
    text: percent,
    short: null,
    better: 'high',
  },
];

/** The measures of a reconstruction, each beside the constant's. */
export function reconstructionMatrices({ rows }: Reconstruction): Matrix[] {
  const depths = [...new Set(rows.map((row) => row.encoder))].sort((a, b) => a - b);
  const decoders = [...new Set(rows.map((row) => row.decoder))].sort((a, b) => rank(a) - rank(b));
  return MEASURES.map((measure) => ({
    title: measure.title,
    short: measure.short,
    columns: depths.map(String),
    rows: decoders.map((decoder) => ({
      name: typeof decoder === 'number' ? `decoder ${decoder}` : decoder,
      kind: typeof decoder === 'number' ? 'decoder' : decoder,
      cells: depths.map((depth) => matrixCell(rows, measure, decoder, depth)),
    })),
  }));
}

/** What was done to the decoded networks, or not to the decoders; empty for trained ones as they are. */
export function decodingText({
  masks,
  refine_steps,
  untrained,
}: Pick<Reconstruction, 'masks' | 'refine_steps' | 'untrained'>): string {
  const words = [
    ...(masks === 'soft' ? ['decoded networks with soft masks'] : []),
    ...(untrained ? ['untrained decoders'] : []),
    ...(refine_steps > 0
      ? [`decoded networks refined in ${counted(refine_steps, 'step')} towards what their latent points mean`]
      : []),
  ];
  return words.join(', ');
}

/** Mean MPE and median FVU as plain text for a terminal: a row a decoder, a column a depth. */
export function reconstructionText(reconstruction: Reconstruction): string {
  const shown = reconstructionMatrices(reconstruction).filter((matrix) => matrix.short !== null);
  const header = [
    '',
    ...shown.flatMap((matrix) => matrix.columns.map((depth) => `${matrix.short} ${depth}`)),
  ];
  const rows = (shown[0]?.rows ?? []).map((row, index) => {
    const cells = shown.flatMap((matrix) => (matrix.rows[index]?.cells ?? []).map((cell) => cell.text));
    return { cells: [row.name, ...cells], marked: false, span: 1 };
  });
  const decoding = decodingText(reconstruction);
  const title = `latent space on ${counted(reconstruction.networks, 'fresh network')} a depth: mean MPE (%) and median FVU by hidden layers${decoding && `; ${decoding}`}`;
  return `${title}\n${alignedTable({ header, rows })}\n`;
}

function matrixCell(
  rows: readonly ReconstructionRow[],
  measure: Measure,
  decoder: ReconstructionRow['decoder'],
  depth: number,
): MatrixCell {
  const find = (wanted: ReconstructionRow['decoder']) =>
    rows.find((row) => row.decoder === wanted && row.encoder === depth);
  const row = find(decoder);
  const constant = find('constant');
  if (row === undefined) return { text: '–', beaten: false };
  const value = measure.of(row) ?? Number.NaN;
  const reference =
    constant === undefined || decoder === 'constant' ? Number.NaN : (measure.of(constant) ?? Number.NaN);
  return {
    text: measure.text(value),
    beaten: measure.better === 'low' ? value >= reference : value < reference,
  };
}

const BELOW: readonly ReconstructionRow['decoder'][] = ['best', 'oracle', 'constant'];

/** Decoders by depth, then the best of them, then the best network by network, then the constant. */
function rank(decoder: ReconstructionRow['decoder']): number {
  return typeof decoder === 'number'
    ? decoder
    : Number.MAX_SAFE_INTEGER - BELOW.length + BELOW.indexOf(decoder);
}
