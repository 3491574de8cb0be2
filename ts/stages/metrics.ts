import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Front } from '../schema/types.ts';
import { readJson } from './results.ts';
import { readCurve } from './space/curve.ts';

/** The numbers that stand for an artifact where runs are compared: of a front its chosen network's, of a training its last loss. */
export function metricsOf(folder: string): Record<string, number> {
  if (existsSync(join(folder, 'front.json'))) {
    const { networks, chosen } = readJson<Front>(folder, 'front.json');
    const network = networks[chosen];
    return network ? { nonzeros: network.nonzeros, ...numbers(network.test) } : {};
  }
  const last = readCurve(folder)?.at(-1);
  return last ? numbers({ networks: last.networks, loss: last.loss }) : {};
}

function numbers(values: object): Record<string, number> {
  return Object.fromEntries(
    Object.entries(values).filter((entry): entry is [string, number] => Number.isFinite(entry[1])),
  );
}
