/** A number for people: at least `digits` significant digits, and never fewer than its whole part has. */
export function significant(value: number | null, digits = 3): string {
  if (value === null || !Number.isFinite(value)) return '–';
  if (value === 0) return '0';
  const size = Math.abs(Number(value.toPrecision(digits)));
  if (size < 1e-4 || size >= 1e7) return exponent(value, digits);
  const decimals = Math.max(0, digits - 1 - Math.floor(Math.log10(size)));
  return grouped(value, decimals);
}

/**
 * R2 and differences of it: three decimals, or fewer where it is far below zero; near 1 as many as show two digits of
 * what is missing, and nearer than eight nines that itself.
 */
export function r2(value: number | null): string {
  if (value === null || !Number.isFinite(value)) return '–';
  const missing = 1 - value;
  if (missing > 0 && missing < 0.0005) {
    return missing < 1e-8
      ? `1 - ${exponent(missing, 1)}`
      : value.toFixed(1 - Math.floor(Math.log10(missing)));
  }
  return Math.abs(value) < 10 ? grouped(value, 3) : significant(value);
}

/** Root mean square error of a mean squared one; NaN where there is none. */
export function rmse(mse: number | null): number {
  return Math.sqrt(mse ?? Number.NaN);
}

/** A share from 0 to 1 in percent, without decimals where no number of them is asked for. */
export function percent(share: number | null, decimals = 0): string {
  return share !== null && Number.isFinite(share) ? `${grouped(100 * share, decimals)} %` : '–';
}

/** A share in percent, to three digits. */
export function share(value: number): string {
  return Number.isFinite(value) ? `${Number((100 * value).toPrecision(3))} %` : '–';
}

/** `count` and its noun: "1 layer", "2 layers". */
export function counted(count: number, noun: string): string {
  return `${grouped(count, 0)} ${noun}${count === 1 ? '' : 's'}`;
}

/** A value with its unit, where there is one. */
export function withUnit(value: string, unit: string): string {
  return unit === '' ? value : `${value} ${unit}`;
}

function grouped(value: number, decimals: number): string {
  const text = value.toLocaleString('en-GB', {
    minimumFractionDigits: decimals,
    maximumFractionDigits: decimals,
    useGrouping: Math.abs(value) >= 10000,
  });
  return /^-0(\.0*)?$/.test(text) ? text.slice(1) : text;
}

function exponent(value: number, digits: number): string {
  return value.toExponential(digits - 1).replace('e+', 'e');
}
