import { javascript } from '../../export/forms/javascript.ts';
import { programOf } from '../../export/program.ts';
import type { NetworkFile } from '../../schema/types.ts';

/**
 * A network as JavaScript that defines `predict(values)`, without any `export`. It takes the columns in the network's order:
 * numbers, levels, seconds since 1970 for dates, and null for what is missing. It returns a number, of several targets an
 * array, of classes the probability of each in an array.
 */
export function moduleOf(network: NetworkFile): string {
  const row = network.columns.map(({ kind }, i) =>
    kind === 'date' ? `values[${i}] === null ? null : 1000 * values[${i}]` : `values[${i}]`,
  );
  return [
    'const predict = (() => {',
    withoutExports(javascript(programOf(network), { name: 'answer', examples: null })),
    'return (values) => {',
    `  const answered = answer([${row.join(', ')}]);`,
    `  return ${network.labels ? 'labels.map((label) => answered[label])' : 'answered'};`,
    '};',
    '})();',
    '',
  ].join('\n');
}

/** Exports stand at the beginning of a line, as no text of a table can. */
function withoutExports(source: string): string {
  return source.replace(/^export /gm, '');
}
