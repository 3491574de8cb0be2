import { counted } from '../number.ts';
import { spaceLine } from './budget-line.ts';
import {
  cellSpread,
  type Decoder,
  decodersOf,
  encodersOf,
  type Measure,
  publishedMpe,
  publishedText,
} from './cells.ts';
import { FAMILY_NAMES, LOSS_NAMES, type SpaceGroup } from './groups.ts';
import type { GridCell, GridRow, GridTable } from './section.ts';
import { shareText, spreadText } from './spread-text.ts';
import type { Published } from './study.ts';

/** The losses of the paper's Table 1. */
const PUBLISHED_LOSSES = ['min', 'p_2', 'p_minus_2'];

/** A column of the table: networks of one depth through the spaces of a group. */
interface Column {
  readonly group: SpaceGroup;
  readonly encoder: number;
}

/**
 * Table 1 or 3 in the paper's layout: decoders by rows, depths of the encoded networks by columns, a block of columns
 * a group. Each cell is mean MPE in percent, ours beside the paper's; below, the constant of the very same networks.
 */
export function mpeGrid(id: string, caption: string, groups: readonly SpaceGroup[], published: Published) {
  const columns = columnsOf(groups);
  const cell = (decoder: Decoder) => (column: Column) => mpeCell(column, decoder, published);
  const rows: GridRow[] = [
    ...decoderRows(groups, cell),
    { name: 'best', kind: 'sum', cells: columns.map(cell('best')) },
    { name: 'oracle', kind: 'reference', cells: columns.map(cell('oracle')) },
    { name: 'constant', kind: 'reference', cells: columns.map(cell('constant')) },
  ];
  const table: GridTable = {
    id,
    caption,
    lines: groups.map((group) => spaceLine(group, published)),
    header: headerOf(groups),
    rows,
    notes: [mpeNote(groups)],
  };
  return table;
}

/** Under it: the median FVU and the share of networks with R2 of at least 0.9, in the same layout. */
export function skillGrid(id: string, caption: string, groups: readonly SpaceGroup[]): GridTable {
  const columns = columnsOf(groups);
  const cell = (decoder: Decoder) => (column: Column) => skillCell(column, decoder);
  return {
    id,
    caption,
    lines: [],
    header: headerOf(groups),
    rows: [
      ...decoderRows(groups, cell),
      { name: 'best', kind: 'sum', cells: columns.map(cell('best')) },
      { name: 'oracle', kind: 'reference', cells: columns.map(cell('oracle')) },
      { name: 'constant', kind: 'reference', cells: columns.map(cell('constant')) },
    ],
    notes: [
      'FVU is squared error over squares about the mean: 0 is perfect, 1 is no better than the mean; R² = 1 − FVU. “best” is the decoder of least mean MPE, as above. The paper gives neither measure.',
    ],
  };
}

function decoderRows(
  groups: readonly SpaceGroup[],
  cell: (decoder: Decoder) => (column: Column) => GridCell,
): GridRow[] {
  const decoders = [...new Set(groups.flatMap(decodersOf))].sort((a, b) => a - b);
  const columns = columnsOf(groups);
  return decoders.map((decoder) => ({
    name: `D${decoder}`,
    kind: 'plain',
    cells: columns.map(cell(decoder)),
  }));
}

function columnsOf(groups: readonly SpaceGroup[]): Column[] {
  return groups.flatMap((group) => encodersOf(group).map((encoder) => ({ group, encoder })));
}

function headerOf(groups: readonly SpaceGroup[]): GridTable['header'] {
  const families = new Set(groups.map(({ about }) => about.family)).size;
  const title = ({ about: { family, loss } }: SpaceGroup) =>
    families > 1 ? `${FAMILY_NAMES[family]}, ${LOSS_NAMES[loss] ?? loss}` : (LOSS_NAMES[loss] ?? loss);
  return [
    groups.map((group) => ({ text: title(group), span: encodersOf(group).length })),
    columnsOf(groups).map(({ encoder }) => ({ text: `E${encoder}`, span: 1 })),
  ];
}

function mpeCell({ group, encoder }: Column, decoder: Decoder, published: Published): GridCell {
  const { family, loss } = group.about;
  const ours = cellSpread(group, decoder, encoder, 'mpe_mean');
  const paper = publishedMpe(published, family, loss, decoder, encoder);
  return {
    ours: spreadText(ours),
    beside: paper === null ? null : publishedText(paper, family),
    href: linkOf(group),
    mark: markOf({ group, encoder }, decoder, 'mpe_mean'),
  };
}

function skillCell({ group, encoder }: Column, decoder: Decoder): GridCell {
  const fvu = spreadText(cellSpread(group, decoder, encoder, 'fvu_median'), 2);
  const share = shareText(cellSpread(group, decoder, encoder, 'r2_share_90'));
  return {
    ours: fvu,
    beside: share,
    href: linkOf(group),
    mark: markOf({ group, encoder }, decoder, 'fvu_median'),
  };
}

/** Bold for the best decoder of a column, grey for one that is no better than the constant. */
function markOf({ group, encoder }: Column, decoder: Decoder, measure: Measure): GridCell['mark'] {
  const mean = (which: Decoder) => cellSpread(group, which, encoder, measure).mean;
  if (decoder === 'constant') return null;
  if (mean(decoder) >= mean('constant')) return 'beaten';
  if (typeof decoder !== 'number') return null;
  return decodersOf(group).every((other) => other === decoder || !(mean(other) < mean(decoder)))
    ? 'best'
    : null;
}

function linkOf({ members }: SpaceGroup): string | null {
  return members[0]?.source.href ?? null;
}

function mpeNote(groups: readonly SpaceGroup[]): string {
  const first = groups[0]?.members[0];
  const several = groups.some(({ members }) => members.length > 1);
  const measured =
    first === undefined
      ? ''
      : `${counted(first.networks, 'fresh network')} a depth, compared on ${first.grid} values an input. `;
  const foreign = groups.some(({ about: { family, loss } }) =>
    family === 'sigmoid' ? !PUBLISHED_LOSSES.includes(loss) : loss !== 'min',
  );
  return `Mean MPE in percent (median over the inputs, mean over networks): ours / the paper's${foreign ? ', of its min loss where it has not ours' : ''}. ${measured}“best” is the least of a column's four means, on both sides; “oracle” takes the best decoder network by network and has no counterpart in the paper; “constant” is each network's own median output. Grey: no better than the constant. Bold: the best decoder of a column.${several ? ' ± is the standard deviation over seeds.' : ''}`;
}
