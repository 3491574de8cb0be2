export type Interval = readonly [least: number, greatest: number];

/** A function of two numbers, on a rectangle. */
export interface PlaneFunction {
  /** As the benchmark calls it. */
  readonly title: string;
  readonly x: Interval;
  readonly y: Interval;
  of(x: number, y: number): number;
}

type Of = PlaneFunction['of'];

/** Both inputs from the same interval. */
export const both = (title: string, range: Interval, of: Of): PlaneFunction => ({
  title,
  x: range,
  y: range,
  of,
});

export const apart = (title: string, x: Interval, y: Interval, of: Of): PlaneFunction => ({
  title,
  x,
  y,
  of,
});

/** The square of the distance from 0. */
export const squares = (x: number, y: number): number => x * x + y * y;

/** sin^2 */
export const sine2 = (angle: number): number => Math.sin(angle) ** 2;
