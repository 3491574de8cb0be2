import type { Program, ProgramColumn } from '../program.ts';
import { macro } from './c-dialect.ts';
import { decimal } from './c-literal.ts';

/** Noon of 2026-06-01: a date for an example, in seconds since 1970. */
const SOME_DATE = 1780315200;

/** A whole sketch for Arduino, which prints a prediction a second; off unless a macro asks for it. */
export function sketch(
  program: Program,
  name: string,
  constants: readonly string[][],
  isTested: boolean,
): string[] {
  const example = macro(name, 'example');
  const cells = program.columns.map((column, i) => cellOf(column, i, program, constants[i] ?? []));
  return [
    `// A sketch of two lines: #define ${example}, and #include this file.`,
    `#ifdef ${example}`,
    'void setup()',
    '{',
    '    Serial.begin(115200);',
    ...(isTested
      ? [`    Serial.println(${name}_self_test() == 0 ? "self-test passed" : "self-test failed");`]
      : []),
    '}',
    '',
    'void loop()',
    '{',
    `    const double x[${cells.length}] = {${cells.join(', ')}}; // what sensors say`,
    ...shown(program, name).map((line) => `    ${line}`),
    '    delay(1000);',
    '}',
    '#endif',
    '',
  ];
}

function shown({ outputs, labels }: Program, name: string): string[] {
  if (outputs.length === 1) return [`Serial.println(${name}(x), 4);`];
  if (labels === null) {
    return [
      `double y[${outputs.length}];`,
      `${name}(x, y);`,
      ...outputs.map((_, o) => `Serial.println(y[${o}], 4);`),
    ];
  }
  return [
    `double p[${labels.length}];`,
    `const int best = ${name}(x, p);`,
    `Serial.println(best < 0 ? "unknown" : ${name}_label(best));`,
  ];
}

/** A usual value of a column. */
function cellOf(
  { kind, fill, isUsed }: ProgramColumn,
  column: number,
  { steps }: Program,
  levels: readonly string[],
): string {
  if (!isUsed) return '0.0';
  if (kind === 'category') return levels[0] ?? '0.0';
  if (kind === 'date') return decimal(SOME_DATE);
  const own = steps.find((step) => step.kind === 'input' && step.column === column);
  return decimal(fill ?? (own?.kind === 'input' ? own.offset : 0));
}
