import { readFileSync } from 'node:fs';
import { type Checked, checker } from './check.ts';
import type { FormulaFile, Front, GroupsFile, Kernel, NetworkFile, Pipeline, PointFile } from './types.ts';
import type { Schema } from './words.ts';

/** `schemas/` lies beside `ts/` and beside `dist/`, so one relative path serves both. */
function load(name: string): unknown {
  return JSON.parse(readFileSync(new URL(`../../schemas/${name}`, import.meta.url), 'utf8'));
}

/** Compiled when it is first used: a command that checks nothing does not wait. */
function ready<T>(schema: () => object): (value: unknown) => Checked<T> {
  let check: ((value: unknown) => Checked<T>) | null = null;
  return (value) => {
    check ??= checker<T>(schema());
    return check(value);
  };
}

export const pipelineSchema = load('pipeline.schema.json') as Schema;

type Named = Readonly<Record<string, Schema>>;

/**
 * `families`, by the name that `space.family` gives: what a family of networks sets in `space`.
 * `presets`, by preset, then by operation: differences from the schema's defaults, in the shape of `with`.
 */
export const { families, ...presets } = load('presets.json') as {
  readonly families: Named;
  readonly [preset: string]: Named;
};

export const checkPipeline = ready<Pipeline>(() => pipelineSchema);
/** A file that names a kernel elsewhere, as a pipeline does. */
export const checkKernelFile = ready<{ kernel: Kernel }>(() => ({
  type: 'object',
  properties: { kernel: { $ref: '#/$defs/kernel' } },
  required: ['kernel'],
  additionalProperties: false,
  $defs: { kernel: (pipelineSchema.$defs as Named).kernel },
}));
export const checkNetwork = ready<NetworkFile>(() => load('network.schema.json') as Schema);
export const checkFront = ready<Front>(() => load('front.schema.json') as Schema);
export const checkGroups = ready<GroupsFile>(() => load('groups.schema.json') as Schema);
export const checkFormula = ready<FormulaFile>(() => load('formula.schema.json') as Schema);
export const checkPoint = ready<PointFile>(() => load('point.schema.json') as Schema);
