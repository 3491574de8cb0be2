import { cellSpread, decodersOf, encodersOf, publishedMpe } from './cells.ts';
import { FAMILY_NAMES, LOSS_NAMES, presetsOf, type SpaceGroup } from './groups.ts';
import { searchChoice, searchesFor } from './search-choice.ts';
import { spread } from './statistics.ts';
import { FAMILIES, type MeasuredSearch, type Published } from './study.ts';

/** What the tables say at a glance, counted cell by cell: one sentence a block of cells. */
export function summaryOf(
  groups: readonly SpaceGroup[],
  searches: readonly MeasuredSearch[],
  published: Published,
): string[] {
  return [
    ...groups.map((group) => spacesSentence(group, published)),
    ...presetsOf(searches.map(({ search }) => search)).map((preset) =>
      searchesSentence(preset, searches, published),
    ),
  ];
}

/** Cells of Table 1 or 3 by mean MPE, the constant's beside them. */
export function spacesSentence(group: SpaceGroup, published: Published): string {
  const { family, loss, preset } = group.about;
  const cells = encodersOf(group).flatMap((encoder) =>
    decodersOf(group).map((decoder) => {
      const ours = cellSpread(group, decoder, encoder, 'mpe_mean').mean;
      return {
        lower: ours < (publishedMpe(published, family, loss, decoder, encoder) ?? Number.NaN),
        skilled: ours < cellSpread(group, 'constant', encoder, 'mpe_mean').mean,
      };
    }),
  );
  const lower = cells.filter((cell) => cell.lower).length;
  const unskilled = cells.filter((cell) => !cell.skilled).length;
  return `Table ${family === 'sigmoid' ? 1 : 3}, preset ${preset}, ${FAMILY_NAMES[family]}, ${LOSS_NAMES[loss] ?? loss}: mean MPE below the paper's in ${lower} of ${cells.length} cells; no better than a constant in ${unskilled}.`;
}

/** Cells of Table 2 by test MPE, and by non-zeros as the paper counts them. */
export function searchesSentence(
  preset: string,
  searches: readonly MeasuredSearch[],
  { table_2 }: Published,
): string {
  const cells = FAMILIES.flatMap((family) =>
    table_2.teacher_depths.flatMap((depth, column) => {
      const own = searchesFor(searches, preset, family, depth);
      return table_2[family].flatMap((row, i) => {
        const networks = own.flatMap((search) => searchChoice(search, i + 1) ?? []);
        const [mpe = Number.NaN, nonzeros = Number.NaN] = row[column] ?? [];
        const constant = spread(own.map((search) => search.constant.test.mpe)).mean;
        const ours = spread(networks.map(({ test }) => test.mpe)).mean;
        if (networks.length === 0) return [];
        return [
          {
            empty: networks.every((network) => network.nonzeros === 0),
            lower: ours < mpe,
            smaller: spread(networks.map(({ nonzeros_raw }) => nonzeros_raw)).mean <= nonzeros,
            skilled: ours < constant,
          },
        ];
      });
    }),
  );
  const empty = cells.filter((cell) => cell.empty).length;
  const lower = cells.filter((cell) => cell.lower && !cell.empty);
  const smaller = lower.filter((cell) => cell.smaller).length;
  const unskilled = cells.filter((cell) => !cell.skilled || cell.empty).length;
  return `Table 2, preset ${preset}: test MPE below the paper's in ${lower.length} of ${cells.length} cells, in ${smaller} of these with no more non-zero weights; no better than a constant in ${unskilled}${empty === 0 ? '' : `, ${empty} of which are one: everything was pruned away`}.`;
}
