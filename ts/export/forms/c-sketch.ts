import type { Program, ProgramColumn } from '../program.ts';
import { macro } from './c-dialect.ts';
import type { Compared } from './c-self-test.ts';
import type { Literal } from './expression.ts';

/** Noon of 2026-06-01: a date for an example, in seconds since 1970. */
const SOME_DATE = 1780315200;

/**
 * A whole sketch for Arduino, which prints a prediction a second; off unless a macro asks for it. `type`: of cells and
 * answers; `cells`: usual ones.
 */
export function sketch(
  program: Program,
  name: string,
  type: Compared['type'],
  cells: readonly string[],
  isTested: boolean,
): string[] {
  const example = macro(name, 'example');
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
    `    const ${type} x[${cells.length}] = {${cells.join(', ')}}; // what sensors say`,
    ...shown(program, name, type).map((line) => `    ${line}`),
    '    delay(1000);',
    '}',
    '#endif',
    '',
  ];
}

function shown({ outputs, labels }: Program, name: string, type: Compared['type']): string[] {
  const digits = type === 'int32_t' ? '' : ', 4';
  if (outputs.length === 1) return [`Serial.println(${name}(x)${digits});`];
  if (labels === null) {
    return [
      `${type} y[${outputs.length}];`,
      `${name}(x, y);`,
      ...outputs.map((_, o) => `Serial.println(y[${o}]${digits});`),
    ];
  }
  return [
    `${type} p[${labels.length}];`,
    `const int best = ${name}(x, p);`,
    `Serial.println(best < 0 ? "unknown" : ${name}_label(best));`,
  ];
}

/** A usual value of a column in C. */
export function usualCell(
  { columns, steps }: Program,
  column: number,
  levels: readonly string[],
  literal: Literal,
): string {
  const { kind, fill, isUsed } = columns[column] as ProgramColumn;
  if (!isUsed) return literal(0);
  if (kind === 'category') return levels[0] ?? literal(0);
  if (kind === 'date') return literal(SOME_DATE);
  const own = steps.find((step) => step.kind === 'input' && step.column === column);
  return literal(fill ?? (own?.kind === 'input' ? own.offset : 0));
}
