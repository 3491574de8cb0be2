import { inspect } from 'node:util';
import type { Pipeline } from '../config/pipeline.ts';
import { formatErrors } from '../config/position.ts';
import { parsePipeline, readPipeline } from '../config/read.ts';
import { drawTree } from '../dag/draw.ts';
import { order } from '../dag/graph.ts';
import { StageError } from '../dag/operation.ts';
import { listRuns, type RunSummary } from '../dag/runs.ts';
import { Store } from '../dag/store.ts';
import type { Space } from '../schema/types.ts';
import { NO_KERNELS, NO_MACHINE, operations } from '../stages/operations.ts';

/** A pipeline as it would be run, every default filled in; it prints as its graph. `settings`: values for its vars. */
export async function pipeline(
  file: string,
  settings: Readonly<Record<string, unknown>> = {},
): Promise<Pipeline> {
  const written = Object.entries(settings).map(([name, value]) => [
    name,
    typeof value === 'string' ? value : JSON.stringify(value),
  ]);
  const result = await readPipeline(file, Object.fromEntries(written));
  if (!result.ok) throw new StageError(formatErrors(result.errors), 'user');
  const parsed = { ...result.pipeline };
  return Object.defineProperty(parsed, inspect.custom, { value: () => text(parsed), enumerable: false });
}

function text({ name, desc, jobs }: Pipeline): string {
  const known = operations(NO_MACHINE, NO_KERNELS);
  const stages = jobs.map(({ name, op, with: parameters, deps, many }) => {
    // It is drawn, not run: by which engine does not matter.
    const operation = known.get(op, null);
    if (!operation) throw new Error(`no operation ${op}`);
    return { name, operation, with: parameters as unknown as Readonly<Record<string, unknown>>, deps, many };
  });
  return `${name}${desc === null ? '' : `: ${desc}`}\n${drawTree(order(stages)).trimEnd()}`;
}

/** The runs of pipelines in this folder, the last one last; only those of a pipeline where one is named. */
export function runs(
  named?: string,
): Pick<RunSummary, 'id' | 'outcome' | 'seconds' | 'stages' | 'metrics'>[] {
  return listRuns(new Store(process.cwd()))
    .filter(({ pipeline }) => named === undefined || pipeline === named)
    .map(({ id, outcome, seconds, stages, metrics }) => ({ id, outcome, seconds, stages, metrics }));
}

/** The space of networks that a training has where nothing else is said. */
export function defaultSpace(): Space {
  const result = parsePipeline('repl', 'stages: { space: { op: train } }', {});
  if (!result.ok) throw new Error(result.errors.map(({ message }) => message).join('; '));
  const [space] = result.pipeline.jobs.flatMap((job) => (job.op === 'train' ? [job.with.space] : []));
  if (!space) throw new Error('a training has no space');
  return space;
}
