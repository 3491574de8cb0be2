import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { readJson } from '../results.ts';

/** One row of the training curve. */
export interface CurveRow {
  /** Networks shown so far. */
  readonly networks: number;
  /** Seconds of training so far, interruptions left out. */
  readonly seconds: number;
  readonly loss: number;
  /** Each decoder's FVU (median over a batch), in the order of the space's depths. */
  readonly fvu: readonly number[];
}

/** The file that a train stage leaves in its artifact. */
export const CURVE_FILE = 'curve.json';

/** The curve of a space that was trained here; null for one that was taken from a file. */
export function readCurve(folder: string): CurveRow[] | null {
  return existsSync(join(folder, CURVE_FILE)) ? readJson<CurveRow[]>(folder, CURVE_FILE) : null;
}
