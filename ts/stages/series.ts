import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { metricsOf } from './metrics.ts';
import { readJson } from './results.ts';
import type { HistoryRow } from './search/pass.ts';
import { readCurve } from './space/curve.ts';

/** A number of a stage at one of its steps. */
export interface Point {
  readonly name: string;
  readonly step: number;
  /** Since the stage's begin; null where that is not known. */
  readonly seconds: number | null;
  readonly value: number;
}

/**
 * What an artifact tells of how it came about: of a training its loss and each decoder's FVU by the networks shown, of a search
 * in the latent space the best error of each depth by phase and step; and its metrics, at its end.
 */
export function seriesOf(folder: string): Point[] {
  const metrics = Object.entries(metricsOf(folder)).map(([name, value]) => ({
    name,
    step: 0,
    seconds: null,
    value,
  }));
  return [...curvePoints(folder), ...historyPoints(folder), ...metrics];
}

function curvePoints(folder: string): Point[] {
  return (readCurve(folder) ?? []).flatMap(({ networks: step, seconds = null, loss, fvu }) => [
    { name: 'training loss', step, seconds, value: loss },
    ...fvu.map((value, decoder) => ({ name: `training fvu, decoder ${decoder + 1}`, step, seconds, value })),
  ]);
}

function historyPoints(folder: string): Point[] {
  if (!existsSync(join(folder, 'history.json'))) return [];
  return readJson<HistoryRow[]>(folder, 'history.json').map(
    ({ phase, step, seconds = null, depth, validation_mse: value }) => ({
      name: `${phase} validation_mse, depth ${depth}`,
      step,
      seconds,
      value,
    }),
  );
}
