/** Of a scale that spans a larger factor only powers of ten are labelled. */
const MANY = 2000;

/**
 * Ticks of a logarithmic scale from `least` to `greatest`: 1, 2 and 5 times powers of ten, few enough to be labelled, and the
 * powers alone of many decades.
 */
export function decimalTicks(least: number, greatest: number): number[] {
  const first = Math.floor(Math.log10(least));
  const powers = Array.from({ length: Math.ceil(Math.log10(greatest)) - first + 1 }, (_, i) => first + i);
  const digits = greatest / least > MANY ? [1] : [1, 2, 5];
  return powers
    .flatMap((power) => digits.map((digit) => Number(`${digit}e${power}`)))
    .filter((tick) => tick >= least && tick <= greatest);
}

/** At most about `count` ticks of a linear scale from `least` to `greatest`: 1, 2 or 5 times a power of ten apart. */
export function evenTicks(least: number, greatest: number, count: number): number[] {
  const power = 10 ** Math.floor(Math.log10((greatest - least) / count));
  const step = [1, 2, 5, 10].map((digit) => digit * power).find((size) => (greatest - least) / size <= count);
  if (step === undefined || !Number.isFinite(step)) return [least];
  const first = Math.ceil(least / step - 1e-9);
  const last = Math.floor(greatest / step + 1e-9);
  return Array.from({ length: last - first + 1 }, (_, i) => Number(((first + i) * step).toPrecision(12)));
}
