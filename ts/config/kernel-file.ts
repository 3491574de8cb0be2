import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { checkKernelFile } from '../schema/schemas.ts';
import { Complaints } from './complaints.ts';
import type { Pipeline } from './pipeline.ts';
import { type ConfigError, wholeFile } from './position.ts';
import { readSource } from './source.ts';

type KernelElsewhere = NonNullable<Pipeline['kernel']>;

/** The kernel that a YAML file names, in a block `kernel:` as pipelines have it; the path of the key is one from that file's folder. */
export async function readKernelFile(
  file: string,
): Promise<{ ok: true; kernel: KernelElsewhere } | { ok: false; errors: readonly ConfigError[] }> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return { ok: false, errors: [wholeFile(file, `the kernel's file ${file} cannot be read (${code})`)] };
  }
  const source = readSource(file, text);
  if (source.errors.length > 0) return { ok: false, errors: source.errors };
  const checked = checkKernelFile(source.value);
  if (checked.ok) {
    const { kernel } = checked.value;
    return { ok: true, kernel: { ...kernel, key: resolve(dirname(file), kernel.key) } };
  }
  const complaints = new Complaints(source);
  for (const { path, message, unknownKey } of checked.complaints)
    complaints.add(path, message, unknownKey === undefined ? {} : { key: unknownKey });
  return { ok: false, errors: complaints.errors };
}
