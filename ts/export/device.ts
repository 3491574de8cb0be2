import type { Program } from './program.ts';

/** Of what there are how many in a program, by which its cost on a device is estimated. */
export interface Parts {
  readonly links: number;
  readonly neurons: number;
  readonly inputs: number;
  /** Neurons that bend by the table of tanh, and probabilities. */
  readonly curves: number;
  /** 1 where there are any. */
  readonly table: number;
}

export function partsOf({ steps, outputs, labels }: Program): Parts {
  const neurons = steps.filter((step) => step.kind === 'neuron');
  const bent = neurons.filter(({ activation }) => activation === 'tanh' || activation === 'sigmoid').length;
  const curves = bent + (labels === null ? 0 : outputs.length);
  return {
    links: neurons.reduce((sum, { links }) => sum + links.length, 0),
    neurons: neurons.length,
    inputs: steps.length - neurons.length,
    curves,
    table: curves > 0 ? 1 : 0,
  };
}

/** What a function takes in whole numbers (q15) on a small core without a floating-point unit: estimates. */
export interface DeviceCost {
  /** Bytes of flash, tables included. */
  readonly bytes: number;
  /** Instructions a call. */
  readonly cycles: number;
}

type PerPart = Readonly<Record<keyof Parts | 'always', number>>;

/**
 * For each part, as `node --import tsx scripts/device-estimate.mjs 60` prints it: of gcc -Os for a Cortex-M0, and of qemu,
 * fitted to 30 random networks; on 30 others off by 1 % and 3 % in the median, by 13 % and 30 % at worst.
 */
const BYTES: PerPart = { always: 8, links: 10, neurons: 16.6, inputs: 67.8, curves: 0.5, table: 255.5 };
const CYCLES: PerPart = { always: 1, links: 3.8, neurons: 10.2, inputs: 16.9, curves: 32.2, table: 5.1 };

export function deviceCostOf(program: Program): DeviceCost {
  const parts = partsOf(program);
  const cost = ({ always, ...each }: PerPart) =>
    Object.entries(parts).reduce((sum, [name, count]) => sum + count * each[name as keyof Parts], always);
  return { bytes: Math.round(cost(BYTES)), cycles: Math.round(cost(CYCLES)) };
}

/** What a device can hold. */
export interface DeviceBudget {
  readonly of: keyof DeviceCost;
  readonly most: number;
}

/** `2kB`, `700B` or `500cycles`, as the pipeline's schema lets them through. A kB has 1024 bytes, as data sheets count flash. */
export function budgetIn(text: string): DeviceBudget {
  const [, number = '', unit = ''] = /^([\d.]+) ?(B|kB|cycles)$/.exec(text) ?? [];
  if (unit === 'cycles') return { of: 'cycles', most: Number(number) };
  return { of: 'bytes', most: Number(number) * (unit === 'kB' ? 1024 : 1) };
}
