import { readFile } from 'node:fs/promises';
import { type NetworkFile, readNetwork } from '../export/read.ts';
import { CommandError, misread } from './command.ts';

/** The network of a `network.json`. Throws a CommandError for a file that is missing or is none. */
export async function loadNetwork(file: string): Promise<NetworkFile> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new CommandError(code === 'ENOENT' ? `there is no network file ${file}` : message, 2);
  }
  const result = readNetwork(text);
  if (result.ok) return result.value;
  throw misread(file, 'network', result.complaints);
}
