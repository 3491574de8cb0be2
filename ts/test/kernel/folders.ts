import { readdirSync } from 'node:fs';

/** The folders of kernels in a folder for temporary files, in which torch and others leave things too. */
export function kernelFolders(folder: string): string[] {
  return readdirSync(folder).filter((name) => name.startsWith('swat-'));
}
