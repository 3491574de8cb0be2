/** A function on [-1, 1]^inputs that tables are made of. */
export interface TestFunction {
  /** `x1`, `x2` and so on in plain notation; inputs that tell nothing are named, too. */
  readonly formula: string;
  readonly inputs: 1 | 2 | 3 | 4 | 5 | 6;
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
  wave: { formula: 'sin(5 x1)', inputs: 1, of: (x, i) => Math.sin(5 * at(x, i)) },
  edge: {
    formula: 'tanh(6 x1) + 0.3 x1',
    inputs: 1,
    of: (x, i) => Math.tanh(6 * at(x, i)) + 0.3 * at(x, i),
  },
  bent: {
    formula: 'x1 + 0.5 x2 - 0.25 x3 + 0.2 x1 x2',
    inputs: 3,
    of: (x, i) => at(x, i) + 0.5 * at(x, i + 1) - 0.25 * at(x, i + 2) + 0.2 * at(x, i) * at(x, i + 1),
  },
  impedance: {
    formula: 'sqrt((1 + x1)^2 + (2 (1.2 + x2) (1 + x3) - 1 / ((1.2 + x2) (1.5 + x4)))^2)',
    inputs: 4,
    of: (x, i) => {
      const [coil, rate] = [1.2 + at(x, i + 1), 1 + at(x, i + 2)];
      return Math.hypot(1 + at(x, i), 2 * coil * rate - 1 / (coil * (1.5 + at(x, i + 3))));
    },
  },
  growth: {
    formula: 'exp(x1) x2 + x3^2 (x4 tells nothing)',
    inputs: 4,
    of: (x, i) => Math.exp(at(x, i)) * at(x, i + 1) + at(x, i + 2) ** 2,
  },
  friedman5: {
    formula: '10 sin(pi (x1 + 1) (x2 + 1) / 4) + 5 x3^2 + 5 x4 + 2.5 x5',
    inputs: 5,
    of: (x, i) =>
      10 * Math.sin((Math.PI * (at(x, i) + 1) * (at(x, i + 1) + 1)) / 4) +
      5 * at(x, i + 2) ** 2 +
      5 * at(x, i + 3) +
      2.5 * at(x, i + 4),
  },
  line: {
    formula: '2 x1 - x2 + 0.5 x3 + x4 - 0.5 x5 + 0.25 x6',
    inputs: 6,
    of: (x, i) =>
      2 * at(x, i) -
      at(x, i + 1) +
      0.5 * at(x, i + 2) +
      at(x, i + 3) -
      0.5 * at(x, i + 4) +
      0.25 * at(x, i + 5),
  },
  sparse: {
    formula: '2 x1 - x4 (x2, x3, x5 and x6 tell nothing)',
    inputs: 6,
    of: (x, i) => 2 * at(x, i) - at(x, i + 3),
  },
  mixed: {
    formula: 'x1 x2 + sin(2 x3) + x4^2 - x5 (x6 tells nothing)',
    inputs: 6,
    of: (x, i) => at(x, i) * at(x, i + 1) + Math.sin(2 * at(x, i + 2)) + at(x, i + 3) ** 2 - at(x, i + 4),
  },
} as const satisfies Readonly<Record<string, TestFunction>>;

export type FunctionName = keyof typeof testFunctions;
