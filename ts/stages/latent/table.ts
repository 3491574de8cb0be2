import { StageError } from '../../dag/operation.ts';
import { shuffle } from '../../random/distributions.ts';
import { openStream } from '../../random/stream.ts';
import { checkPipeline } from '../../schema/schemas.ts';
import type { TableParameters } from '../../schema/types.ts';
import { prepareTable, type Telling } from '../prepare/table.ts';
import { encodeRows } from './encode.ts';
import type { OpenSpace } from './open-space.ts';
import { type LatentPoint, pointOf } from './point.ts';

/** A table, and the column of it that networks are to answer. */
export interface GivenTable {
  readonly table: string;
  readonly target: string;
  /** Columns that may tell it; null: all others. */
  readonly inputs: string | readonly string[] | null;
}

/** The point of a table, in a space that reads tables. Throws a StageError, a sentence, for a table or a space that cannot. */
export async function encodeTable(
  open: OpenSpace,
  given: GivenTable,
  { rows, seed }: { readonly rows: number; readonly seed: number },
  telling: Telling,
): Promise<LatentPoint> {
  const refuse = (why: string): StageError => new StageError(`${given.table} ${why}`, 'user');
  if (!open.readsTables)
    throw refuse(
      `is a table, and the space ${open.name} reads networks: give it one, or take the space table`,
    );
  const { card, x, y } = await prepareTable(parametersOf(given), telling);
  const { task, treatment } = card;
  if (task.labels !== null) throw refuse('has classes to tell, where networks of the space answer a number');
  const width = card.inputs.length;
  const { inputs: most } = open.space;
  if (width > most) throw refuse(`gives ${width} inputs, and networks of the space have at most ${most}`);
  const all = Array.from(y.keys());
  const kept = shuffle(openStream(`latent/rows/${seed}`), all)
    .slice(0, rows)
    .sort((a, b) => a - b);
  if (kept.length < all.length)
    telling.notice(`${kept.length} of ${all.length} rows are read, taken at random`);
  const own = Float64Array.from(
    kept.flatMap((row) => Array.from(x.subarray(row * width, (row + 1) * width))),
  );
  const { z, inputs, output } = await encodeRows(
    open,
    own,
    Float64Array.from(kept, (row) => y[row] as number),
  );
  const { columns, missing } = treatment;
  return pointOf(
    open,
    given.table,
    {
      z,
      inputs: treatment.features.map((feature, i) => {
        const values = own.filter((_, place) => place % width === i);
        const range = [values.reduce((a, b) => Math.min(a, b)), values.reduce((a, b) => Math.max(a, b))];
        return { ...feature, ...(inputs[i] ?? { offset: 0, scale: 1 }), range };
      }),
      output: { name: card.target, ...output },
    },
    { columns: [...columns], ...(missing ? { missing: [...missing] } : {}) },
  );
}

/** Of `op: table`, with its defaults. */
function parametersOf({ table: file, target, inputs }: GivenTable): TableParameters {
  const parameters = { file, target, ...(inputs === null ? {} : { inputs }) };
  const checked = checkPipeline({ stages: { table: { op: 'table', with: parameters } } });
  if (!checked.ok) throw new StageError(checked.complaints.map(({ message }) => message).join('; '), 'user');
  return (checked.value.stages.table as { with: TableParameters }).with;
}
