import { javascript } from '../../export/javascript.ts';
import { sourceOf } from '../../export/source.ts';
import type { NetworkFile, NetworkInput } from '../../schema/types.ts';

/**
 * A network as JavaScript that defines `predict(values)`, without any `export`. It takes the columns in the network's order:
 * numbers, levels, seconds since 1970 for dates, and null for what is missing. It returns a number, of several targets an
 * array, of classes the probability of each in an array.
 */
export function moduleOf(network: NetworkFile): string {
  const { inputs, outputs, task } = network;
  const functions = outputs.map((_, place) => {
    const source = sourceOf(ofOutput(network, place), javascript('answer'));
    return `(() => {\n${withoutExports(source)}return answer;\n})()`;
  });
  return [
    `const answers = [${functions.join(', ')}];`,
    'function predict(values) {',
    `  const x = [${inputs.map((input) => inputText(network, input)).join(', ')}];`,
    '  const outputs = answers.map((answer) => answer(x));',
    `  ${resultText(task, outputs.length)}`,
    '}',
    '',
  ].join('\n');
}

/** The network with one of its outputs alone: `sourceOf` writes no more. */
function ofOutput(network: NetworkFile, place: number): NetworkFile {
  const last = network.layers.at(-1);
  const only = <T>(values: readonly T[] | undefined): T[] => values?.slice(place, place + 1) ?? [];
  return {
    ...network,
    outputs: only(network.outputs),
    layers: [
      ...network.layers.slice(0, -1),
      {
        weights: only(last?.weights),
        bias: last?.bias ? only(last.bias) : null,
        activations: only(last?.activations),
      },
    ],
  };
}

/** Exports stand at the beginning of a line, as no text of a table can. */
function withoutExports(source: string): string {
  return source.replace(/^export /gm, '');
}

/** What an input takes of its column, as an expression of `values`. */
function inputText({ columns }: NetworkFile, { column, takes, level }: NetworkInput): string {
  const given = `values[${column}]`;
  const fill = columns[column]?.fill ?? null;
  const value = fill === null ? `(${given} ?? NaN)` : `(${given} ?? ${fill})`;
  const date = `new Date(${value} * 1000)`;
  switch (takes) {
    case 'value':
      return value;
    case 'level':
      return `${given} === ${JSON.stringify(level)} ? 1 : 0`;
    case 'missing':
      return `${given} === null ? 1 : 0`;
    case 'year':
      return `${date}.getUTCFullYear()`;
    case 'month':
      return `${date}.getUTCMonth() + 1`;
    case 'weekday':
      return `(${date}.getUTCDay() + 6) % 7`;
    case 'hour':
      return `(${value} - Math.floor(${value} / 86400) * 86400) / 3600`;
    case 'day':
      return `Math.floor(${value} / 86400)`;
  }
}

function resultText(task: NetworkFile['task'], outputs: number): string {
  if (task === 'regression') return outputs === 1 ? 'return outputs[0];' : 'return outputs;';
  if (outputs === 1) return 'const second = 1 / (1 + Math.exp(-outputs[0]));\n  return [1 - second, second];';
  return [
    'const greatest = Math.max(...outputs);',
    'const powers = outputs.map((output) => Math.exp(output - greatest));',
    'const sum = powers.reduce((total, power) => total + power, 0);',
    'return powers.map((power) => power / sum);',
  ].join('\n  ');
}
