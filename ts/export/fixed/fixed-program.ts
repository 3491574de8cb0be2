import type { Activation } from '../../mlp/space.ts';
import type { LevelReading, Reading } from '../program.ts';

/**
 * A program in whole numbers of 32 bits. A value v is held as about v * 2^bits in 16 bits; products are summed in 32, and no
 * sum overflows, whatever the cells are. `>>` is division by a power of two, rounded down.
 */
export interface FixedProgram {
  readonly columns: readonly FixedColumn[];
  readonly steps: readonly FixedStep[];
  readonly outputs: readonly FixedOutput[];
  /** Of classes, the bits of the logarithms of odds that `outputs` are; 0 of numbers. */
  readonly bits: number;
  /** That of leaky ReLU, in 1 / 32768. */
  readonly slope: number;
}

export interface FixedColumn {
  /** What 1 means: of a number a power of ten in its unit, of a date 60 seconds, of a category a place among its levels. */
  readonly unit: number;
  /** What a missing cell counts as, in `unit`; null: nothing. */
  readonly fill: number | null;
}

export type FixedStep = (FixedInput | FixedMark | FixedNeuron) & Held;

/** How a step's value is held: as a whole number between `low` and `high`, in 2^-bits. */
export interface Held {
  readonly bits: number;
  readonly low: number;
  readonly high: number;
}

/** ((reading, between the ends) - centre) * factor + addend >> shift. */
export interface FixedInput extends Affine {
  readonly kind: 'input';
  readonly column: number;
  readonly takes: Extract<Reading, { fill: unknown }>['takes'];
  readonly ends: readonly [number, number];
  readonly centre: number;
}

/** One of two numbers. */
export interface FixedMark {
  readonly kind: 'mark';
  readonly column: number;
  readonly reading: LevelReading | { readonly takes: 'missing' };
  readonly yes: number;
  readonly no: number;
}

/** activation(bias + weights . steps before it), where the sum is brought to the activation's bits first. */
export interface FixedNeuron {
  readonly kind: 'neuron';
  readonly bias: number;
  readonly links: readonly { readonly weight: number; readonly from: number }[];
  readonly activation: Activation;
  readonly alignment: Alignment;
  /** Those of the sum, before it is aligned. */
  readonly sumBits: number;
}

/** How a sum gets the bits that are wanted: >> shift, or where that is null, within +-limit and then * factor. */
export interface Alignment {
  readonly shift: number | null;
  readonly limit: number;
  readonly factor: number;
}

export interface Affine {
  readonly factor: number;
  readonly addend: number;
  readonly shift: number;
}

/** base + (value * factor + addend >> shift), or base alone. */
export interface FixedOutput {
  readonly from: number | null;
  readonly base: number;
  readonly scaling: Affine;
  /** What 1 means, in the output's unit. */
  readonly unit: number;
  /** Columns without whose cell there is no answer. */
  readonly needs: readonly Need[];
}

export interface Need {
  readonly column: number;
  /** missing: a cell must be there. unknown: it must say one of the column's two levels. */
  readonly what: 'missing' | 'unknown';
}

/** The least number of 32 bits stands for a missing cell, and for no answer. */
export const MISSING = -(2 ** 31);

/** The greatest number that sums reach. */
export const LIMIT = 2 ** 31 - 1;

/** Bits of activations, of probabilities, and of what sigmoid and tanh take. */
export const UNIT_BITS = 15;
export const TANH_BITS = 16;
