import { join } from 'node:path';
import { counted } from '../../report/number.ts';
import { families } from '../../schema/schemas.ts';
import type { Space, Training } from '../../schema/types.ts';
import { readCurve } from './curve.ts';
import { readSpaceFile } from './file.ts';
import { SPACE_FILE } from './load.ts';

/** What a table or a figure says about the space behind it. */
export interface AboutSpace {
  /** `other` where the space is none of the paper's families. */
  readonly family: Family | 'other';
  /** Null where the space's file does not say. */
  readonly preset: string | null;
  readonly loss: Training['loss'];
  readonly masks: Training['masks'];
  /** Networks that it was shown, repeats included: its budget. */
  readonly networks: number;
  /** How many different ones those were. */
  readonly unique_networks: number;
  readonly seed: number;
  /** Of training; null where the artifact does not say. */
  readonly seconds: number | null;
}

export type Family = NonNullable<Space['family']>;

/** What is known of the space in the artifact of a train stage. */
export function aboutSpace(folder: string): AboutSpace {
  const { space, training, seed, preset, seconds } = readSpaceFile(join(folder, SPACE_FILE)).card;
  const { loss, masks, networks, unique_networks: unique } = training;
  return {
    family: familyOf(space),
    preset,
    loss,
    masks,
    networks,
    unique_networks: Math.min(networks, unique ?? networks),
    seed,
    seconds: seconds ?? readCurve(folder)?.at(-1)?.seconds ?? null,
  };
}

/** It in one line for a terminal. */
export function spaceText({ family, preset, loss, masks, networks, seed }: AboutSpace): string {
  const budget = counted(networks, 'presentation');
  return `${family} networks, preset ${preset ?? 'unknown'}, loss ${loss}, masks ${masks}, ${budget}, seed ${seed}`;
}

/** The family whose activations and weights a space has. */
export function familyOf(space: Space): AboutSpace['family'] {
  const fits = ([, set]: [string, object]) =>
    Object.entries(set).every(([key, value]) => same(space[key as keyof Space], value));
  return (Object.entries(families).find(fits)?.[0] as Family | undefined) ?? 'other';
}

function same(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
