import { StageError } from '../../dag/operation.ts';
import type { Frame } from '../../data/frame.ts';
import { knownTarget, type Target, targetOf } from '../../data/target.ts';
import { rowsUnder } from '../../data/treatment.ts';
import type { TableParameters } from '../../schema/types.ts';
import type { Notice } from './given.ts';

/** Rows of a file that are used, and what is predicted in them. */
export interface Asked {
  readonly frame: Frame;
  readonly inputs: readonly string[];
  readonly target: Target;
  /** Rows of the frame; `places` are theirs among the target's rows. */
  readonly rows: readonly number[];
  readonly places: readonly number[];
}

/** The target's columns: one name that is a column's, though it has a comma, or several. */
export function targetNames(frame: Frame, given: readonly string[]): string[] {
  const [only = ''] = given;
  const isColumn = given.length > 1 || frame.columns.some(({ name }) => name === only);
  return isColumn ? [...given] : only.split(',').map((name) => name.trim());
}

/** The rows of a table that have the `targets`, and the gaps that `gaps` lets by. */
export function ask(
  frame: Frame,
  inputs: readonly string[],
  targets: readonly string[],
  { task, gaps }: TableParameters,
  notice: Notice,
): Asked {
  return withoutGaps(frame, inputs, targetOf(frame, targets, task, notice), { gaps });
}

function withoutGaps(
  frame: Frame,
  inputs: readonly string[],
  target: Target,
  { gaps }: Pick<TableParameters, 'gaps'>,
): Asked {
  const without = new Set(rowsUnder(gaps, frame, inputs));
  const places = target.rows.flatMap((row, place) => (without.has(row) ? [place] : []));
  return { frame, inputs, target, places, rows: places.map((place) => target.rows[place] as number) };
}

/** The rows of a test file: its classes are those of the other one. */
export function askLike(
  frame: Frame,
  inputs: readonly string[],
  parameters: TableParameters,
  { target }: Asked,
): Asked {
  const known = knownTarget(frame, target.names, target.kind, () => {});
  const own = withoutGaps(frame, inputs, known, parameters);
  if (own.target.kind !== 'classification' || target.kind !== 'classification') return own;
  const { labels, y } = own.target;
  const numbers = labels.map((label) => target.labels.indexOf(label));
  const unknown = labels.find((_, place) => numbers[place] === -1);
  if (unknown !== undefined) {
    throw new StageError(
      `${frame.file} has the class "${unknown}", which no row of the other table has`,
      'user',
    );
  }
  return {
    ...own,
    target: { ...own.target, labels: target.labels, y: y.map((which) => numbers[which] as number) },
  };
}
