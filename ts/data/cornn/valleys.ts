import { apart, both, type PlaneFunction, squares } from './plane-function.ts';

/** Polynomials, and what is nearly one: bowls and valleys. */
export const valleys = {
  bartels_conn: both(
    'Bartels Conn',
    [-500, 500],
    (x, y) => Math.abs(squares(x, y) + x * y) + Math.abs(Math.sin(x)) + Math.abs(Math.cos(y)),
  ),
  beale: both(
    'Beale',
    [-4.5, 4.5],
    (x, y) => (1.5 - x + x * y) ** 2 + (2.25 - x + x * y ** 2) ** 2 + (2.625 - x + x * y ** 3) ** 2,
  ),
  bohachevsky_1: both(
    'Bohachevsky N.1',
    [-100, 100],
    (x, y) => x * x + 2 * y * y - 0.3 * Math.cos(3 * Math.PI * x) - 0.4 * Math.cos(4 * Math.PI * y) + 0.7,
  ),
  bohachevsky_2: both(
    'Bohachevsky N.2',
    [-100, 100],
    (x, y) => x * x + 2 * y * y - 0.3 * Math.cos(3 * Math.PI * x) * Math.cos(4 * Math.PI * y) + 0.3,
  ),
  booth: both('Booth', [-10, 10], (x, y) => (x + 2 * y - 7) ** 2 + (2 * x + y - 5) ** 2),
  brent: both('Brent', [-20, 0], (x, y) => squares(x + 10, y + 10) + Math.exp(-squares(x, y))),
  brown: both('Brown', [-1, 1], (x, y) => (x * x) ** (y * y + 1) + (y * y) ** (x * x + 1)),
  deckkers_aarts: both('Deckkers-Aarts', [-20, 20], (x, y) => {
    const r2 = squares(x, y);
    return 1e5 * r2 - r2 ** 2 + 1e-5 * r2 ** 4;
  }),
  goldstein_price: both('Goldstein-Price', [-2, 2], (x, y) => {
    const near = 19 - 14 * x + 3 * x * x - 14 * y + 6 * x * y + 3 * y * y;
    const far = 18 - 32 * x + 12 * x * x + 4 * y - 36 * x * y + 27 * y * y;
    return (1 + (x + y + 1) ** 2 * near) * (30 + (2 * x - 3 * y) ** 2 * far);
  }),
  himmelblau: both('Himmelblau', [-6, 6], (x, y) => (x * x + y - 11) ** 2 + (x + y * y - 7) ** 2),
  leon: both('Leon', [0, 10], (x, y) => 100 * (y - x ** 3) ** 2 + (1 - x) ** 2),
  matyas: both('Matyas', [-10, 10], (x, y) => 0.26 * squares(x, y) - 0.48 * x * y),
  mccormick: apart(
    'McCormick',
    [-1.5, 4],
    [-3, 3],
    (x, y) => Math.sin(x + y) + (x - y) ** 2 - 1.5 * x + 2.5 * y + 1,
  ),
  qing: both('Qing', [-500, 500], (x, y) => squares(x - 1, y - 2)),
  rosenbrock: both('Rosenbrock', [-5, 10], (x, y) => 100 * (y - x * x) ** 2 + (1 - x) ** 2),
  schwefel_223: both('Schwefel 2.23', [-10, 10], (x, y) => x ** 10 + y ** 10),
  sphere: both('Sphere', [-5.12, 5.12], squares),
  styblinski_tang: both('Styblinski-Tang', [-5, 5], (x, y) => {
    const part = (value: number) => value ** 4 - 16 * value ** 2 + 5 ** value;
    return 0.5 * (part(x) + part(y));
  }),
  sum_squares: both('Sum Squares', [-10, 10], (x, y) => x * x + 2 * y * y),
  three_hump_camel: both(
    'Three-Hump Camel',
    [-5, 5],
    (x, y) => 2 * x ** 2 - 1.05 * x ** 4 + x ** 6 / 6 + x * y + y * y,
  ),
  zakharov: both('Zakharov', [-5, 10], (x, y) => squares(x, y) + (0.5 * x + y) ** 2 + (0.5 * x + y) ** 4),
} as const satisfies Readonly<Record<string, PlaneFunction>>;
