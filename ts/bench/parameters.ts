import type { Job } from '../config/pipeline.ts';
import { parsePipeline } from '../config/read.ts';
import type { SearchParameters, TrainParameters } from '../schema/types.ts';

/** The parameters of a training by a preset, with `changes` as a pipeline would write them. */
export function trainParameters(preset: string, changes: object = {}): TrainParameters {
  return jobOf('train', { preset, ...changes }, {});
}

/** The same of a search. */
export function searchParameters(preset: string, changes: object = {}): SearchParameters {
  return jobOf('search', { preset, ...changes }, { table: 'table', space: 'space' });
}

type With<Op extends Job['op']> = Extract<Job, { op: Op }>['with'];

function jobOf<Op extends 'train' | 'search'>(
  op: Op,
  parameters: object,
  deps: Record<string, string>,
): With<Op> {
  const stages = {
    table: { op: 'table', with: { file: 'table.csv', target: 'y' } },
    space: { op: 'train' },
    measured: { op, with: parameters, ...(op === 'search' && { deps }) },
  };
  // JSON is YAML.
  const parsed = parsePipeline('bench', JSON.stringify({ stages }), {});
  if (!parsed.ok) throw new Error(parsed.errors.map(({ message }) => message).join('\n'));
  const job = parsed.pipeline.jobs.find(({ name }) => name === 'measured');
  return job?.with as With<Op>;
}
