import type { Activation } from '../mlp/space.ts';
import { type Language, sizeOf } from './source.ts';

/** An ES module, which gives the very numbers of `predict`. `name`: the function's. */
export function javascript(name: string): Language {
  return {
    number: String,
    columnNumber: String,
    toNetwork: (expression) => expression,
    fromNetwork: (neuron) => neuron,
    define: (neuron, expression) => `const ${neuron} = ${expression};`,
    call: (activation, expression) => `${activation === 'tanh' ? 'Math.tanh' : activation}(${expression})`,
    file: ({ inputs, output, nonzeros, activations, leaky_slope }, statements, result) =>
      [
        `// A network of ${sizeOf(nonzeros)}, written by swat.`,
        `export const inputs = [${inputs.map((column) => JSON.stringify(column.name)).join(', ')}];`,
        `export const output = ${JSON.stringify(output)};`,
        '',
        ...activations.flatMap((activation) => definition(activation, leaky_slope)),
        '/** The output of a row `x` of the inputs, in their order. */',
        `export function ${name}(x) {`,
        ...statements.map((statement) => `  ${statement}`),
        `  return ${result};`,
        '}',
        '',
      ].join('\n'),
  };
}

function definition(activation: Activation, slope: number): string[] {
  if (activation === 'sigmoid') return ['const sigmoid = (v) => 1 / (1 + Math.exp(-v));', ''];
  if (activation !== 'leaky_relu') return [];
  return [`const leaky_relu = (v) => (v >= 0 ? v : ${slope} * v);`, ''];
}
