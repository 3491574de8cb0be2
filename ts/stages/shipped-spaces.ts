import { existsSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { StageError } from '../dag/operation.ts';
import { projectRoot } from '../kernel/index.ts';

/** The spaces that came along with swat: their files by their names. */
export function shippedSpaces(): ReadonlyMap<string, string> {
  const folder = join(projectRoot, 'spaces');
  const files = readdirSync(folder).filter((file) => file.endsWith('.safetensors'));
  return new Map(files.sort().map((file) => [basename(file, '.safetensors'), join(folder, file)]));
}

/** The file of a space: any by its path, a shipped one by its name. Throws a StageError of the user's where there is none. */
export function spaceFile(named: string): string {
  const shipped = shippedSpaces();
  const file = existsSync(named) ? named : shipped.get(named);
  if (file !== undefined) return file;
  const names = [...shipped.keys()].join(', ');
  throw new StageError(`there is no space ${named}: name a file, or one that came along (${names})`, 'user');
}
