import type { Activation } from '../mlp/space.ts';
import { type About, type Language, sizeOf } from './source.ts';
import { shortest } from './write.ts';

/**
 * C99. The network computes in single precision; columns are scaled in double, for a float has seven digits, and what
 * a network sees of seconds since 1970 is in the last ones. `name`: the function's.
 */
export function c(name: string): Language {
  return {
    number: literal,
    columnNumber: decimal,
    toNetwork: (expression) => `(float)(${expression})`,
    fromNetwork: (neuron) => `(double)${neuron}`,
    define: (neuron, expression) => `const float ${neuron} = ${expression};`,
    call: (activation, expression) => `${nameOf(activation, name)}(${expression})`,
    file: (about, statements, result) =>
      [
        ...comment(about, signature(name, about)),
        ...(about.activations.some((activation) => activation !== 'leaky_relu')
          ? ['#include <math.h>', '']
          : []),
        ...about.activations.flatMap((activation) => definition(activation, name, about.leaky_slope)),
        signature(name, about),
        '{',
        ...(about.inputs.some(({ isUsed }) => isUsed) ? [] : ['    (void)x;']),
        ...statements.map((statement) => `    ${statement}`),
        `    return ${result};`,
        '}',
        '',
      ].join('\n'),
  };
}

function signature(name: string, { inputs }: About): string {
  return `double ${name}(const double x[${inputs.length}])`;
}

/** With as few digits as give the same float again. */
function literal(value: number): string {
  const float = Math.fround(value);
  if (!Number.isFinite(float) || (float === 0 && value !== 0)) {
    throw new RangeError(`${value} does not fit into a float of C`);
  }
  return `${decimal(shortest(float))}f`;
}

/** With as few digits as give the same double again. */
function decimal(value: number): string {
  const digits = String(value);
  return /[.e]/.test(digits) ? digits : `${digits}.0`;
}

function comment({ inputs, output, nonzeros }: About, declaration: string): string[] {
  return [
    `// ${JSON.stringify(output)}, predicted by a network of ${sizeOf(nonzeros)}, written by swat.`,
    '// C99, no memory but the stack; single precision but for the scaling of columns. Where it is called:',
    `//   ${declaration};`,
    '// It sees:',
    ...inputs.map(
      ({ name, isUsed }, i) => `//   x[${i}]: ${JSON.stringify(name)}${isUsed ? '' : ' (not used)'}`,
    ),
    '',
  ];
}

/** Helpers carry the function's name, so that several exports go into one file of C. */
function nameOf(activation: Activation, name: string): string {
  return activation === 'tanh' ? 'tanhf' : `${name}_${activation}`;
}

function definition(activation: Activation, name: string, slope: number): string[] {
  const head = `static float ${nameOf(activation, name)}(float v)`;
  if (activation === 'sigmoid') return [`${head} { return 1.0f / (1.0f + expf(-v)); }`, ''];
  if (activation !== 'leaky_relu') return [];
  return [`${head} { return v >= 0.0f ? v : ${literal(slope)} * v; }`, ''];
}
