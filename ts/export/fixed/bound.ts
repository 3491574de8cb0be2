import type { InputStep, NeuronStep, OutputStep, Program } from '../program.ts';
import type { FixedNeuron, FixedOutput, FixedProgram, FixedStep, Held } from './fixed-program.ts';
import { TANH_ERROR } from './tanh.ts';

/** What rounding a whole number may cost. */
const HALF = 0.5;

/** In what tanh, sigmoid and softmax answer. */
const UNIT = 2 ** -15;

/**
 * How far each answer of a program in whole numbers may be off in the worst case, where cells are within the ranges that it
 * follows: outputs in their units, of classes the probabilities. The rounding of cells to their units is in it. Every
 * rounding error counts as if all had the same direction.
 */
export function worstFixedErrors(program: Program, fixed: FixedProgram): number[] {
  const errors: number[] = [];
  program.steps.forEach((step, place) => {
    const held = fixed.steps[place] as FixedStep;
    errors.push(
      step.kind === 'input'
        ? inputError(step, held, fixed)
        : neuronError(step, held as FixedNeuron & Held, fixed.steps, errors, program.leaky_slope),
    );
  });
  const outputs = program.outputs.map((output, o) =>
    outputError(output, fixed.outputs[o] as FixedOutput, fixed, errors),
  );
  if (program.labels === null) return outputs;
  if (outputs.length === 1) return outputs.map((error) => error / 4 + TANH_ERROR * UNIT);
  // A probability moves by half of what the logarithms of odds move. Each power is off by twice what tanh is, and rounded.
  const ofPowers = (2 * TANH_ERROR + 1) * (outputs.length + 1) + 1;
  return outputs.map(() => Math.min(1, Math.max(...outputs) / 2 + ofPowers * UNIT));
}

/** Of the value that the network sees. */
function inputError({ reading, scale }: InputStep, held: FixedStep, { columns }: FixedProgram): number {
  const unit = 2 ** -held.bits;
  if (held.kind !== 'input') return HALF * unit;
  const cell = reading.takes === 'value' ? (HALF * (columns[held.column]?.unit ?? 0)) / scale : 0;
  const reach = Math.max(held.ends[1] - held.centre, held.centre - held.ends[0]);
  return cell + (HALF + (HALF * (reach + 1)) / 2 ** held.shift) * unit;
}

function neuronError(
  { links, activation }: NeuronStep,
  { sumBits, alignment, bits }: FixedNeuron & Held,
  steps: readonly FixedStep[],
  errors: readonly number[],
  slope: number,
): number {
  const rounding = HALF * 2 ** -sumBits;
  let error = rounding;
  for (const { weight, from } of links) {
    error += Math.abs(weight) * (errors[from] as number) + sizeOf(steps[from] as FixedStep) * rounding;
  }
  if (alignment.shift) error += HALF * 2 ** (alignment.shift - sumBits);
  switch (activation) {
    case 'tanh':
      return Math.min(2, error) + TANH_ERROR * UNIT;
    case 'sigmoid':
      return Math.min(1, error / 4) + TANH_ERROR * UNIT;
    case 'leaky_relu':
      // The slope is rounded, and the product.
      return error * Math.max(1, slope) + 2 ** -bits;
    case 'linear':
      return error;
  }
}

function outputError(
  { scale }: OutputStep,
  { from, scaling, unit }: FixedOutput,
  { steps }: FixedProgram,
  errors: readonly number[],
): number {
  if (from === null) return HALF * unit;
  const reach = sizeOf(steps[from] as FixedStep);
  return scale * (errors[from] as number) + (HALF + (HALF * (reach + 1)) / 2 ** scaling.shift) * unit;
}

/** The greatest size of a value, as it is held. */
function sizeOf({ low, high }: Held): number {
  return Math.max(Math.abs(low), Math.abs(high));
}
