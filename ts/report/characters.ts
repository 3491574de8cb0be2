import { type Axes, extentOf, type Series } from './series.ts';
import { decimalTicks, evenTicks } from './ticks.ts';

/** Characters of the drawing's field, without axes. */
const WIDTH = 60;
const HEIGHT = 16;
const MARKS = ['o', 'x', '+', '*', '#', '%', '@'];
const LEVELS = ['-', '.', '='];

/** An axis in places of characters, from 0 to `length` - 1. */
interface Axis {
  readonly ticks: readonly number[];
  placeOf(value: number): number;
}

/**
 * A plot in characters, for a terminal. Points outside a logarithmic axis (zero and below) are left out. Where nothing is
 * finite, a sentence that says so.
 */
export function plotText(series: readonly Series[], axes: Axes): string {
  const extent = extentOf(axes.isLog ? series.map(aboveZero) : series);
  if (extent === null) return 'there is no point to draw';
  const x = linear(extent.x, WIDTH, 6);
  const y = axes.isLog ? logarithmic(extent.y, HEIGHT) : linear(extent.y, HEIGHT, 5);
  const field = Array.from({ length: HEIGHT }, () => Array<string>(WIDTH).fill(' '));
  const marks = marksOf(series);
  // Levels lie under lines, lines under points, and what comes later above what came before.
  const order = ['level', 'line', 'points'] as const;
  for (const mark of order) {
    series.forEach((each, i) => {
      if (each.mark === mark) drawInto(field, each, marks[i] as string, x, y);
    });
  }
  return [axes.y, ...framed(field, x, y), centred(axes.x, y), legend(series, marks)].join('\n');
}

function aboveZero(series: Series): Series {
  return { ...series, points: series.points.filter(([, y]) => y > 0) };
}

function marksOf(series: readonly Series[]): string[] {
  const next = { level: 0, other: 0 };
  return series.map(({ mark }) =>
    mark === 'level'
      ? (LEVELS[next.level++ % LEVELS.length] as string)
      : (MARKS[next.other++ % MARKS.length] as string),
  );
}

function drawInto(field: string[][], { mark, points }: Series, character: string, x: Axis, y: Axis): void {
  const set = (column: number, row: number) => {
    const line = field[HEIGHT - 1 - row];
    if (line && column >= 0 && column < WIDTH) line[column] = character;
  };
  const places = points.map(([a, b]): [number, number] => [x.placeOf(a), y.placeOf(b)]);
  const drawn = places.filter((place) => place.every(Number.isFinite));
  if (mark === 'level') {
    const row = Math.round(drawn[0]?.[1] ?? Number.NaN);
    for (let column = 0; column < WIDTH; column++) set(column, row);
    return;
  }
  drawn.forEach(([column, row], i) => {
    set(Math.round(column), Math.round(row));
    const after = drawn[i + 1];
    if (mark === 'line' && after) join([column, row], after, set);
  });
}

/** Every column between two places. */
function join(
  [column, row]: [number, number],
  [nextColumn, nextRow]: [number, number],
  set: (column: number, row: number) => void,
): void {
  const steps = Math.ceil(Math.abs(nextColumn - column));
  for (let step = 1; step < steps; step++) {
    const share = step / steps;
    set(Math.round(column + share * (nextColumn - column)), Math.round(row + share * (nextRow - row)));
  }
}

function linear([least, greatest]: [number, number], length: number, count: number): Axis {
  const room = greatest > least ? 0 : Math.abs(least) || 1;
  const [from, to] = [least - room, greatest + room];
  const placeOf = (value: number) => ((value - from) / (to - from)) * (length - 1);
  return { ticks: evenTicks(from, to, count), placeOf };
}

function logarithmic([least, greatest]: [number, number], length: number): Axis {
  const line = linear([Math.log10(least), Math.log10(greatest)], length, 5);
  return { ticks: decimalTicks(least, greatest), placeOf: (value) => line.placeOf(Math.log10(value)) };
}

/** The field with both axes; a tick that has no room is left out. */
function framed(field: readonly (readonly string[])[], x: Axis, y: Axis): string[] {
  const labels = new Map(y.ticks.map((tick) => [HEIGHT - 1 - Math.round(y.placeOf(tick)), tickText(tick)]));
  const margin = marginOf(y);
  const rows = field.map((row, i) => {
    const label = labels.get(i);
    return `${(label ?? '').padStart(margin)} ${label === undefined ? '│' : '┤'}${row.join('').trimEnd()}`;
  });
  const rule = Array<string>(WIDTH).fill('─');
  let numbers = '';
  for (const tick of x.ticks) {
    const place = Math.round(x.placeOf(tick));
    const text = tickText(tick);
    const start = Math.max(0, place - Math.floor(text.length / 2));
    if (numbers !== '' && start <= numbers.length) continue;
    rule[place] = '┬';
    numbers = numbers.padEnd(start) + text;
  }
  return [...rows, `${' '.repeat(margin)} └${rule.join('')}`, `${' '.repeat(margin + 2)}${numbers}`];
}

/** Ticks are round numbers already. */
function tickText(tick: number): string {
  const size = Math.abs(tick);
  return tick !== 0 && (size < 1e-4 || size >= 1e7) ? tick.toExponential().replace('e+', 'e') : String(tick);
}

function marginOf({ ticks }: Axis): number {
  return Math.max(4, ...ticks.map((tick) => tickText(tick).length));
}

function centred(title: string, y: Axis): string {
  return `${' '.repeat(marginOf(y) + 2 + Math.max(0, Math.floor((WIDTH - title.length) / 2)))}${title}`;
}

function legend(series: readonly Series[], marks: readonly string[]): string {
  return series.map(({ name }, i) => `${marks[i]} ${name}`).join('   ');
}
