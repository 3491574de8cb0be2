import type { Program, ProgramColumn } from '../program.ts';
import type { Dialect, Real, Reals } from './c-dialect.ts';
import { sizeOf } from './expression.ts';

/** How a program is written, and whether it has a self-test. */
interface Written {
  readonly reals: Reals;
  readonly dialect: Dialect;
  readonly isTested: boolean;
}

/** The comment above a program: what it predicts, how it is called, and what it sees. `constants`: those of levels. */
export function notes(
  program: Program,
  name: string,
  constants: readonly string[][],
  { reals: { network, cells }, dialect, isTested }: Written,
): string[] {
  const { columns, labels } = program;
  const precision =
    network.type === 'double'
      ? 'double precision'
      : `single precision${cells.type === 'double' ? ' but for the scaling of columns' : ''}`;
  return [
    `// ${titleOf(program)}, predicted by a network of ${sizeOf(program.nonzeros)}, written by swat.`,
    `// ${dialect.standard}, no memory but the stack; ${precision}. ${useOf(dialect)}:`,
    `//   ${signature(program, name, cells)};`,
    ...(labels ? [`//   ${labelSignature(name)};`] : []),
    ...(isTested ? [`//   int ${name}_self_test(void);`] : []),
    ...answerNotes(program),
    '// It sees:',
    ...columns.flatMap((column, i) => columnNotes(column, i, constants[i] ?? [])),
    '',
  ];
}

/** What the declarations that follow are for. */
export function useOf({ isHeader }: Dialect): string {
  return isHeader ? 'It defines' : 'To be declared where it is called';
}

/** What is predicted, in words. */
export function titleOf({ outputs, target, labels }: Program): string {
  if (labels === null) return outputs.map(({ name }) => JSON.stringify(name)).join(', ');
  const [named, quoted] = [JSON.stringify(target), labels.map((label) => JSON.stringify(label))];
  return outputs.length > 1
    ? `${named}, one of ${quoted.join(', ')}`
    : `The probability that ${named} is ${quoted[1]}`;
}

function answerNotes({ outputs, labels }: Program): string[] {
  if (outputs.length === 1) return [];
  if (labels) {
    return [
      '// p[k] becomes the probability of label k; returned is the most probable k, -1 where there is no prediction.',
    ];
  }
  return outputs.map(({ name }, o) => `//   y[${o}] becomes ${JSON.stringify(name)}`);
}

function columnNotes(
  { name, kind, fill, isUsed }: ProgramColumn,
  i: number,
  constants: readonly string[],
): string[] {
  const head = `//   x[${i}]: ${JSON.stringify(name)}`;
  if (!isUsed) return [`${head} (not used)`];
  if (kind === 'category') {
    return [
      `${head}, the number of a level (${constants[0] ?? 'none'} ...), -1 for another one, NAN where it is missing`,
    ];
  }
  const unit = kind === 'date' ? ', seconds since 1970 in UTC' : '';
  return [`${head}${unit}${fill === null ? '' : `, NAN where it is missing`}`];
}

/** The declaration of the function. */
export function signature({ columns, outputs, labels }: Program, name: string, { type }: Real): string {
  const x = `const ${type} x[${columns.length}]`;
  if (outputs.length === 1) return `${type} ${name}(${x})`;
  return labels
    ? `int ${name}(${x}, ${type} p[${labels.length}])`
    : `void ${name}(${x}, ${type} y[${outputs.length}])`;
}

/** The declaration of the function that names the labels. */
export function labelSignature(name: string): string {
  return `const char *${name}_label(int k)`;
}
