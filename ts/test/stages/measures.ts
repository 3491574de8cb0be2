/** Equation 7 in percent, and FVU, as method.md says them. */
export function measures(truth: Float64Array, decoded: Float64Array): { mpe: number; fvu: number } {
  const relative = truth
    .map((y, i) => Math.abs(y - (decoded[i] ?? Number.NaN)) / (Math.abs(y) + 1e-8))
    .sort();
  const half = relative.length / 2;
  const mean = truth.reduce((sum, y) => sum + y, 0) / truth.length;
  const squares = (values: Float64Array) => values.reduce((sum, value) => sum + value * value, 0);
  return {
    mpe: 50 * ((relative[half - 1] ?? Number.NaN) + (relative[half] ?? Number.NaN)),
    fvu: squares(truth.map((y, i) => y - (decoded[i] ?? Number.NaN))) / squares(truth.map((y) => y - mean)),
  };
}
