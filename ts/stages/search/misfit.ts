import { StageError } from '../../dag/operation.ts';
import type { Space } from '../../schema/types.ts';
import type { SplitTable } from '../tables/table.ts';

/** Throws a StageError of the user's where networks of the space cannot learn the table. */
export function refuseMisfit({ card }: SplitTable, { inputs, outputs }: Space): void {
  if (card.inputs.length > inputs) {
    throw new StageError(
      `${card.table} has ${card.inputs.length} input columns (${card.inputs.join(', ')}) and the space has networks ` +
        `of ${inputs}: choose at most ${inputs} with -S inputs=a,b,c, or give a space with more`,
      'user',
    );
  }
  if (outputs !== 1) {
    throw new StageError(`the space has networks of ${outputs} outputs; a table has one target`, 'user');
  }
}
