import { mean } from './measure.ts';
import { fitLinear, predictLinear, withoutRounding } from './ols.ts';

/** Every power of two inputs up to a total degree, by least squares. */
export interface Polynomial {
  /** Numbers that are not 0; the mean alone counts as none, for a scaling could have taken it away. */
  readonly nonzeros: number;
  predict(x: Float64Array): Float64Array;
}

/** Fits the polynomial of `degree` (0: the mean) to the rows x [S, 2] and y [S]; x in [-1, 1], where powers are well apart. */
export function fitPolynomial(x: Float64Array, y: Float64Array, degree: number): Polynomial {
  const exponents = exponentsTo(degree);
  if (exponents.length === 0) {
    const centre = mean(y);
    return { nonzeros: 0, predict: (rows) => new Float64Array(rows.length / 2).fill(centre) };
  }
  const model = withoutRounding(fitLinear(powers(x, exponents), y));
  return {
    nonzeros: [model.intercept, ...model.coefficients].filter((value) => value !== 0).length,
    predict: (rows) => predictLinear(model, powers(rows, exponents)),
  };
}

/** Of the terms that are not constant. */
function exponentsTo(degree: number): (readonly [number, number])[] {
  const totals = Array.from({ length: degree }, (_, i) => i + 1);
  return totals.flatMap((total) => Array.from({ length: total + 1 }, (_, i) => [total - i, i] as const));
}

/** [S, terms] */
function powers(x: Float64Array, exponents: readonly (readonly [number, number])[]): Float64Array {
  return Float64Array.from({ length: (x.length / 2) * exponents.length }, (_, place) => {
    const row = Math.floor(place / exponents.length);
    const [first = 0, second = 0] = exponents[place % exponents.length] ?? [];
    return (x[2 * row] as number) ** first * (x[2 * row + 1] as number) ** second;
  });
}
