import type { Operation } from '../dag/operation.ts';
import type { Hello } from '../kernel/index.ts';
import type { Ray, Torchrun } from '../schema/types.ts';
import { compress } from './compress/compress.ts';
import { fit } from './fit.ts';
import { decode } from './in-space/decode.ts';
import { distance } from './in-space/distance.ts';
import { encode } from './in-space/encode.ts';
import { interpolate } from './in-space/interpolate.ts';
import { map } from './in-space/map.ts';
import { nearest } from './in-space/nearest.ts';
import { ablation } from './paper/ablation.ts';
import { reconstruct } from './paper/reconstruct.ts';
import { paperReport } from './paper/report.ts';
import { similarity } from './paper/similarity.ts';
import { compare } from './reports/compare.ts';
import { cornnReport } from './reports/cornn.ts';
import { fewReport } from './reports/few.ts';
import { report } from './reports/report.ts';
import { baselines } from './rivals/baselines.ts';
import { rival } from './rivals/rival.ts';
import { search } from './search/search.ts';
import { train } from './space/train.ts';
import { type Kernels, type Machine, operation, type StageDefinition } from './stage.ts';
import { cornn } from './tables/cornn.ts';
import { functionStage } from './tables/function.ts';
import { table } from './tables/table.ts';
import { teacher } from './tables/teacher.ts';

const definitions: readonly StageDefinition[] = [
  fit,
  compress,
  table,
  teacher,
  train,
  reconstruct,
  similarity,
  ablation,
  functionStage,
  cornn,
  encode,
  decode,
  distance,
  nearest,
  interpolate,
  map,
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

/** Those who look at operations are on no machine. */
export const NO_MACHINE: Machine = { environment: {}, noted: {} };

/** What a kernel's machine adds to a kernel stage's fingerprint, and what is noted: other threads add in another order. */
export function machineOf({ protocol, versions, device, threads, native }: Hello): Machine {
  return {
    environment: { protocol: String(protocol), torch: versions.torch, device: device.kind },
    noted: { threads, device: device.name, backend: native.backend },
  };
}

/** Every operation of the pipeline's schema by its name, as an engine runs it: null, this process and one kernel. */
export interface Operations {
  get(op: string, engine: Torchrun | Ray | null): Operation | undefined;
}

export function operations(machine: Machine, kernels: Kernels): Operations {
  return {
    get: (op, engine) => {
      const definition = definitions.find(({ name }) => name === op);
      if (engine?.kind === 'ray') throw new Error(`op ${op} is not run by ray here`);
      return definition && operation(definition, machine, kernels, engine?.processes ?? 1);
    },
  };
}
