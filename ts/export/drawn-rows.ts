import { uniform } from '../random/distributions.ts';
import { openStream, type Stream } from '../random/stream.ts';
import type { Cell, NetworkColumn } from '../schema/columns.ts';
import type { NetworkFile, NetworkInput } from '../schema/types.ts';

/** How far from its middle an input is drawn where the file does not say its range, in its scale. */
const USUAL = 2;
const DAY = 86400;
const MINUTE = 60;

/** `count` rows of the table's columns without gaps, uniform within what the network was fitted to; always the same ones of a `label`. */
export function drawnRows(network: NetworkFile, count: number, label = 'drawn rows'): Cell[][] {
  const stream = openStream(label);
  return Array.from({ length: count }, () =>
    network.columns.map((column, place) => drawnCell(column, place, network.inputs, stream)),
  );
}

/** A row in which everything is missing. */
export function emptyRow({ columns }: NetworkFile): Cell[] {
  return columns.map(() => null);
}

/** The row with another word than those that the network knows in place of each category's. */
export function strangeRow({ columns }: NetworkFile, row: readonly Cell[]): Cell[] {
  return columns.map(({ levels }, place) => (levels ? unknownWord(levels) : (row[place] as Cell)));
}

function unknownWord(levels: readonly string[]): string {
  let word = 'another';
  while (levels.includes(word)) word += ' one';
  return word;
}

function drawnCell(
  { kind, levels }: NetworkColumn,
  place: number,
  inputs: readonly NetworkInput[],
  stream: Stream,
): Cell {
  const own = (takes: NetworkInput['takes']) =>
    inputs.find((input) => input.column === place && input.takes === takes);
  if (kind === 'category') {
    const words = levels ?? [];
    return words[Math.floor(uniform(stream, 0, words.length))] ?? null;
  }
  if (kind === 'number') return rounded(rangeOf(own('value')), stream);
  return Math.round(rounded(secondsOf(own('day'), own('year')), stream) / MINUTE) * MINUTE;
}

/** Seconds since 1970 between which dates lay. */
function secondsOf(day: NetworkInput | undefined, year: NetworkInput | undefined): [number, number] {
  if (day) {
    const [first, last] = rangeOf(day);
    return [first * DAY, (last + 1) * DAY];
  }
  const [first, last] = year ? rangeOf(year) : [2000, 2030];
  const begin = (each: number) => Date.UTC(each, 0) / 1000;
  return [begin(Math.floor(first)), begin(Math.floor(last) + 1) - DAY];
}

function rangeOf(input: NetworkInput | undefined): [number, number] {
  if (input?.range) return [input.range[0] as number, input.range[1] as number];
  const { offset = 0, scale = 1 } = input ?? {};
  return [offset - USUAL * scale, offset + USUAL * scale];
}

/** A number between the two, of few digits. */
function rounded([least, greatest]: readonly [number, number], stream: Stream): number {
  const drawn = uniform(stream, least, greatest);
  const step = 10 ** Math.floor(Math.log10((greatest - least) / 1000));
  if (!(step > 0)) return least;
  const short = Number((Math.round(drawn / step) * step).toPrecision(12));
  return Math.min(greatest, Math.max(least, short));
}
