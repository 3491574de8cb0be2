import type { Activation } from '../mlp/space.ts';
import { type About, type Language, sizeOf } from './source.ts';
import { shortest } from './write.ts';

/** C99, in single precision. */
export const c: Language = {
  number: literal,
  define: (name, expression) => `const float ${name} = ${expression};`,
  call: (activation, expression) => `${activation === 'tanh' ? 'tanhf' : activation}(${expression})`,
  file: (about, statements, result) =>
    [
      ...comment(about),
      ...(about.activations.some((activation) => activation !== 'leaky_relu')
        ? ['#include <math.h>', '']
        : []),
      ...about.activations.flatMap((activation) => definition(activation, about.leaky_slope)),
      `float predict(const float x[${about.inputs.length}])`,
      '{',
      ...(about.inputs.some(({ isUsed }) => isUsed) ? [] : ['    (void)x;']),
      ...statements.map((statement) => `    ${statement}`),
      `    return ${result};`,
      '}',
      '',
    ].join('\n'),
};

/** With as few digits as give the same float again. */
function literal(value: number): string {
  const float = Math.fround(value);
  if (!Number.isFinite(float) || (float === 0 && value !== 0)) {
    throw new RangeError(`${value} does not fit into a float of C`);
  }
  const digits = String(shortest(float));
  return /[.e]/.test(digits) ? `${digits}f` : `${digits}.0f`;
}

function comment({ inputs, output, nonzeros }: About): string[] {
  return [
    `// ${JSON.stringify(output)}, predicted by a network of ${sizeOf(nonzeros)}, written by swat.`,
    '// C99, single precision, no memory but the stack. It sees:',
    ...inputs.map(
      ({ name, isUsed }, i) => `//   x[${i}]: ${JSON.stringify(name)}${isUsed ? '' : ' (not used)'}`,
    ),
    '',
  ];
}

function definition(activation: Activation, slope: number): string[] {
  if (activation === 'sigmoid')
    return ['static float sigmoid(float v) { return 1.0f / (1.0f + expf(-v)); }', ''];
  if (activation !== 'leaky_relu') return [];
  return [`static float leaky_relu(float v) { return v >= 0.0f ? v : ${literal(slope)} * v; }`, ''];
}
