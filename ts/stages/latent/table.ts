import { StageError } from '../../dag/operation.ts';
import { shuffle } from '../../random/distributions.ts';
import { openStream } from '../../random/stream.ts';
import { checkPipeline } from '../../schema/schemas.ts';
import type { TableParameters } from '../../schema/types.ts';
import { prepareTable, type Telling } from '../prepare/table.ts';
import type { SplitTable } from '../tables/table.ts';
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

/** The point of a table's file, in a space that reads tables. Throws a StageError, a sentence, for a table or a space that cannot. */
export async function encodeTable(
  open: OpenSpace,
  given: GivenTable,
  taken: Taken,
  telling: Telling,
): Promise<LatentPoint> {
  refuseReader(open, given.table);
  return encodePrepared(
    open,
    given.table,
    await prepareTable(parametersOf(given), telling),
    taken,
    telling.notice,
  );
}

/** How many rows of a table are read, and which. */
interface Taken {
  readonly rows: number;
  readonly seed: number;
}

/** The same of a table whose columns are numbers by now, and which sentences call `name`. */
export async function encodePrepared(
  open: OpenSpace,
  name: string,
  { card, x, y }: Pick<SplitTable, 'card' | 'x' | 'y'>,
  { rows, seed }: Taken,
  notice: Telling['notice'],
): Promise<LatentPoint> {
  refuseReader(open, name);
  const refuse = (why: string): StageError => new StageError(`${name} ${why}`, 'user');
  const { task, treatment } = card;
  if (task.labels !== null) throw refuse('has classes to tell, where networks of the space answer a number');
  if (task.targets.length > 1)
    throw refuse(`has ${task.targets.length} targets, where networks of the space answer one number`);
  const width = card.inputs.length;
  const { inputs: most } = open.space;
  if (width > most) throw refuse(`gives ${width} inputs, and networks of the space have at most ${most}`);
  const all = Array.from(y.keys());
  const kept = shuffle(openStream(`latent/rows/${seed}`), all)
    .slice(0, rows)
    .sort((a, b) => a - b);
  if (kept.length < all.length) notice(`${kept.length} of ${all.length} rows are read, taken at random`);
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
    name,
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

function refuseReader({ name, readsTables }: OpenSpace, table: string): void {
  if (readsTables) return;
  throw new StageError(
    `${table} is a table, and the space ${name} reads networks: give it one, or take the space table`,
    'user',
  );
}

/** Of `op: table`, with its defaults. */
function parametersOf({ table: file, target, inputs }: GivenTable): TableParameters {
  const parameters = { file, target, ...(inputs === null ? {} : { inputs }) };
  const checked = checkPipeline({ stages: { table: { op: 'table', with: parameters } } });
  if (!checked.ok) throw new StageError(checked.complaints.map(({ message }) => message).join('; '), 'user');
  return (checked.value.stages.table as { with: TableParameters }).with;
}
