import { readKernelFile } from '../config/kernel-file.ts';
import type { Pipeline } from '../config/pipeline.ts';
import { formatErrors } from '../config/position.ts';
import { CommandError, type Input, type Option } from './command.ts';

/** Of commands that compute: where, if not on this machine. */
export const KERNEL: Option = {
  flags: '--kernel <file>',
  summary:
    'a kernel elsewhere: a YAML file with the lines that swat kernel keys prints ($SWAT_KERNEL, or else one of this machine)',
};

/** The file that names a kernel elsewhere, by the option or else by SWAT_KERNEL; null: here. */
export function kernelFile({ options }: Pick<Input, 'options'>): string | null {
  return String(options.kernel ?? process.env.SWAT_KERNEL ?? '') || null;
}

/** The kernel elsewhere that the user named; null: one on this machine. Throws a CommandError with all that is wrong with its file. */
export async function kernelNamed(input: Pick<Input, 'options'>): Promise<Pipeline['kernel']> {
  const file = kernelFile(input);
  if (file === null) return null;
  const read = await readKernelFile(file);
  if (read.ok) return read.kernel;
  throw new CommandError(formatErrors(read.errors), 2);
}
