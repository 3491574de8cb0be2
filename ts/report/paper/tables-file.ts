import type { ReconstructionRow } from '../page.ts';
import { findRow, publishedMpe } from './cells.ts';
import { groupSpaces, tableGroups } from './groups.ts';
import { searchChoice } from './search-choice.ts';
import type { AboutSpace, Family, MeasuredSearch, MeasuredSpace, Published, Study } from './study.ts';

/** One number of the report with all that belongs to it, as schemas/tables.schema.json says. */
export interface TableCell {
  readonly table: 1 | 2 | 3;
  readonly family: Family;
  readonly loss: string;
  readonly preset: string;
  readonly networks: number;
  readonly unique_networks: number;
  readonly seconds?: number;
  readonly seed: number;
  readonly decoder: number | 'best' | 'oracle';
  readonly encoder: number;
  readonly nonzeros?: number;
  readonly nonzeros_raw?: number;
  readonly mpe?: number | null;
  readonly mpe_mean?: number | null;
  readonly mpe_median?: number | null;
  readonly fvu_median?: number | null;
  readonly r2_share_90?: number;
  readonly constant_mpe_mean?: number | null;
  readonly paper_mpe?: number;
  readonly paper_nonzeros?: number;
}

/** Every cell of Tables 1, 3 and 2 that the report shows, one a seed: tables.json. Fields that do not apply are absent. */
export function tableCells(study: Study): TableCell[] {
  const { reconstructions, ownMasks, searches, published } = study;
  const groups = tableGroups(groupSpaces(reconstructions), ownMasks);
  const spaces = groups.flatMap(({ members }) => members);
  return [
    ...spaces.flatMap((space) => spaceCells(space, published)),
    ...searches.flatMap((search) => searchCells(search, published)),
  ].sort((a, b) => a.table - b.table);
}

function spaceCells({ about, rows }: MeasuredSpace, published: Published): TableCell[] {
  const { family, loss } = about;
  return rows.flatMap((row): TableCell[] => {
    const { decoder, encoder } = row;
    if (decoder === 'constant') return [];
    const paper = publishedMpe(published, family, loss, decoder, encoder);
    return [
      {
        table: family === 'sigmoid' ? 1 : 3,
        ...shared(about),
        ...(about.seconds === null ? {} : { seconds: about.seconds }),
        seed: about.seed,
        decoder,
        encoder,
        ...pooled(row),
        constant_mpe_mean: findRow(rows, 'constant', encoder)?.mpe_mean ?? null,
        ...(paper === null ? {} : { paper_mpe: paper }),
      },
    ];
  });
}

function shared({ family, loss, preset, networks, unique_networks }: AboutSpace) {
  return { family, loss, preset, networks, unique_networks };
}

function pooled({ mpe_mean, mpe_median, fvu_median, r2_share_90 }: ReconstructionRow) {
  return { mpe_mean, mpe_median, fvu_median, r2_share_90 };
}

/** The encoder of Table 2 is the teacher's depth; seconds and seed are the search's. */
function searchCells(found: MeasuredSearch, { table_2 }: Published): TableCell[] {
  const { space, search, teacher, depths } = found;
  const column = table_2.teacher_depths.indexOf(teacher.depth);
  return depths.flatMap(({ depth }): TableCell[] => {
    const network = searchChoice(found, depth);
    if (network === undefined) return [];
    const [paper_mpe, paper_nonzeros] = table_2[space.family][depth - 1]?.[column] ?? [];
    return [
      {
        table: 2,
        ...shared(space),
        preset: search.preset,
        seconds: search.seconds,
        seed: search.seed,
        decoder: depth,
        encoder: teacher.depth,
        nonzeros: network.nonzeros,
        nonzeros_raw: network.nonzeros_raw,
        mpe: network.test.mpe,
        ...(paper_mpe === undefined ? {} : { paper_mpe }),
        ...(paper_nonzeros === undefined ? {} : { paper_nonzeros }),
      },
    ];
  });
}
