import { mean } from './measure.ts';

/** prediction = intercept + coefficients . x */
export interface LinearModel {
  readonly intercept: number;
  readonly coefficients: Float64Array;
}

/** A centred column of length 1 that keeps less than this beside the columns before it depends on them. */
const RANK_TOLERANCE = 1e-10;

/**
 * Ordinary least squares with intercept: QR of the centred and normed columns, the target beside them, by modified
 * Gram-Schmidt (as stable as Householder's for this: Björck 1967), the column that is left longest first. A column
 * that depends on others gets coefficient 0.
 *
 * S rows, I inputs; `x` [S, I], flat and row-major, `y` [S].
 */
export function fitLinear(x: Float64Array, y: Float64Array): LinearModel {
  const inputs = x.length / y.length;
  const means = Array.from({ length: inputs }, (_, i) => mean(column(x, inputs, i)));
  const centred = means.map((centre, i) => column(x, inputs, i).map((value) => value - centre));
  const norms = centred.map((values, i) => {
    const norm = length(values);
    // What rounding leaves of a constant column is no column.
    return norm > 1e-13 * Math.abs(means[i] ?? 0) * Math.sqrt(y.length) ? norm : 0;
  });
  const centre = mean(y);
  const solution = solve(
    centred.map((values, i) => (norms[i] ? values.map((value) => value / (norms[i] as number)) : null)),
    y.map((value) => value - centre),
  );
  const coefficients = solution.map((value, i) => (norms[i] ? value / (norms[i] as number) : 0));
  const intercept = coefficients.reduce((sum, value, i) => sum - value * (means[i] ?? 0), centre);
  return { intercept, coefficients };
}

/** Beneath this, where columns are of size 1, a number of least squares is what rounding left of 0. */
const ROUNDING = 1e-12;

/** The same model, 0 where rounding left next to it. */
export function withoutRounding({ intercept, coefficients }: LinearModel): LinearModel {
  const kept = (value: number) => (Math.abs(value) < ROUNDING ? 0 : value);
  return { intercept: kept(intercept), coefficients: coefficients.map(kept) };
}

/** Predictions of a linear model for the rows of `x` [S, I]: [S]. */
export function predictLinear({ intercept, coefficients }: LinearModel, x: Float64Array): Float64Array {
  const inputs = coefficients.length;
  return Float64Array.from({ length: x.length / inputs }, (_, row) =>
    coefficients.reduce((sum, value, i) => sum + value * (x[row * inputs + i] as number), intercept),
  );
}

/** Coefficients of the columns (null: left out) for the least squares of `target`. */
function solve(columns: (Float64Array | null)[], target: Float64Array): Float64Array {
  const basis: { input: number; shares: number[] }[] = [];
  const projections = new Float64Array(columns.length);
  const rest = columns.map((values) => values?.slice() ?? null);
  const shares = columns.map(() => [] as number[]);
  const residual = target.slice();
  for (;;) {
    const input = longest(rest);
    const chosen = rest[input];
    const norm = chosen ? length(chosen) : 0;
    if (!chosen || norm < RANK_TOLERANCE) break;
    const unit = chosen.map((value) => value / norm);
    rest[input] = null;
    basis.push({ input, shares: [...(shares[input] ?? []), norm] });
    rest.forEach((values, i) => {
      if (values) shares[i]?.push(project(unit, values));
    });
    projections[basis.length - 1] = project(unit, residual);
  }
  return substituteBack(basis, projections, columns.length);
}

/** R c = projections for the columns in the basis: `shares` of its k-th column are R[0..k][k]. */
function substituteBack(
  basis: readonly { input: number; shares: number[] }[],
  projections: Float64Array,
  inputs: number,
): Float64Array {
  const coefficients = new Float64Array(inputs);
  for (let k = basis.length - 1; k >= 0; k--) {
    let sum = projections[k] as number;
    for (const { input, shares } of basis.slice(k + 1)) {
      sum -= (shares[k] as number) * (coefficients[input] as number);
    }
    const { input, shares } = basis[k] as (typeof basis)[number];
    coefficients[input] = sum / (shares[k] as number);
  }
  return coefficients;
}

/** Takes its part along `unit` out of `values`, in place; returns how much that was. */
function project(unit: Float64Array, values: Float64Array): number {
  const share = unit.reduce((sum, value, row) => sum + value * (values[row] as number), 0);
  for (let row = 0; row < values.length; row++) {
    values[row] = (values[row] as number) - share * (unit[row] as number);
  }
  return share;
}

function longest(columns: readonly (Float64Array | null)[]): number {
  const lengths = columns.map((values) => (values ? length(values) : -1));
  return lengths.indexOf(Math.max(...lengths));
}

function length(values: Float64Array): number {
  return Math.sqrt(values.reduce((sum, value) => sum + value * value, 0));
}

function column(x: Float64Array, inputs: number, input: number): Float64Array {
  return Float64Array.from({ length: x.length / inputs }, (_, row) => x[row * inputs + input] as number);
}
