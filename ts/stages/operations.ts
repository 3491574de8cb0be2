import type { Operation } from '../dag/operation.ts';
import type { Hello } from '../kernel/index.ts';
import { ablation } from './ablation.ts';
import { baselines } from './baselines.ts';
import { compare } from './compare.ts';
import { compress } from './compress.ts';
import { cornn } from './cornn.ts';
import { cornnReport } from './cornn-report.ts';
import { distance } from './distance.ts';
import { fewReport } from './few-report.ts';
import { fit } from './fit.ts';
import { functionStage } from './function.ts';
import { paperReport } from './paper-report.ts';
import { reconstruct } from './reconstruct.ts';
import { report } from './report.ts';
import { rival } from './rival.ts';
import { search } from './search.ts';
import { type Kernels, operation, type StageDefinition } from './stage.ts';
import { table } from './table.ts';
import { teacher } from './teacher.ts';
import { train } from './train.ts';

const definitions: readonly StageDefinition[] = [
  fit,
  compress,
  table,
  teacher,
  train,
  reconstruct,
  distance,
  ablation,
  functionStage,
  cornn,
  search,
  baselines,
  fewReport,
  cornnReport,
  rival,
  compare,
  report,
  paperReport,
];

/** For those who look at operations and run none. */
export const NO_KERNELS: Kernels = {
  kernel: () => Promise.reject(new Error('nothing is run here')),
  restarts: { most: 0, pause_seconds: 0 },
};

/** What the machine adds to a kernel stage's fingerprint. */
export function environmentOf({ protocol, versions, device }: Hello): Operation['environment'] {
  return { protocol: String(protocol), torch: versions.torch, device: device.kind };
}

/** Every operation of the pipeline's schema by its name. */
export function operations(
  environment: Operation['environment'],
  kernels: Kernels,
): ReadonlyMap<string, Operation> {
  return new Map(definitions.map((each) => [each.name, operation(each, environment, kernels)]));
}
