import { apart, both, type PlaneFunction, sine2, squares } from './plane-function.ts';

/** A peak, a cone or edges over the plane. */
export const peaks = {
  ackley: both('Ackley', [-32, 32], (x, y) => {
    const far = Math.exp(-0.2 * Math.sqrt(0.5 * squares(x, y)));
    const waves = Math.exp(0.5 * (Math.cos(2 * Math.PI * x) + Math.cos(2 * Math.PI * y)));
    return -20 * far - waves + 20 + Math.E;
  }),
  ackley_2: both('Ackley N.2', [-32, 32], cone),
  ackley_3: both(
    'Ackley N.3',
    [-32, 32],
    (x, y) => cone(x, y) + 5 * Math.exp(Math.cos(3 * x) + Math.sin(3 * y)),
  ),
  ackley_4: both(
    'Ackley N.4',
    [-35, 35],
    (x, y) => Math.exp(-0.2) * Math.sqrt(squares(x, y)) + 3 * (Math.cos(2 * x) + Math.sin(2 * y)),
  ),
  adjiman: apart('Adjiman', [-1, 2], [-1, 1], (x, y) => Math.cos(x) * Math.sin(y) - x / (y * y + 1)),
  bukin_6: apart(
    'Bukin N.6',
    [-15, -5],
    [-3, 3],
    (x, y) => 100 * Math.sqrt(Math.abs(y - 0.01 * x * x)) + 0.01 * Math.abs(x + 10),
  ),
  easom: both(
    'Easom',
    [-50, 50],
    (x, y) => -Math.cos(x) * Math.cos(y) * Math.exp(-squares(x - Math.PI, y - Math.PI)),
  ),
  exponential: both('Exponential', [-1, 1], (x, y) => -Math.exp(-0.5 * squares(x, y))),
  ridge: both('Ridge', [-5, 5], (x, y) => x + Math.abs(y)),
  schwefel_220: both('Schwefel 2.20', [-100, 100], (x, y) => Math.abs(x) + Math.abs(y)),
  schwefel_222: both(
    'Schwefel 2.22',
    [-100, 100],
    (x, y) => Math.abs(x) + Math.abs(y) + Math.abs(x) * Math.abs(y),
  ),
  xin_she_yang_3: both('Xin-She Yang N.3', [-2 * Math.PI, 2 * Math.PI], (x, y) => {
    const plateau = Math.exp(-((x / 15) ** 10 + (y / 15) ** 10));
    return plateau - 2 * Math.exp(-squares(x, y)) * Math.cos(x) ** 2 * Math.cos(y) ** 2;
  }),
  xin_she_yang_4: both('Xin-She Yang N.4', [-10, 10], (x, y) => {
    const waves = sine2(x) + sine2(y) - Math.exp(-squares(x, y));
    return waves * Math.exp(-(sine2(Math.sqrt(Math.abs(x))) + sine2(Math.sqrt(Math.abs(y)))));
  }),
} as const satisfies Readonly<Record<string, PlaneFunction>>;

function cone(x: number, y: number): number {
  return -200 * Math.exp(-0.2 * Math.sqrt(squares(x, y)));
}
