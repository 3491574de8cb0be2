import type { InputStep } from '../program.ts';

/** How far an input is taken to lie from its offset where the file does not say it, in its scale. */
const USUAL = 4;

/** How far beyond its range an input is followed, as a share of the range; beyond that it counts as the end. */
const BEYOND = 0.25;

/** At least so many units are in a scale, where 32 bits have room for them; with fewer than `FEWEST` there is no use. */
const UNITS = 500;
const FEWEST = 8;
const MOST = 2 ** 31 - 1;

/** Between which readings an input is followed. Parts of dates of which there are few are followed everywhere. */
export function followed({ reading, range, offset, scale }: InputStep): [number, number] {
  switch (reading.takes) {
    case 'month':
      return [1, 12];
    case 'weekday':
      return [0, 6];
    case 'hour':
      return [0, 24];
    default: {
      if (range === null) return [offset - USUAL * scale, offset + USUAL * scale];
      const more = BEYOND * (range[1] - range[0]);
      return [range[0] - more, range[1] + more];
    }
  }
}

/**
 * The power of ten that whole numbers count: the greatest with `units` in `scale`, or a coarser one where numbers up to `size`
 * have no room in 32 bits, or `width` none in 16. Throws a RangeError where that is too coarse; `name` says of what.
 */
export function unitOf(name: string, scale: number, size: number, width = 0, units = UNITS): number {
  let unit = powerOfTen(scale / units);
  while (size / unit > MOST || width / unit > 2 ** 16) unit = powerOfTen(unit * 10.5);
  if (unit > scale / FEWEST) {
    throw new RangeError(
      `${JSON.stringify(name)} has no room in 32 bits: it lies up to ${short(size)} from zero, where ${short(scale)} makes a difference`,
    );
  }
  return unit;
}

/** The greatest power of ten that is not above the value, as it is written: 0.001 rather than 0.0010000000000000002. */
function powerOfTen(value: number): number {
  return Number(`1e${Math.floor(Math.log10(value))}`);
}

function short(value: number): number {
  return Number(value.toPrecision(3));
}
