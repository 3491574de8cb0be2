import { both, type PlaneFunction, sine2, squares } from './plane-function.ts';

/** Functions that go up and down, some faster than 3,750 random points can tell. */
export const waves = {
  alpine_1: both('Alpine N.1', [0, 10], (x, y) => {
    const part = (value: number) => Math.abs(value * Math.sin(value) + 0.1 * value);
    return part(x) + part(y);
  }),
  alpine_2: both('Alpine N.2', [0, 10], (x, y) => {
    const part = (value: number) => Math.sqrt(value) * Math.sin(value);
    return part(x) * part(y);
  }),
  bird: both('Bird', [-2 * Math.PI, 2 * Math.PI], (x, y) => {
    const upright = Math.sin(x) * Math.exp((1 - Math.cos(y)) ** 2);
    const across = Math.cos(y) * Math.exp((1 - Math.sin(x)) ** 2);
    return upright + across + (x - y) ** 2;
  }),
  cross_in_tray: both('Cross-In-Tray', [-10, 10], (x, y) => {
    const height = Math.exp(Math.abs(100 - Math.sqrt(squares(x, y)) / Math.PI));
    return -0.0001 * (Math.abs(Math.sin(x) * Math.sin(y) * height) + 1) ** 0.1;
  }),
  drop_wave: both(
    'Drop-Wave',
    [-5.2, 5.2],
    (x, y) => -(1 + Math.cos(12 * Math.sqrt(squares(x, y)))) / (0.5 * squares(x, y) + 2),
  ),
  egg_crate: both('Egg Crate', [-5, 5], (x, y) => squares(x, y) + 25 * (sine2(x) + sine2(y))),
  egg_holder: both('Egg Holder', [-512, 512], (x, y) => {
    const near = (y + 47) * Math.sin(Math.sqrt(Math.abs(y + x / 2 + 47)));
    return -near - x * Math.sin(Math.sqrt(Math.abs(x - y - 47)));
  }),
  griewank: both(
    'Griewank',
    [-600, 600],
    (x, y) => 1 + x ** 2 / 4000 + y ** 2 / 4000 - Math.cos(x) * Math.cos(y / Math.SQRT2),
  ),
  holder_table: both('Holder-Table', [-10, 10], (x, y) => {
    const height = Math.exp(Math.abs(1 - Math.sqrt(squares(x, y)) / Math.PI));
    return -Math.abs(Math.sin(x) * Math.cos(y) * height);
  }),
  keane: both('Keane', [0, 10], (x, y) => (-sine2(x - y) * sine2(x + y)) / Math.sqrt(squares(x, y))),
  levi_13: both(
    'Levi N.13',
    [-10, 10],
    (x, y) =>
      sine2(3 * Math.PI * x) +
      (x - 1) ** 2 * (1 + sine2(3 * Math.PI * y)) +
      (y - 1) ** 2 * (1 + sine2(2 * Math.PI * y)),
  ),
  michalewicz: both('Michalewicz', [0, Math.PI], (x, y) => {
    const part = (value: number, times: number) =>
      Math.sin(value) * Math.sin((times * value * value) / Math.PI) ** 20;
    return -(part(x, 1) + part(y, 2));
  }),
  periodic: both('Periodic', [-10, 10], (x, y) => 1 + sine2(x) + sine2(y) - 0.1 * Math.exp(-squares(x, y))),
  rastrigin: both('Rastrigin', [-5.12, 5.12], (x, y) => {
    const part = (value: number) => value * value - 10 * Math.cos(2 * Math.PI * value);
    return 20 + part(x) + part(y);
  }),
  salomon: both('Salomon', [-100, 100], (x, y) => {
    const r = Math.sqrt(squares(x, y));
    return 1 - Math.cos(2 * Math.PI * r) + 0.1 * r;
  }),
  schaffer_2: both('Schaffer N.2', [-100, 100], (x, y) => rings(sine2(x * x - y * y), x, y)),
  schaffer_3: both('Schaffer N.3', [-100, 100], (x, y) =>
    rings(sine2(Math.cos(Math.abs(x * x - y * y))), x, y),
  ),
  shubert: both('Shubert', [-10, 10], (x, y) => {
    const part = (value: number) => sumToFive((j) => Math.cos((j + 1) * value + j));
    return part(x) * part(y);
  }),
  shubert_3: both('Shubert 3', [-10, 10], (x, y) => {
    const part = (value: number) => sumToFive((j) => j * Math.sin((j + 1) * value + j));
    return part(x) + part(y);
  }),
  xin_she_yang_2: both(
    'Xin-She Yang N.2',
    [-2 * Math.PI, 2 * Math.PI],
    (x, y) => (Math.abs(x) + Math.abs(y)) * Math.exp(-(Math.sin(x * x) + Math.sin(y * y))),
  ),
} as const satisfies Readonly<Record<string, PlaneFunction>>;

/** Schaffer's: `wave`, from 0 to 1, which dies away outwards. */
function rings(wave: number, x: number, y: number): number {
  return 0.5 + (wave - 0.5) / (1 + 0.001 * squares(x, y)) ** 2;
}

function sumToFive(term: (j: number) => number): number {
  return [1, 2, 3, 4, 5].reduce((sum, j) => sum + term(j), 0);
}
