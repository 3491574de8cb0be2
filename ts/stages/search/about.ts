import type { StageContext } from '../../dag/operation.ts';
import type { Front, SearchParameters } from '../../schema/types.ts';
import { folderOf } from '../results.ts';
import { type AboutSpace, aboutSpace } from '../space/about.ts';
import type { SplitTable, TableCard } from '../tables/table.ts';
import { readTeacher, type TeacherFile } from '../tables/teacher.ts';

/** What a table or a figure says about a search: its space, its budget, its data. about.json */
export interface AboutSearch {
  /** Null where none was given. */
  readonly space: AboutSpace | null;
  readonly search: {
    readonly preset: SearchParameters['preset'];
    readonly seed: number;
    /** Optimiser steps done. */
    readonly steps: number;
    /** Wall time from the first step to the front. */
    readonly seconds: number;
    readonly alpha: readonly number[];
    readonly starts: number;
    /** What moved the threshold t. */
    readonly threshold_gradient: SearchParameters['latent']['threshold_gradient'];
    readonly untrained: boolean;
  };
  readonly table: TableCard;
  /** Share of new rows that the chosen network's interval holds; null where it has none. */
  readonly covered: number | null;
  /** The network behind the table; null where the table was read from a file. */
  readonly teacher: TeacherFile | null;
}

/** What is known of a search that took `spent`. */
export function aboutSearch(
  context: Pick<StageContext, 'deps' | 'with'>,
  { card }: SplitTable,
  spent: Required<Pick<Front, 'seconds' | 'steps'>>,
  covered: number | null = null,
): AboutSearch {
  const { preset, seed, untrained, latent } = context.with as unknown as SearchParameters;
  const { alpha, starts, threshold_gradient } = latent;
  return {
    space: context.deps.space ? aboutSpace(folderOf(context, 'space')) : null,
    search: { preset, seed, ...spent, alpha, starts, threshold_gradient, untrained },
    table: card,
    covered,
    teacher: readTeacher(folderOf(context, 'table')),
  };
}
