import type { FormulaFile } from '../schema/types.ts';

type Column = FormulaFile['inputs'][number];

/** Rows computed together: their terms stay in the cache while every formula takes what it needs. */
const BLOCK = 2048;

/**
 * Predictions of a polynomial, in the output's unit, in float64. S rows; `rows` [S, inputs], flat and row-major: the
 * columns of `formula.inputs` in their units. Returns [S].
 *
 * Throws a RangeError where `rows` are not whole rows.
 */
export function predictFormula(formula: FormulaFile, rows: Float64Array): Float64Array {
  return predictFormulas([formula], rows)[0] as Float64Array;
}

/** The same for many polynomials of the same columns: a term that several have is computed once. */
export function predictFormulas(formulas: readonly FormulaFile[], rows: Float64Array): Float64Array[] {
  const [{ inputs } = { inputs: [] as Column[] }] = formulas;
  const count = rows.length / Math.max(1, inputs.length);
  if (!Number.isInteger(count))
    throw new RangeError(`${rows.length} numbers are not rows of ${inputs.length}`);
  const predictions = formulas.map(() => new Float64Array(count));
  for (let first = 0; first < count; first += BLOCK) {
    const last = Math.min(count, first + BLOCK);
    const terms = new Terms(inputs, rows.subarray(first * inputs.length, last * inputs.length));
    formulas.forEach((formula, i) => {
      addTerms(formula, terms, (predictions[i] as Float64Array).subarray(first, last));
    });
  }
  return predictions;
}

/** Turns zeros into the formula's predictions. */
function addTerms({ basis, terms, output }: FormulaFile, known: Terms, sum: Float64Array): void {
  for (const { exponents, coefficient } of terms) {
    const term = known.term(basis, exponents);
    for (let row = 0; row < sum.length; row++) {
      sum[row] = (sum[row] as number) + coefficient * (term[row] as number);
    }
  }
  for (let row = 0; row < sum.length; row++) sum[row] = (sum[row] as number) * output.scale + output.offset;
}

/** The terms of some rows, each computed when it is first asked for. */
class Terms {
  readonly #values: readonly Float64Array[];
  readonly #known = new Map<string, Float64Array>();

  constructor(inputs: readonly Column[], rows: Float64Array) {
    const width = inputs.length;
    this.#values = inputs.map(({ offset, scale }, i) =>
      Float64Array.from(
        { length: rows.length / width },
        (_, row) => ((rows[row * width + i] as number) - offset) / scale,
      ),
    );
  }

  /** The product over inputs of powers, or of Legendre polynomials. */
  term(basis: FormulaFile['basis'], exponents: readonly number[]): Float64Array {
    return this.#keep(`${basis} ${exponents}`, () => {
      const product = new Float64Array(this.#values[0]?.length ?? 0).fill(1);
      exponents.forEach((n, input) => {
        if (n === 0) return;
        const factor = this.#power(basis, input, n);
        for (let row = 0; row < product.length; row++) {
          product[row] = (product[row] as number) * (factor[row] as number);
        }
      });
      return product;
    });
  }

  /** The n-th power of an input, n at least 1, or its n-th Legendre polynomial (by Bonnet's recursion). */
  #power(basis: FormulaFile['basis'], input: number, n: number): Float64Array {
    const values = this.#values[input] as Float64Array;
    if (n === 1) return values;
    return this.#keep(`${basis} ${input} ^ ${n}`, () => {
      const last = this.#power(basis, input, n - 1);
      if (basis === 'power') return values.map((x, row) => x * (last[row] as number));
      const before = n === 2 ? null : this.#power(basis, input, n - 2);
      return values.map(
        (x, row) => ((2 * n - 1) * x * (last[row] as number) - (n - 1) * (before?.[row] ?? 1)) / n,
      );
    });
  }

  #keep(name: string, compute: () => Float64Array): Float64Array {
    const known = this.#known.get(name) ?? compute();
    this.#known.set(name, known);
    return known;
  }
}
