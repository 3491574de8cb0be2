import { usesColumn, usesInput } from '../../export/used.ts';
import type { NetworkColumn, NetworkFile, NetworkInput } from '../../schema/types.ts';

/** What a reader sets a column by. `column` is its number among the columns of the networks. */
export type Control = {
  readonly column: number;
  readonly name: string;
  /** Whether the value may be missing. */
  readonly gap: boolean;
} & (NumberControl | CategoryControl | DateControl);

/** A number from `least` to `greatest`, as the networks have seen it. */
export interface NumberControl {
  readonly kind: 'number';
  readonly least: number;
  readonly greatest: number;
  /** 1 for whole numbers. */
  readonly step: number;
  readonly value: number;
}

export interface CategoryControl {
  readonly kind: 'category';
  readonly levels: readonly string[];
  /** Position in levels. */
  readonly value: number;
}

/** A date, a date with an hour, or of a table of one day the time; texts as HTML's inputs take them, in UTC. */
export interface DateControl {
  readonly kind: 'date';
  readonly type: 'date' | 'datetime-local' | 'time';
  readonly least: string;
  readonly greatest: string;
  readonly value: string;
}

/** Steps of a slider from end to end, about. */
const STEPS = 200;
const DAY = 86400;

/**
 * A control for every column that any of the networks uses, all of which have the same columns. `fitted` [S, inputs] are the
 * rows that they were fitted to: controls begin at the middle of these, or at what is most frequent.
 */
export function controlsOf(networks: readonly NetworkFile[], fitted: Float64Array): Control[] {
  const [first] = networks;
  if (first === undefined) return [];
  return first.columns.flatMap((column, number): Control[] => {
    if (!networks.some((network) => usesColumn(network, number))) return [];
    const inputs = inputsOf(networks, number, fitted);
    const gap = column.fill !== null || inputs.some(({ input }) => input.takes === 'missing');
    const control = controlFor(column, inputs);
    return control === null ? [] : [{ column: number, name: column.name, gap, ...control }];
  });
}

/** An input of a column, and what it was in the rows. */
interface SeenInput {
  readonly input: NetworkInput;
  readonly seen: Float64Array;
  /** Whether any network uses it. */
  readonly isUsed: boolean;
}

function inputsOf(networks: readonly NetworkFile[], column: number, fitted: Float64Array): SeenInput[] {
  const inputs = networks[0]?.inputs ?? [];
  return inputs.flatMap((input, place) =>
    input.column === column
      ? [
          {
            input,
            seen: valuesAt(fitted, place, inputs.length).sort(),
            isUsed: networks.some((network) => usesInput(network, place)),
          },
        ]
      : [],
  );
}

/** The values of the rows at one place, [S]. */
function valuesAt(rows: Float64Array, place: number, inputs: number): Float64Array {
  return Float64Array.from(
    { length: rows.length / inputs },
    (_, row) => rows[row * inputs + place] as number,
  );
}

function controlFor(
  column: NetworkColumn,
  inputs: readonly SeenInput[],
): NumberControl | CategoryControl | DateControl | null {
  switch (column.kind) {
    case 'number':
      return numberControl(inputs);
    case 'category':
      return categoryControl(column.levels ?? [], inputs);
    case 'date':
      return dateControl(inputs);
  }
}

function numberControl(inputs: readonly SeenInput[]): NumberControl | null {
  const value = inputs.find(({ input }) => input.takes === 'value');
  if (value === undefined) return null;
  const [least, greatest] = rangeOf(value);
  const isWhole = value.seen.every(Number.isInteger) && Number.isInteger(least) && Number.isInteger(greatest);
  const step = isWhole ? 1 : niceStep((greatest - least) / STEPS);
  return { kind: 'number', least, greatest, step, value: rounded(middle(value.seen), step) };
}

function categoryControl(levels: readonly string[], inputs: readonly SeenInput[]): CategoryControl {
  const counts = levels.map((level) => {
    const own = inputs.find(({ input }) => input.level === level);
    return own?.seen.reduce((sum, value) => sum + value, 0) ?? null;
  });
  // Of a pair only one level has an input: the other has the remaining rows.
  const rows = inputs[0]?.seen.length ?? 0;
  const known = counts.map(
    (count) => count ?? rows - counts.reduce<number>((sum, other) => sum + (other ?? 0), 0),
  );
  return { kind: 'category', levels, value: known.indexOf(Math.max(...known)) };
}

/** Days and hours are inputs wherever they differ between rows. */
function dateControl(inputs: readonly SeenInput[]): DateControl {
  const part = (takes: NetworkInput['takes']) => inputs.find(({ input }) => input.takes === takes);
  const [day, hour] = [part('day'), part('hour')];
  const hours = hour ? Math.round(middle(hour.seen)) : 0;
  const type = day === undefined ? 'time' : hour?.isUsed ? 'datetime-local' : 'date';
  const [first, last] = day ? rangeOf(day) : [0, 0];
  const text = (days: number, seconds: number) => dateText(type, days * DAY + seconds);
  return {
    kind: 'date',
    type,
    least: text(first, 0),
    greatest: text(last, DAY - 60),
    value: text(day ? middle(day.seen) : 0, hours * 3600),
  };
}

function dateText(type: DateControl['type'], seconds: number): string {
  const text = new Date(Math.round(seconds / 60) * 60000).toISOString();
  if (type === 'time') return text.slice(11, 16);
  return type === 'date' ? text.slice(0, 10) : text.slice(0, 16);
}

/** What the network's file says of the range, or where it does not the rows. */
function rangeOf({ input, seen }: SeenInput): [number, number] {
  const [least, greatest] = input.range ?? [];
  return [least ?? seen[0] ?? 0, greatest ?? seen.at(-1) ?? 0];
}

/** A value of a row in the middle; 0 without rows. */
function middle(sorted: Float64Array): number {
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}

/** 1, 2 or 5 times a power of ten, at most `step`. */
function niceStep(step: number): number {
  if (!(step > 0)) return 1;
  const power = 10 ** Math.floor(Math.log10(step));
  const digit = [5, 2, 1].find((each) => each * power <= step) ?? 1;
  return Number((digit * power).toPrecision(1));
}

/** The multiple of `step` that is nearest, without digits that only binary numbers have. */
function rounded(value: number, step: number): number {
  return Number((Math.round(value / step) * step).toPrecision(12));
}
