import type { Complaint } from '../schema/check.ts';
import { nearest } from '../schema/nearest.ts';
import { checkPipeline } from '../schema/schemas.ts';
import type { FitParameters, Pipeline, SearchParameters, TableParameters } from '../schema/types.ts';

/** What a fit may be told; all but the table and the target have defaults, which the pipeline's schema gives. */
export interface FitOptions {
  /** File of the table. */
  readonly table: string;
  /** Column to predict, or several columns of numbers. */
  readonly target: string | readonly string[];
  /** Input columns; all others by default. */
  readonly inputs?: string | readonly string[];
  readonly drop?: string | readonly string[];
  /** Columns of numbers that are codes. */
  readonly category?: string | readonly string[];
  /** What else stands for a missing value. */
  readonly missing?: string | readonly string[];
  readonly gaps?: TableParameters['gaps'];
  readonly task?: TableParameters['task'];
  /** random, group:COLUMN or time:COLUMN. */
  readonly split?: string;
  /** A table of test rows; without it a fifth of the rows are test rows. */
  readonly test?: string;
  readonly unit?: string;
  /** A column whose values name groups of rows: each group gets a network of its own. */
  readonly by?: string;
  /** Seconds of the search. */
  readonly seconds?: number;
  /** Optimiser steps, in place of seconds: the same steps and seed give the same networks. */
  readonly steps?: number;
  readonly seed?: number;
  readonly maxNonzeros?: number;
  readonly loss?: SearchParameters['loss'];
  /** File of a trained space that networks begin from, beside random ones. */
  readonly space?: string;
  /** What a device can hold: 2kB of flash, or 500cycles a call. */
  readonly budget?: string;
  readonly title?: string;
}

/** A mistake in an option: its name, and what is wrong with it. */
export interface OptionComplaint {
  readonly option: string;
  readonly message: string;
}

/** Options by the place of what they set in the parameters of `op: fit`. */
const PLACES: Readonly<Record<string, keyof FitOptions>> = {
  'table.file': 'table',
  'table.target': 'target',
  'table.inputs': 'inputs',
  'table.drop': 'drop',
  'table.category': 'category',
  'table.missing': 'missing',
  'table.gaps': 'gaps',
  'table.task': 'task',
  'table.split_by': 'split',
  'table.test': 'test',
  'table.unit': 'unit',
  'table.seed': 'seed',
  'search.seconds': 'seconds',
  'search.steps': 'steps',
  'search.seed': 'seed',
  'search.folds.most_nonzeros': 'maxNonzeros',
  'search.loss': 'loss',
  'search.space': 'space',
  'search.budget': 'budget',
  'report.title': 'title',
  by: 'by',
};

/** What a fit is made by. */
export interface FitPlan {
  /** Of `op: fit`. */
  readonly parameters: FitParameters;
  /** What is done where the kernel dies, as a pipeline has it. */
  readonly restarts: Pipeline['restarts'];
}

/** What the options mean, with every default, or what is wrong with them. */
export function fitParameters(
  options: FitOptions,
): ({ ok: true } & FitPlan) | { ok: false; complaints: readonly OptionComplaint[] } {
  const strangers = Object.keys(options).filter((name) => !Object.values<string>(PLACES).includes(name));
  if (strangers.length > 0) return { ok: false, complaints: strangers.map(strangerOf) };
  const given: Record<string, unknown> = {};
  for (const [place, option] of Object.entries(PLACES)) {
    if (options[option] !== undefined) set(given, place.split('.'), options[option]);
  }
  const checked = checkPipeline({ stages: { fit: { op: 'fit', with: given } } });
  if (!checked.ok) return { ok: false, complaints: checked.complaints.map(complaintOf) };
  const { stages, restarts } = checked.value;
  return { ok: true, parameters: (stages.fit as { with: FitParameters }).with, restarts };
}

/** What no type checker has seen. */
function strangerOf(option: string): OptionComplaint {
  const meant = nearest(option, Object.values(PLACES));
  return { option, message: `there is no such option${meant === null ? '' : `; did you mean ${meant}?`}` };
}

function set(into: Record<string, unknown>, [first = '', ...rest]: readonly string[], value: unknown): void {
  if (rest.length === 0) {
    into[first] = value;
    return;
  }
  into[first] ??= {};
  set(into[first] as Record<string, unknown>, rest, value);
}

/** What a pattern of the schema means. */
const EXPECTED: Readonly<Record<string, string>> = {
  split: 'expected random, group:COLUMN or time:COLUMN',
  budget: 'expected bytes or cycles, such as 2kB or 500cycles',
};

function complaintOf({ path, message }: Complaint): OptionComplaint {
  const place = path.slice(3);
  const known = Object.keys(PLACES).find((each) => place.join('.').startsWith(each));
  const option = known ? (PLACES[known] as string) : place.join('.');
  return { option, message: EXPECTED[option] ?? message };
}
