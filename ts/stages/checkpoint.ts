import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Kernel, Tensors } from '../kernel/index.ts';
import { decodeSafetensors, encodeSafetensors } from '../kernel/index.ts';
import type { CurveRow } from './train.ts';

/** A training that was interrupted. */
export interface Checkpoint {
  /** Optimiser steps taken. */
  readonly step: number;
  readonly curve: readonly CurveRow[];
  /** `autoencoder.*` and `optimizer.*`. */
  readonly state: Tensors;
}

const FILE = 'checkpoint.safetensors';

/** Asks the kernel for the state of `handle` and writes it aside, then in place: a crash leaves the last one whole. */
export async function writeCheckpoint(
  folder: string,
  kernel: Kernel,
  handle: string,
  curve: readonly CurveRow[],
): Promise<void> {
  const { content, tensors } = await kernel.call('state', { handle, part: 'all' });
  const metadata = { step: String(content.step), curve: JSON.stringify(curve) };
  const aside = join(folder, `${FILE}.new`);
  writeFileSync(aside, encodeSafetensors({ tensors, metadata }));
  renameSync(aside, join(folder, FILE));
}

/** The checkpoint in `folder`, if there is one. */
export function readCheckpoint(folder: string): Checkpoint | null {
  const file = join(folder, FILE);
  if (!existsSync(file)) return null;
  const { tensors, metadata } = decodeSafetensors(readFileSync(file));
  return { step: Number(metadata.step), curve: JSON.parse(metadata.curve ?? '[]'), state: tensors };
}
