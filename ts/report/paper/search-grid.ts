import type { FrontNetwork } from '../../schema/types.ts';
import { percent } from '../number.ts';
import { presentations, searchLine } from './budget-line.ts';
import { FAMILY_NAMES, LOSS_NAMES } from './groups.ts';
import { CHOICE_RULE, searchChoice, searchesFor } from './search-choice.ts';
import type { GridCell, GridRow, GridTable, Line } from './section.ts';
import { spreadText } from './spread-text.ts';
import { type Spread, spread } from './statistics.ts';
import { FAMILIES, type Family, type MeasuredSearch, type Published } from './study.ts';

/** What a cell of Table 2 says: the searches of one family and teacher depth at one decoder. */
type Reading = (family: Family, depth: number, decoder: number) => GridCell;

/** Table 2 in the paper's layout: families and decoders by rows, teachers by columns; MPE and non-zeros. */
export function searchGrid(
  id: string,
  caption: string,
  searches: readonly MeasuredSearch[],
  published: Published,
): GridTable {
  const preset = searches[0]?.search.preset ?? '';
  const found = (family: Family, depth: number) => searchesFor(searches, preset, family, depth);
  const several = FAMILIES.some((family) =>
    published.table_2.teacher_depths.some((depth) => found(family, depth).length > 1),
  );
  return {
    id,
    caption,
    lines: budgetLines(searches, published),
    header: headerOf(published),
    rows: rowsOf(
      searches,
      published,
      (family, depth, decoder) => mpeCell(found(family, depth), family, depth, decoder, published),
      (family, depth) => significantSpread(found(family, depth).map(({ constant }) => constant.test.mpe)),
    ),
    notes: [
      `Test MPE in percent and, in brackets, non-zero weights before dead parts are removed: ours / the paper's. ${CHOICE_RULE} “constant” is the median of the training rows. Grey: no better than the constant. Bold: the best decoder.${several ? ' ± is the standard deviation over seeds, of teacher and search together; counts are means.' : ''}`,
      ...failureNote(searches),
    ],
  };
}

/** Says how often the penalty took every link, where it did. */
function failureNote(searches: readonly MeasuredSearch[]): string[] {
  const choices = searches.flatMap((search) => search.depths.map(({ depth }) => searchChoice(search, depth)));
  const empty = choices.filter((choice) => choice?.nonzeros === 0).length;
  if (empty === 0) return [];
  return [
    `In ${empty} of ${choices.length} cells and seeds everything was pruned away: no weight that reaches the output is left, and the search has failed there.`,
  ];
}

/** Under it: test FVU and the non-zeros that are left after dead parts are removed, beside the teacher's. */
export function searchSkillGrid(
  id: string,
  caption: string,
  searches: readonly MeasuredSearch[],
  published: Published,
): GridTable {
  const preset = searches[0]?.search.preset ?? '';
  const found = (family: Family, depth: number) => searchesFor(searches, preset, family, depth);
  return {
    id,
    caption,
    lines: [],
    header: headerOf(published),
    rows: rowsOf(
      searches,
      published,
      (family, depth, decoder) => skillCell(found(family, depth), decoder),
      (family, depth) =>
        significantSpread(
          found(family, depth).map(({ constant }) => fvu(constant.test.r2)),
          2,
        ),
      (family, depth) => countText(spread(found(family, depth).map(({ teacher }) => teacher.nonzeros))),
    ),
    notes: [
      'Test FVU (0 is perfect, 1 is no better than the mean) / non-zero weights after dead parts are removed · share of searches with R² ≥ 0.9. “teacher” is its own count, taken the same way. The paper gives none of these.',
    ],
  };
}

function rowsOf(
  searches: readonly MeasuredSearch[],
  { table_2 }: Published,
  cell: Reading,
  constant: (family: Family, depth: number) => string,
  teacher?: (family: Family, depth: number) => string,
): GridRow[] {
  const families = FAMILIES.filter((family) => searches.some(({ space }) => space.family === family));
  const decoders = [...new Set(searches.flatMap(({ depths }) => depths.map(({ depth }) => depth)))].sort(
    (a, b) => a - b,
  );
  const plain = (text: string): GridCell => ({ ours: text, beside: null, href: null, mark: null });
  return families.flatMap((family) => [
    ...decoders.map(
      (decoder, i): GridRow => ({
        name: `${FAMILY_NAMES[family]} D${decoder}`,
        kind: i === 0 ? 'start' : 'plain',
        cells: table_2.teacher_depths.map((depth) => cell(family, depth, decoder)),
      }),
    ),
    ...(teacher === undefined
      ? []
      : [
          {
            name: `${FAMILY_NAMES[family]} teacher`,
            kind: 'reference' as const,
            cells: table_2.teacher_depths.map((depth) => plain(teacher(family, depth))),
          },
        ]),
    {
      name: `${FAMILY_NAMES[family]} constant`,
      kind: 'reference',
      cells: table_2.teacher_depths.map((depth) => plain(constant(family, depth))),
    },
  ]);
}

function headerOf({ table_2 }: Published): GridTable['header'] {
  const title = (depth: number, i: number) => `${depth} HL (${table_2.teacher_nonzeros[i]})`;
  return [table_2.teacher_depths.map((depth, i) => ({ text: title(depth, i), span: 1 }))];
}

function mpeCell(
  searches: readonly MeasuredSearch[],
  family: Family,
  depth: number,
  decoder: number,
  { table_2 }: Published,
): GridCell {
  const column = table_2.teacher_depths.indexOf(depth);
  const pair = table_2[family][decoder - 1]?.[column];
  const networks = searches.flatMap((search) => searchChoice(search, decoder) ?? []);
  const ours = spread(networks.map(({ test }) => test.mpe));
  const raw = countText(spread(networks.map(({ nonzeros_raw }) => nonzeros_raw)));
  return {
    ours: networks.length === 0 ? '–' : `${spreadText(ours)} (${raw})`,
    beside: pair === undefined ? null : `${pair[0]?.toFixed(2)} (${pair[1]})`,
    href: searches[0]?.source.href ?? null,
    mark: markOf(searches, networks, decoder),
  };
}

function skillCell(searches: readonly MeasuredSearch[], decoder: number): GridCell {
  const networks = searches.flatMap((search) => searchChoice(search, decoder) ?? []);
  const values = networks.map(({ test }) => fvu(test.r2));
  const share = values.filter((value) => value !== null && value <= 0.1).length / networks.length;
  const live = countText(spread(networks.map(({ nonzeros }) => nonzeros)));
  return {
    ours: networks.length === 0 ? '–' : spreadText(spread(values), 2),
    beside: networks.length === 0 ? null : `${live} · ${percent(share)}`,
    href: searches[0]?.source.href ?? null,
    mark: spread(values).mean >= 1 ? 'beaten' : null,
  };
}

/** Grey for what is no better than a constant, or is one; bold for the best decoder. */
function markOf(
  searches: readonly MeasuredSearch[],
  networks: readonly FrontNetwork[],
  decoder: number,
): GridCell['mark'] {
  if (networks.length === 0) return null;
  const mpe = meanMpe(networks);
  const constant = spread(searches.map((search) => search.constant.test.mpe)).mean;
  if (mpe >= constant || networks.every(({ nonzeros }) => nonzeros === 0)) return 'beaten';
  const decoders = [...new Set(searches.flatMap(({ depths }) => depths.map(({ depth }) => depth)))];
  const others = decoders.filter((other) => other !== decoder);
  const mean = (other: number) => meanMpe(searches.flatMap((search) => searchChoice(search, other) ?? []));
  return others.every((other) => !(mean(other) < mpe)) ? 'best' : null;
}

function meanMpe(networks: readonly FrontNetwork[]): number {
  return spread(networks.map(({ test }) => test.mpe)).mean;
}

function budgetLines(searches: readonly MeasuredSearch[], published: Published): Line[] {
  const families = FAMILIES.filter((family) => searches.some(({ space }) => space.family === family));
  const spaces = families.map((family): Line => {
    const own = searches.filter(({ space }) => space.family === family);
    const [first] = own;
    if (first === undefined) return { text: '', links: [] };
    const { loss, masks, networks } = first.space;
    const links = own.map(({ source, teacher, search }) => ({
      text: `${teacher.depth} HL, seed ${search.seed === teacher.seed ? search.seed : `${teacher.seed}/${search.seed}`}`,
      href: source.href,
    }));
    return {
      text: `${FAMILY_NAMES[family]}: space of the ${LOSS_NAMES[loss] ?? loss}, masks ${masks}, ${presentations(networks, published.training)}; ${own.length === 1 ? '1 search' : `${own.length} searches`}`,
      links,
    };
  });
  return searches.length === 0 ? [] : [searchLine(searches, published), ...spaces];
}

function fvu(r2: number | null): number | null {
  return r2 === null ? null : 1 - r2;
}

function significantSpread(values: readonly (number | null)[], digits = 3): string {
  return spreadText(spread(values), digits);
}

/** A count, or the mean of several, in brackets without its spread. */
function countText({ mean }: Spread): string {
  return Number.isInteger(mean) ? String(mean) : Number.isFinite(mean) ? mean.toFixed(1) : '–';
}
