import type { FixedColumn, FixedInput, FixedProgram, Held } from '../fixed/fixed-program.ts';
import type { Program, ProgramColumn } from '../program.ts';
import { type Dialect, macro } from './c-dialect.ts';
import { labelSignature, titleOf, useOf } from './c-notes.ts';
import { sizeOf } from './expression.ts';

/** The comment above a program in whole numbers: what it predicts, how it is called, and in which units. */
export function fixedNotes(
  program: Program,
  fixed: FixedProgram,
  name: string,
  constants: readonly string[][],
  { dialect, isTested }: { readonly dialect: Dialect; readonly isTested: boolean },
): string[] {
  const { columns, labels } = program;
  return [
    `// ${titleOf(program)}, predicted by a network of ${sizeOf(program.nonzeros)}, written by swat.`,
    `// ${dialect.standard}, no memory but the stack, whole numbers of 32 bits alone; >> of a negative number rounds down, as GCC, Clang,`,
    `// IAR and Keil have it. ${useOf(dialect)}:`,
    `//   ${fixedSignature(program, name)};`,
    ...(labels ? [`//   ${labelSignature(name)};`] : []),
    ...(isTested ? [`//   int ${name}_self_test(void);`] : []),
    ...answerNotes(program, fixed, name),
    '// It sees:',
    ...columns.flatMap((column, i) => columnNote(column, i, fixed, name, constants[i] ?? [])),
    '',
  ];
}

/** The declaration of the function. */
export function fixedSignature({ columns, outputs, labels }: Program, name: string): string {
  const x = `const int32_t x[${columns.length}]`;
  if (outputs.length === 1) return `int32_t ${name}(${x})`;
  return labels
    ? `int ${name}(${x}, int32_t p[${labels.length}])`
    : `void ${name}(${x}, int32_t y[${outputs.length}])`;
}

function answerNotes({ outputs, labels }: Program, fixed: FixedProgram, name: string): string[] {
  const none = `${macro(name, 'missing')} where there is no prediction`;
  const unit = (o: number) => `in units of ${fixed.outputs[o]?.unit}`;
  if (labels && outputs.length > 1) {
    return [
      '// p[k] becomes the probability of label k in 1 / 32768; returned is the most probable k, -1 where there is no prediction.',
    ];
  }
  if (labels) return [`// Returned is the probability in 1 / 32768, ${none}.`];
  if (outputs.length === 1)
    return [`// Returned is ${JSON.stringify(outputs[0]?.name)} ${unit(0)}, ${none}.`];
  return outputs.map(
    (output, o) => `//   y[${o}] becomes ${JSON.stringify(output.name)} ${unit(o)}, ${none}`,
  );
}

function columnNote(
  { name: column, kind, fill, isUsed }: ProgramColumn,
  i: number,
  { columns, steps }: FixedProgram,
  name: string,
  constants: readonly string[],
): string {
  const head = `//   x[${i}]: ${JSON.stringify(column)}`;
  if (!isUsed) return `${head} (not used)`;
  const missing = `${macro(name, 'missing')} where it is missing`;
  if (kind === 'category') {
    return `${head}, the number of a level (${constants[0] ?? 'none'} ...), -1 for another one, ${missing}`;
  }
  const gap = fill === null ? '' : `, ${missing}`;
  if (kind === 'date') return `${head}, minutes since 1970 in UTC${gap}`;
  const { unit } = columns[i] as FixedColumn;
  const value = steps.find(
    (step): step is FixedInput & Held => step.kind === 'input' && step.column === i && step.takes === 'value',
  );
  const ends = value
    ? `, from ${value.ends[0]} to ${value.ends[1]}; what lies beyond counts as the nearer end`
    : '';
  return `${head} in units of ${unit}${ends}${gap}`;
}
