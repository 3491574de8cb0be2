import { existsSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { canonical, sha256 } from '../../dag/digest.ts';
import { flush } from '../../dag/manifest.ts';
import { saveFile } from '../../dag/save.ts';
import type { Kernel, Tensors } from '../../kernel/index.ts';
import { bytesOf, decodeSafetensors, encodeSafetensors } from '../../kernel/index.ts';
import type { CurveRow } from './curve.ts';

/** A training that was interrupted. */
export interface Checkpoint {
  /** Optimiser steps taken. */
  readonly step: number;
  readonly curve: readonly CurveRow[];
  /** `autoencoder.*` and `optimizer.*`. */
  readonly state: Tensors;
}

const FILE = 'checkpoint.safetensors';

/** The state of the training `handle` after all requests that were sent before. */
export async function takeState(kernel: Kernel, handle: string): Promise<Pick<Checkpoint, 'step' | 'state'>> {
  const { content, tensors } = await kernel.call('state', { handle, part: 'all' });
  return { step: content.step, state: tensors };
}

/** Writes a checkpoint aside, then in place: a crash, or a loss of power, leaves the last one whole. */
export async function writeCheckpoint(
  folder: string,
  { step: steps, curve, state: tensors }: Checkpoint,
): Promise<void> {
  const [step, rows] = [String(steps), JSON.stringify(curve)];
  const metadata = { step, curve: rows, sha256: digest(step, rows, tensors) };
  const aside = join(folder, `${FILE}.new`);
  try {
    saveFile(aside, encodeSafetensors({ tensors, metadata }));
  } catch (error) {
    rmSync(aside, { force: true }); // half of it would take the space that is wanted
    throw error;
  }
  await flush(aside);
  renameSync(aside, join(folder, FILE));
  await flush(folder);
}

/** When the checkpoint in `folder` was written, in milliseconds since 1970; null where there is none. */
export function savedAt(folder: string): number | null {
  return statSync(join(folder, FILE), { throwIfNoEntry: false })?.mtimeMs ?? null;
}

/** The checkpoint in `folder`, if there is one; one that is damaged is removed, which `notice` is told. */
export function readCheckpoint(folder: string, notice: (text: string) => void): Checkpoint | null {
  const file = join(folder, FILE);
  if (!existsSync(file)) return null;
  try {
    const { tensors, metadata } = decodeSafetensors(readFileSync(file));
    const { step = '', curve = '', sha256 } = metadata;
    if (digest(step, curve, tensors) !== sha256) throw new Error('its content has changed');
    return { step: Number(step), curve: JSON.parse(curve), state: tensors };
  } catch (error) {
    notice(`the checkpoint ${file} cannot be used (${(error as Error).message}): the training begins anew`);
    rmSync(file);
    return null;
  }
}

/** SHA-256 of all that a checkpoint says. */
function digest(step: string, curve: string, tensors: Tensors): string {
  const contents = Object.entries(tensors).map(([name, tensor]) => [
    name,
    { dtype: tensor.dtype, shape: tensor.shape, content: sha256(bytesOf(tensor)) },
  ]);
  return sha256(canonical({ step, curve, tensors: Object.fromEntries(contents) }));
}
