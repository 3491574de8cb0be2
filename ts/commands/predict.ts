import { dirname, join } from 'node:path';
import { columnOf, type Frame, isGap, wordOf } from '../data/frame.ts';
import { STDIN } from '../data/read/source.ts';
import { groupsOf } from '../data/rows.ts';
import type { NetworkFile } from '../export/read.ts';
import { usesInput } from '../export/used.ts';
import { answersOf, completeRow } from './answers.ts';
import { type Command, CommandError } from './command.ts';
import { csvLine } from './csv.ts';
import { type LoadedGroups, loadGroups, loadNetwork, NETWORK } from './load-network.ts';
import { MISSING_WORDS, orCommandError, readInputs } from './read-inputs.ts';

/** The line of a row without a prediction. An empty one would be skipped by most readers of CSV, and rows misaligned. */
const MISSING = 'NA';

const INTERVAL = {
  flags: '--interval',
  summary: 'two more columns: the ends of the interval in which nine of ten new rows are expected',
};

export const predict: Command = {
  name: 'predict',
  summary: `Predict a table with a network, as CSV on standard output: a line a row, ${MISSING} where an input is missing; of classes the class and the probability of each`,
  arguments: [
    NETWORK,
    { name: 'table', summary: `table with the columns of its inputs, or ${STDIN} for standard input` },
  ],
  options: [INTERVAL, MISSING_WORDS],
  async run({ arguments: { network: named = '', table = '' }, options: { interval, missing }, stdout }) {
    const groups = await loadGroups(named);
    const asked: Asked = { table, missing, withInterval: interval === true };
    const { header, lines } = groups ? await sheetByGroup(groups, asked) : await sheetOf(named, asked);
    const none = csvLine(header.map(() => MISSING));
    stdout.write(`${csvLine(header)}\n`);
    for (let row = 0; row < lines.length; row += PIECE) {
      const piece = lines.slice(row, row + PIECE).map((line) => line ?? none);
      stdout.write(`${piece.join('\n')}\n`);
    }
    return 0;
  },
};

/** What is to be predicted. */
interface Asked {
  readonly table: string;
  /** Words that stand for a missing value, as the user gives them. */
  readonly missing: unknown;
  readonly withInterval: boolean;
}

/** Rows that are answered and written at a time, so that a long table takes little memory besides its numbers. */
const PIECE = 10_000;

/** What networks say of a table. */
interface Sheet {
  readonly header: readonly string[];
  /** A line of CSV for each row; null where there is no answer. */
  readonly lines: (string | null)[];
  /** Rows that have an answer, and of those the ones that lie outside what their network was fitted to. */
  known: number;
  outside: number;
  /** The first input of the first of these. */
  first: NetworkFile['inputs'][number] | null;
}

function sheetFor(network: NetworkFile, { rows }: Frame, withInterval: boolean): Sheet {
  const { header } = answersOf(network, [], withInterval);
  return { header, lines: Array(rows).fill(null), known: 0, outside: 0, first: null };
}

async function sheetOf(named: string, { table, missing, withInterval }: Asked): Promise<Sheet> {
  const { network, file } = await loadNetwork(named);
  if (withInterval) tellInterval(network, file);
  const { frame, x } = await readInputs(network, table, missing);
  const sheet = sheetFor(network, frame, withInterval);
  const all = Array.from({ length: frame.rows }, (_, row) => row);
  answer(sheet, network, x, all, withInterval);
  tellMissing(frame.rows - sheet.known, frame.rows);
  tellUnknown(network, frame);
  tellExtrapolated(sheet);
  return sheet;
}

/** Every row by the network of its group. */
async function sheetByGroup(
  { file, groups: { by, by_kind, groups } }: LoadedGroups,
  { table, missing, withInterval }: Asked,
): Promise<Sheet> {
  const load = ({ folder }: (typeof groups)[number]) =>
    loadNetwork(join(dirname(file), folder, 'chosen.json'));
  const first = await load(groups[0] as (typeof groups)[number]);
  if (withInterval) tellInterval(first.network, first.file);
  // The columns of all groups are treated alike.
  const { frame, x } = await readInputs(first.network, table, missing, new Map([[by, by_kind]]));
  const rows = groupsOf(await orCommandError(() => groupNames(frame, by)));
  const sheet = sheetFor(first.network, frame, withInterval);
  for (const group of groups) {
    const own = rows.get(group.name);
    if (!own) continue;
    const { network, file: named } = await load(group);
    if (withInterval) refuseWithoutInterval(network, named);
    answer(sheet, network, x, own, withInterval);
    rows.delete(group.name);
  }
  const strangers = Array.from(rows.values()).reduce((sum, { length }) => sum + length, 0);
  tellMissing(frame.rows - strangers - sheet.known, frame.rows);
  tellStrangers(strangers, frame.rows, by);
  tellUnknown(first.network, frame);
  tellExtrapolated(sheet);
  return sheet;
}

/** The group of each row; of none where the column has a gap. */
function groupNames(frame: Frame, by: string): string[] {
  const column = columnOf(frame, by);
  return Array.from({ length: frame.rows }, (_, row) => (isGap(column, row) ? '' : wordOf(column, row)));
}

/** Writes into `sheet` what a network says of the rows `places`, those without a gap. */
function answer(
  sheet: Sheet,
  network: NetworkFile,
  x: Float64Array,
  places: readonly number[],
  withInterval: boolean,
): void {
  for (let from = 0; from < places.length; from += PIECE) {
    const complete = places.slice(from, from + PIECE).flatMap((place) => {
      const row = completeRow(network, x, place);
      return row === null ? [] : [{ place, row }];
    });
    const rows = complete.map(({ row }) => row);
    const { lines } = answersOf(network, rows, withInterval);
    complete.forEach(({ place }, i) => {
      sheet.lines[place] = csvLine(lines[i] as readonly string[]);
    });
    const outside = outsideOf(network, rows);
    sheet.known += rows.length;
    sheet.outside += outside.length;
    sheet.first ??= outside[0] ?? null;
  }
}

/** Says what the interval's ends are. */
function tellInterval(network: NetworkFile, file: string): void {
  const { coverage } = refuseWithoutInterval(network, file);
  const [output] = network.outputs;
  process.stderr.write(
    `${Math.round(100 * coverage)} % of new rows are expected between "${output?.name} low" and "${output?.name} high"\n`,
  );
}

function refuseWithoutInterval(
  { interval }: NetworkFile,
  file: string,
): NonNullable<NetworkFile['interval']> {
  if (interval) return interval;
  throw new CommandError(`${file} has no interval: only networks of one number that folds chose have one`, 2);
}

function tellMissing(missing: number, rows: number): void {
  if (missing === 0) return;
  const verb = missing === 1 ? 'has' : 'have';
  process.stderr.write(
    `${missing} of ${rows} rows ${verb} no prediction (${MISSING}): an input is missing\n`,
  );
}

function tellStrangers(strangers: number, rows: number, by: string): void {
  if (strangers === 0) return;
  const verb = strangers === 1 ? 'has' : 'have';
  process.stderr.write(
    `${strangers} of ${rows} rows ${verb} no prediction (${MISSING}): no network is of their ${by}\n`,
  );
}

/** Says which words of a category the network has not met, or too seldom to have an input for. */
function tellUnknown({ columns }: NetworkFile, frame: Frame): void {
  for (const { name, levels } of columns) {
    const column = columnOf(frame, name);
    if (levels === null || column.kind !== 'category') continue;
    const unknown = column.levels.map((level) => !levels.includes(level));
    const rows = column.codes.filter((code) => code >= 0 && unknown[code]).length;
    if (rows === 0) continue;
    const first = column.levels.find((_, code) => unknown[code]);
    process.stderr.write(
      `${rows} of ${frame.rows} rows say in "${name}" what the network has no input for ("${first}")\n`,
    );
  }
}

/** Says how many rows lie outside what their network was fitted to, and by which column first. */
function tellExtrapolated({ known, outside, first }: Sheet): void {
  if (!first?.range) return;
  const verb = outside === 1 ? 'lies' : 'lie';
  process.stderr.write(
    `${outside} of ${known} rows ${verb} outside what the network was fitted to (${first.name} from ${first.range[0]} to ${first.range[1]}): it extrapolates there\n`,
  );
}

/** The first input of each row that lies outside what the network was fitted to, of rows that have one. */
function outsideOf(network: NetworkFile, rows: readonly Float64Array[]): NetworkFile['inputs'] {
  const isUsed = network.inputs.map((_, place) => usesInput(network, place));
  const outside = (row: Float64Array) =>
    network.inputs.find(
      ({ range }, i) =>
        isUsed[i] &&
        range &&
        !((row[i] as number) >= (range[0] as number) && (row[i] as number) <= (range[1] as number)),
    );
  return rows.map(outside).filter((column) => column !== undefined);
}
