import { expect } from 'chai';
import fc from 'fast-check';
import { numberOf } from '../../../export/forms/examples.ts';
import { forms } from '../../../export/forms/forms.ts';
import { type InputStep, type NeuronStep, type Program, programOf } from '../../../export/program.ts';
import { RUNS } from '../../mlp/spaces.ts';
import { anyCase, expected, extreme } from './any-file.ts';

/** Parts of a date, as whoever reads the file would compute them. */
const DATE = {
  year: (date: Date) => date.getUTCFullYear(),
  month: (date: Date) => date.getUTCMonth() + 1,
  weekday: (date: Date) => (date.getUTCDay() + 6) % 7,
  hour: (date: Date) =>
    (date.getTime() % 86_400_000) / 3_600_000 + (date.getTime() % 86_400_000 < 0 ? 24 : 0),
  day: (date: Date) => Math.floor(date.getTime() / 86_400_000),
};

const ACTIVATE = {
  sigmoid: (x: number) => 1 / (1 + Math.exp(-x)),
  tanh: Math.tanh,
  leaky_relu: (x: number, slope: number) => (x >= 0 ? x : slope * x),
  linear: (x: number) => x,
};

/** What an interpreter makes of the file and a row of numbers, categories as the places of their levels. */
function interpreted(text: string, row: readonly number[]): number[] {
  const { steps, outputs, labels, columns, leaky_slope } = JSON.parse(text) as Program;
  const values: number[] = [];
  for (const step of steps) {
    if (step.kind === 'neuron') values.push(neuron(step, values, leaky_slope));
    else values.push((reading(step, row[step.column] as number, columns) - step.offset) / step.scale);
  }
  const answers = outputs.map(({ from, scale, offset }) => {
    return (typeof from === 'number' ? (values[from] as number) : from.constant) * scale + offset;
  });
  if (labels === null) return answers;
  if (answers.length === 1) return answers.map((odds) => 1 / (1 + Math.exp(-odds)));
  const shares = answers.map((odds) => Math.exp(odds - Math.max(...answers)));
  const sum = shares.reduce((all, share) => all + share, 0);
  return shares.map((share) => share / sum);
}

function neuron({ bias, links, activation }: NeuronStep, values: readonly number[], slope: number): number {
  const sum = links.reduce((all, { weight, from }) => all + weight * (values[from] as number), 0);
  return ACTIVATE[activation](sum + bias, slope);
}

function reading({ reading: how, column }: InputStep, cell: number, columns: Program['columns']): number {
  const isMissing = Number.isNaN(cell);
  if (how.takes === 'missing') return isMissing ? 1 : 0;
  if (how.takes === 'level') {
    const isUnknown =
      how.unanswered === 'unknown' && (cell < 0 || cell >= (columns[column]?.levels.length ?? 0));
    if ((isMissing && how.unanswered !== 'none') || isUnknown) return Number.NaN;
    return cell === how.level ? 1 : 0;
  }
  const value = isMissing ? how.fill : cell;
  if (value === null) return Number.NaN;
  return how.takes === 'value' ? value : DATE[how.takes](new Date(1000 * value));
}

describe('the program of a network as JSON', () => {
  it('is all that an interpreter needs to answer as predict does, of extreme rows and gaps too', () => {
    fc.assert(
      fc.property(anyCase, (drawn) => {
        const program = programOf(drawn.file);
        const text = forms.json.print(program, { name: 'predict', type: 'double', examples: null });
        for (const each of [drawn, extreme(drawn)]) {
          const truth = expected(each);
          const width = truth.length / each.rows.length;
          each.rows.forEach((row, r) => {
            const cells = row.map((cell, i) =>
              numberOf(cell, program.columns[i] as (typeof program.columns)[number]),
            );
            const right = truth.subarray(r * width, (r + 1) * width);
            const size = Math.max(...Array.from(right, Math.abs).filter(Number.isFinite), 1e-3);
            interpreted(text as string, cells).forEach((value, o) => {
              const wanted = right[o] as number;
              if (Number.isFinite(wanted)) expect(value).to.be.closeTo(wanted, 1e-9 * size);
              else expect(value).to.deep.equal(wanted);
            });
          });
        }
      }),
      RUNS,
    );
  }).timeout(60_000);
});
