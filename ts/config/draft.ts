import { pipelineSchema } from '../schema/schemas.ts';
import { isObject } from '../schema/words.ts';
import type { Complaints } from './complaints.ts';
import { interpolate, type Scope, unknowable, unknownName } from './interpolate.ts';
import { type Combination, expandMatrix, isMatrix } from './matrix.ts';
import { overPreset } from './preset.ts';
import { at } from './shape.ts';
import { reporting } from './vars.ts';

/** A job before it is checked. */
export interface Draft {
  readonly job: string;
  readonly stage: string;
  /** Whether the stage has a matrix. */
  readonly isOneOfMany: boolean;
  /** The stage as it is for this job: references resolved, its preset underneath. */
  readonly value: unknown;
}

export interface Drafts {
  readonly jobs: readonly Draft[];
  /** Stages whose jobs cannot be told, because of a mistake that has been complained of. */
  readonly untold: ReadonlySet<string>;
}

type Vars = ReadonlyMap<string, unknown>;

/** The jobs of all stages. */
export function draftJobs(stages: unknown, vars: Vars, complaints: Complaints): Drafts {
  const jobs: Draft[] = [];
  const untold = new Set<string>();
  for (const [stage, written] of Object.entries(isObject(stages) ? stages : {})) {
    if (stage.includes('@')) {
      complaints.add(['stages'], "a stage's name has no `@`: that is how the jobs of a matrix are called", {
        key: stage,
      });
    }
    const combinations = combinationsOf(stage, written, vars, complaints);
    if (combinations === 'untold') untold.add(stage);
    jobs.push(...draftStage(stage, written, combinations, vars, complaints));
  }
  return { jobs, untold };
}

interface Expanded {
  readonly matrix: unknown;
  readonly combinations: readonly Combination[];
}

/** Null for a stage without a matrix. */
function combinationsOf(
  stage: string,
  written: unknown,
  vars: Vars,
  complaints: Complaints,
): Expanded | 'untold' | null {
  if (!isObject(written) || !Object.hasOwn(written, 'matrix')) return null;
  const path = ['stages', stage, 'matrix'];
  const matrix = interpolate(written.matrix, scopeOf(vars, null), path, reporting(complaints));
  if (complaints.hasSpoilt(path) || !isMatrix(matrix) || !isName(stage)) return 'untold';
  const combinations = expandMatrix(matrix);
  const suffixes = combinations.map(({ suffix }) => suffix);
  const twice = suffixes.find((suffix, index) => suffixes.indexOf(suffix) !== index);
  if (twice === undefined) return { matrix, combinations };
  complaints.add(path, `this matrix calls two jobs \`${stage}@${twice}\``);
  return 'untold';
}

function draftStage(
  stage: string,
  written: unknown,
  expanded: Expanded | 'untold' | null,
  vars: Vars,
  complaints: Complaints,
): Draft[] {
  const draft = (job: string, item: unknown, matrix: unknown): Draft => {
    const value = interpolateStage(stage, written, scopeOf(vars, item), complaints);
    const whole = isObject(value) && matrix !== undefined ? { ...value, matrix } : value;
    return { job, stage, isOneOfMany: item !== null, value: whole };
  };
  if (expanded === null) return [draft(stage, null, undefined)];
  if (expanded === 'untold') {
    return [draft(stage, unknowable, isObject(written) ? written.matrix : undefined)];
  }
  return expanded.combinations.map(({ suffix, item }) => draft(`${stage}@${suffix}`, item, expanded.matrix));
}

function interpolateStage(stage: string, written: unknown, scope: Scope, complaints: Complaints): unknown {
  const { matrix, ...rest } = isObject(written) ? written : { matrix: undefined };
  const own = isObject(written) ? rest : written;
  const value = interpolate(own, scope, ['stages', stage], reporting(complaints));
  if (!isObject(value)) return value;
  const parameters = overPreset(value.op, value.with);
  return parameters === undefined ? value : { ...value, with: parameters };
}

/** @param item the matrix's values, `unknowable`, or null where the stage has no matrix */
function scopeOf(vars: Vars, item: unknown): Scope {
  const values = item === null ? vars : new Map([...vars, ['item', item]]);
  return {
    values,
    missing: (wanted) => {
      const isItem = wanted === 'item' || wanted.startsWith('item.');
      return isItem && item === null
        ? `\`${wanted}\` is known only in a stage with a matrix`
        : unknownName(wanted, values);
    },
  };
}

function isName(stage: string): boolean {
  if (stage.includes('@')) return false;
  const { pattern } = at(pipelineSchema, 'properties', 'stages', 'propertyNames');
  return typeof pattern !== 'string' || new RegExp(pattern, 'u').test(stage);
}
