import type { Columns } from '../../../export/columns.ts';
import { classColumns, regressionColumns } from '../../../export/columns.ts';
import type { Treatment } from '../../../schema/columns.ts';
import type { NetworkFile, NetworkLayer } from '../../../schema/types.ts';
import { plainNetwork } from '../plain-network.ts';

/** Penguins, seen on a date. */
const PENGUINS: Treatment = {
  columns: [
    { name: 'bill (mm)', kind: 'number', fill: 43.9, levels: null },
    { name: 'island', kind: 'category', fill: null, levels: ['Biscoe', 'Dream', 'Torgersen'] },
    { name: 'sex', kind: 'category', fill: null, levels: ['female', 'male'] },
    { name: 'seen', kind: 'date', fill: null, levels: null },
  ],
  features: [
    { name: 'bill (mm)', column: 0, takes: 'value', level: null },
    { name: 'bill (mm) is missing', column: 0, takes: 'missing', level: null },
    { name: 'island = Biscoe', column: 1, takes: 'level', level: 'Biscoe' },
    { name: 'island = Dream', column: 1, takes: 'level', level: 'Dream' },
    { name: 'island = Torgersen', column: 1, takes: 'level', level: 'Torgersen' },
    { name: 'sex = male', column: 2, takes: 'level', level: 'male' },
    { name: 'seen: month', column: 3, takes: 'month', level: null },
  ],
};
const SCALINGS = [
  { offset: 43.9, scale: 5.4, range: [32.1, 59.6] },
  { offset: 0, scale: 1 },
  { offset: 0.5, scale: 0.5 },
  { offset: 0.36, scale: 0.48 },
  { offset: 0, scale: 1 },
  { offset: 0, scale: 1 },
  { offset: 6.5, scale: 3 },
];

function fileOf(columns: Columns, layers: NetworkLayer[]): NetworkFile {
  const numbers = layers.flatMap(({ weights, bias }) => [...weights.flat(), ...(bias ?? [])]);
  const nonzeros = numbers.filter((number) => number !== 0).length;
  return { format: 2, ...columns, layers, nonzeros, provenance: {} };
}

/** A small network of every kind, by what it is. */
export const KINDS: Readonly<Record<string, NetworkFile>> = {
  numbers: plainNetwork(
    ['bill', 'wing', 'foot'].map((name, i) => ({ name, offset: i, scale: 1 + i })),
    { name: 'mass', offset: 4200, scale: 800 },
    [
      { weights: [[0.5, 0, -2]], bias: null, activations: ['sigmoid'] },
      { weights: [[3]], bias: [-0.25], activations: ['linear'] },
    ],
  ),
  line: plainNetwork(
    ['bill', 'seconds'].map((name, i) => ({ name, offset: [40, 1.7e9][i] ?? 0, scale: [5, 450][i] ?? 1 })),
    { name: 'mass (g)', offset: 4200, scale: 800 },
    [{ weights: [[0.5, -0.25]], bias: null, activations: ['linear'] }],
  ),
  'two classes': fileOf(
    classColumns(PENGUINS, SCALINGS.map(scaling), [{ name: 'heavy', offset: 0.5, scale: 1 }], 'heavy', [
      'no',
      'yes',
    ]),
    [
      {
        weights: [
          [1.5, -0.75, 0, -1, 0, 0, 0],
          [0, 0, 0, 0, 0, 2, 0.25],
          // A sigmoid without inputs: always 0.5.
          [0, 0, 0, 0, 0, 0, 0],
        ],
        bias: null,
        activations: ['tanh', 'sigmoid', 'sigmoid'],
      },
      { weights: [[2.5, 1, -3]], bias: null, activations: ['linear'] },
    ],
  ),
  'three classes': fileOf(
    classColumns(
      PENGUINS,
      SCALINGS.map(scaling),
      ['Adelie', 'Chinstrap', 'Gentoo'].map((name) => ({ name, offset: 0, scale: 1 })),
      'species',
      ['Adelie', 'Chinstrap', 'Gentoo'],
    ),
    [
      { weights: [[-1, 0, 0, 1.25, 0, 0, 0]], bias: [0.5], activations: ['tanh'] },
      { weights: [[-2], [1.5], [0]], bias: null, activations: ['linear', 'linear', 'linear'] },
    ],
  ),
  'several outputs': fileOf(
    regressionColumns(PENGUINS, SCALINGS.map(scaling), [
      { name: 'mass', offset: 4200, scale: 800 },
      { name: 'wing', offset: 200, scale: 14 },
    ]),
    [
      { weights: [[0, 0, 1, 0, 0, 0, 0]], bias: [-0.5], activations: ['leaky_relu'] },
      { weights: [[0.75], [-1]], bias: null, activations: ['linear', 'linear'] },
    ],
  ),
};
KINDS['several outputs']!.leaky_slope = 0.1;

function scaling({ offset, scale, range }: (typeof SCALINGS)[number]) {
  return range ? { offset, scale, range: range as [number, number] } : { offset, scale };
}
