import { hypervolume } from '../../contest/hypervolume.ts';
import { TEST } from '../../data/split.ts';
import { measure } from '../../export/measure.ts';
import { fitPolynomial } from '../../export/polynomial.ts';
import type { CornnRow } from '../../report/cornn/rows.ts';
import type { SplitTable } from '../tables/table.ts';

/** What anyone would try first, by degree. They choose nothing, so all rows but the test's are fitted. */
const DEGREES = { constant: 0, linear: 1, quadratic: 2, quartic: 4 } as const;

/** What the mean and polynomials reach on a table of the benchmark. */
export function cornnPolynomials({ card, x, y, part }: SplitTable): CornnRow[] {
  const rowsOf = (isTest: boolean) => ({
    x: x.filter((_, place) => (part[Math.floor(place / 2)] === TEST) === isTest),
    y: y.filter((_, row) => (part[row] === TEST) === isTest),
  });
  const [fitted, test] = [rowsOf(false), rowsOf(true)];
  return Object.entries(DEGREES).map(([method, degree]) => {
    const began = performance.now();
    const { nonzeros, predict } = fitPolynomial(fitted.x, fitted.y, degree);
    const seconds = (performance.now() - began) / 1000;
    const { mse, r2 } = measure({ prediction: predict(test.x), truth: test.y });
    return {
      function: card.table,
      method,
      seed: 0,
      seconds,
      mse,
      r2,
      nonzeros,
      hypervolume: hypervolume([{ nonzeros, fvu: 1 - (r2 ?? Number.NaN) }]),
    };
  });
}
