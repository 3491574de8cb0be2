import fc from 'fast-check';
import { DATE_PARTS } from '../../../data/calendar.ts';
import { frameOf } from '../../../data/cells.ts';
import { encode } from '../../../data/encode.ts';
import { classColumns, regressionColumns } from '../../../export/columns.ts';
import { predict } from '../../../export/predict.ts';
import { readNetwork } from '../../../export/read.ts';
import { writeNetwork } from '../../../export/write.ts';
import { generate } from '../../../mlp/generate.ts';
import type { Space } from '../../../mlp/space.ts';
import { uniform } from '../../../random/distributions.ts';
import { openStream } from '../../../random/stream.ts';
import type { Cell, Feature, NetworkColumn, Treatment } from '../../../schema/columns.ts';
import type { NetworkFile } from '../../../schema/types.ts';
import { anySpace } from '../../mlp/spaces.ts';

/** A network's file, and rows of cells of its columns. */
export interface Case {
  readonly file: NetworkFile;
  readonly rows: readonly (readonly Cell[])[];
}

/** Names that would end a comment or a string early were they written as they are, and words of the languages. */
const NAMES = [
  'a" b\n',
  '*/ \\',
  '\u2028// é',
  'double',
  'bill',
  'Bill',
  '2019',
  'x',
  'h1_0',
  'predict sigmoid',
  '°',
];
const LEVELS = ['red', 'Red', 'blue??/', '"\\', 'two words', '7', '__proto__'];
/** No level of any column. */
const UNKNOWN = 'a word that was never seen';

/** Networks of mixed columns in spaces of every kind, with one or more targets or classes. */
export const anyCase: fc.Arbitrary<Case> = fc
  .tuple(anySpace, fc.nat({ max: 1000 }), anyTreatment(), anyTask())
  .map(([space, index, treatment, task]) => {
    const file = fileOf({ ...space, weight_range: Math.min(3, space.weight_range) }, index, treatment, task);
    const stream = openStream('cells', index);
    const draw = () => uniform(stream, 0, 1);
    return {
      file,
      rows: Array.from({ length: 6 }, () => treatment.columns.map((column) => cellOf(column, draw))),
    };
  });

/** Numbers that are far from all that a network was fitted to, or that a format of numbers ends with. */
const EXTREMES = [-0, 5e-324, -1e-310, 1e-45, 1e6, -1e9, 3.4028234663852886e38, -1e200, 1.7e308];

/** The same networks with rows of extreme numbers. */
export function extreme({ file, rows }: Case): Case {
  const changed = rows.map((row, r) =>
    row.map((cell, i) => {
      return file.columns[i]?.kind === 'number' && cell !== null
        ? (EXTREMES[(3 * r + 5 * i) % 9] ?? 0)
        : cell;
    }),
  );
  return { file, rows: changed };
}

/** What `predict` answers to the rows. */
export function expected({ file, rows }: Case): Float64Array {
  return predict(file, encode({ columns: file.columns, features: file.inputs }, frameOf(file.columns, rows)));
}

function fileOf(
  space: Space,
  index: number,
  treatment: Treatment,
  labels: readonly string[] | number,
): NetworkFile {
  const classes = typeof labels === 'number' ? null : labels;
  const outputs = typeof labels === 'number' ? labels : labels.length === 2 ? 1 : labels.length;
  const own: Space = { ...space, inputs: treatment.features.length, outputs };
  const scalings = treatment.features.map(({ takes }, i) =>
    takes === 'level' && i % 2 ? { offset: 0, scale: 1 } : (SCALINGS[takes] ?? { offset: 0.4, scale: 0.5 }),
  );
  const named = Array.from({ length: outputs }, (_, o) => ({
    name: classes && outputs > 1 ? (classes[o] ?? '') : `y ${o}`,
    offset: o - 0.5,
    scale: 1.5,
  }));
  const columns = classes
    ? classColumns(treatment, scalings, named, 'y', classes)
    : regressionColumns(treatment, scalings, named);
  const checked = readNetwork(writeNetwork(generate(own, 'program', index), own, columns, {}));
  if (!checked.ok) throw new Error(JSON.stringify(checked.complaints));
  return index % 5 === 0 ? withoutHidden(checked.value, own, index) : checked.value;
}

/** A network of the same columns with no hidden layer, which no space has. */
function withoutHidden(file: NetworkFile, { output_activation, bias }: Space, index: number): NetworkFile {
  const stream = openStream('straight', index);
  const draw = () => Math.fround(uniform(stream, -2, 2));
  const weights = file.outputs.map(() => file.inputs.map(() => (draw() < 1 ? draw() : 0)));
  const biases = bias ? file.outputs.map(draw) : null;
  const numbers = [...weights.flat(), ...(biases ?? [])];
  const { leaky_slope: _, ...rest } = file;
  return {
    ...rest,
    layers: [{ weights, bias: biases, activations: file.outputs.map(() => output_activation) }],
    nonzeros: numbers.filter((number) => number !== 0).length,
  };
}

/** By what is taken: as large as the numbers that it makes. */
const SCALINGS: Partial<Record<Feature['takes'], { offset: number; scale: number }>> = {
  value: { offset: -3.7, scale: 12.25 },
  year: { offset: 2000, scale: 20 },
  month: { offset: 6.5, scale: 3 },
  weekday: { offset: 3, scale: 2 },
  hour: { offset: 12, scale: 7 },
  day: { offset: 11000, scale: 7000 },
};

function cellOf({ kind, levels }: NetworkColumn, draw: () => number): Cell {
  if (draw() < 0.15) return null;
  if (kind === 'number') return Math.fround(-3.7 + 60 * (draw() - 0.5));
  if (kind === 'date') return Math.floor(4e9 * (draw() - 0.3));
  const words = [...(levels ?? []), UNKNOWN];
  return words[Math.floor(draw() * words.length * 0.999)] ?? UNKNOWN;
}

/** The number of targets of a regression, or the labels of classes. */
function anyTask(): fc.Arbitrary<number | readonly string[]> {
  return fc.constantFrom<(number | readonly string[])[]>(
    1,
    1,
    3,
    ['no', 'yes'],
    ['__proto__', '10', '9'],
    ['a', 'b??/', 'c\u0001', '"d'],
  );
}

function anyTreatment(): fc.Arbitrary<Treatment> {
  return fc
    .array(fc.oneof(anyNumber(), anyCategory(), anyDate()), { minLength: 1, maxLength: 4 })
    .chain((made) =>
      fc.shuffledSubarray(NAMES, { minLength: made.length, maxLength: made.length }).map((names) => ({
        columns: made.map(({ column }, i) => ({ ...column, name: names[i] as string })),
        features: made.flatMap(({ features }, column) => features.map((feature) => ({ ...feature, column }))),
      })),
    );
}

type Made = {
  readonly column: Omit<NetworkColumn, 'name'>;
  readonly features: readonly Omit<Feature, 'column'>[];
};
const feature = (takes: Feature['takes'], level: string | null = null) => ({
  name: `${takes} ${level}`,
  takes,
  level,
});

function anyNumber(): fc.Arbitrary<Made> {
  return fc.constantFrom('none', 'fill', 'mark').map(
    (gaps): Made => ({
      column: { kind: 'number', fill: gaps === 'none' ? null : 5.25, levels: null },
      features: [feature('value'), ...(gaps === 'mark' ? [feature('missing')] : [])],
    }),
  );
}

function anyCategory(): fc.Arbitrary<Made> {
  return fc
    .tuple(fc.shuffledSubarray(LEVELS, { minLength: 1, maxLength: 4 }), fc.boolean())
    .map(([levels, isMarked]): Made => {
      const isPair = levels.length === 2 && !isMarked;
      const features = (isPair ? levels.slice(1) : levels).map((level) => feature('level', level));
      return {
        column: { kind: 'category', fill: null, levels },
        features: [...features, ...(isMarked ? [feature('missing')] : [])],
      };
    });
}

function anyDate(): fc.Arbitrary<Made> {
  return fc.tuple(fc.subarray([...DATE_PARTS], { minLength: 1 }), fc.boolean()).map(
    ([parts, isFilled]): Made => ({
      column: { kind: 'date', fill: isFilled ? 1e9 : null, levels: null },
      features: parts.map((part) => feature(part)),
    }),
  );
}
