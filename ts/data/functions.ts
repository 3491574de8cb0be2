/** A function on [-1, 1]^inputs that tables are made of. */
export interface TestFunction {
  /** `x1`, `x2`, `x3` in plain notation. */
  readonly formula: string;
  readonly inputs: 2 | 3;
  /** Of `x` from `at` on. */
  of(x: Float64Array, at: number): number;
}

const at = (x: Float64Array, i: number): number => x[i] ?? Number.NaN;
const fraction = (value: number): number => value - Math.floor(value);

/** Smooth, kinked, rough and discontinuous ones, by name. */
export const testFunctions = {
  product: { formula: 'x1 x2', inputs: 2, of: (x, i) => at(x, i) * at(x, i + 1) },
  ripple: {
    formula: 'sin(4 x1) cos(3 x2)',
    inputs: 2,
    of: (x, i) => Math.sin(4 * at(x, i)) * Math.cos(3 * at(x, i + 1)),
  },
  bump: {
    formula: 'exp(-4 (x1^2 + x2^2))',
    inputs: 2,
    of: (x, i) => Math.exp(-4 * (at(x, i) ** 2 + at(x, i + 1) ** 2)),
  },
  valley: {
    formula: '(1 - x1)^2 + 4 (x2 - x1^2)^2',
    inputs: 2,
    of: (x, i) => (1 - at(x, i)) ** 2 + 4 * (at(x, i + 1) - at(x, i) ** 2) ** 2,
  },
  friedman: {
    formula: 'sin(pi x1 x2) + 2 (x3 - 0.5)^2',
    inputs: 3,
    of: (x, i) => Math.sin(Math.PI * at(x, i) * at(x, i + 1)) + 2 * (at(x, i + 2) - 0.5) ** 2,
  },
  ratio: {
    formula: 'x1 / (0.2 + x2^2 + x3^2)',
    inputs: 3,
    of: (x, i) => at(x, i) / (0.2 + at(x, i + 1) ** 2 + at(x, i + 2) ** 2),
  },
  kink: {
    formula: '|x1 + x2| - |x3|',
    inputs: 3,
    of: (x, i) => Math.abs(at(x, i) + at(x, i + 1)) - Math.abs(at(x, i + 2)),
  },
  chirp: {
    formula: 'sin(8 x1^2 + 2 x2) x3',
    inputs: 3,
    of: (x, i) => Math.sin(8 * at(x, i) ** 2 + 2 * at(x, i + 1)) * at(x, i + 2),
  },
  stairs: {
    formula: '1 where x1 > 0.2, else 0.5 where x2 > -0.3, else 0',
    inputs: 2,
    of: (x, i) => (at(x, i) > 0.2 ? 1 : at(x, i + 1) > -0.3 ? 0.5 : 0),
  },
  disc: {
    formula: '1 where x1^2 + x2^2 < 0.5, else 0',
    inputs: 2,
    of: (x, i) => (at(x, i) ** 2 + at(x, i + 1) ** 2 < 0.5 ? 1 : 0),
  },
  saw: {
    formula: '3 x1 - floor(3 x1) + 0.5 x2',
    inputs: 2,
    of: (x, i) => fraction(3 * at(x, i)) + 0.5 * at(x, i + 1),
  },
} as const satisfies Readonly<Record<string, TestFunction>>;

export type FunctionName = keyof typeof testFunctions;
