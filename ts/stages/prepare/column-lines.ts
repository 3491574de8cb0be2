import type { Target } from '../../data/target.ts';
import type { Treatment } from '../../schema/columns.ts';

/** Columns that a line names; of more it says how many. */
const NAMED = 12;

/** What a table's columns were taken for: a sentence. */
export function columnLines({ columns, features }: Treatment, target: Target): string {
  const kinds = (['number', 'category', 'date'] as const).flatMap((kind) => {
    const of = columns.filter((column) => column.kind === kind);
    return of.length === 0 ? [] : [`${WORDS[kind]} ${named(of.map((column) => described(column)))}`];
  });
  return `predicting ${targetText(target)} from ${kinds.join('; ')} (${features.length} ${features.length === 1 ? 'input' : 'inputs'})`;
}

const WORDS = { number: 'numbers', category: 'categories', date: 'dates' } as const;

function described({ name, levels, fill }: Treatment['columns'][number]): string {
  if (levels !== null) return `${name} (${levels.length} levels)`;
  return fill === null ? name : `${name} (gaps filled)`;
}

function named(names: readonly string[]): string {
  const rest = names.length - NAMED;
  return rest > 1 ? `${names.slice(0, NAMED).join(', ')} and ${rest} more` : names.join(', ');
}

function targetText(target: Target): string {
  const names = target.names.join(', ');
  return target.kind === 'classification' ? `which of ${target.labels.join(', ')} ${names} is` : names;
}
