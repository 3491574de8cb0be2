import { readFile, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { type GroupsFile, type NetworkFile, readFront, readGroups, readNetwork } from '../export/read.ts';
import { ForeignError } from '../foreign/chain.ts';
import { isForeign, NO_HINTS, readForeign } from '../foreign/read.ts';
import { CommandError, misread } from './command.ts';

const FRONT = 'front.json';
const GROUPS = 'groups.json';

/** Ends of the names of tables: who names one for a network has the words in another order. */
const TABLE = /\.(csv|tsv|jsonl|ndjson|parquet)(\.gz)?$/i;

/** The argument of every command that takes a network. */
export const NETWORK = {
  name: 'network',
  summary: `a fit's folder or its ${FRONT}, which mean the chosen network, one network's file, or an ONNX file`,
};

/** A network, and the file that it was read from. */
export interface Loaded {
  readonly file: string;
  readonly network: NetworkFile;
}

/**
 * The network that the user named: by its own file, or the chosen one by a search's folder or `front.json`; then
 * standard error says which file was taken. Throws a CommandError for what is missing or holds no network.
 */
export async function loadNetwork(named: string): Promise<Loaded> {
  const file = await fileOf(named);
  if (TABLE.test(file))
    throw new CommandError(
      `${file} has the name of a table; here a network is asked for: a fit's folder or a file such as chosen.json`,
      2,
    );
  if (isForeign(file)) return { file, network: await foreignIn(file) };
  const result = readNetwork(await textOf(file, 'network'));
  if (result.ok) return { file, network: result.value };
  throw misread(file, 'network', result.complaints);
}

async function foreignIn(file: string): Promise<NetworkFile> {
  const bytes = await bytesOf(file, 'network');
  try {
    return readForeign(file, bytes, NO_HINTS);
  } catch (error) {
    if (error instanceof ForeignError) throw new CommandError(error.message, 2);
    throw error;
  }
}

/** The networks of a fit by groups that the user named by its folder or `groups.json`; null where it is none. */
export async function loadGroups(named: string): Promise<LoadedGroups | null> {
  const file = basename(named) === GROUPS ? named : join(named, GROUPS);
  if (!(await stat(file).catch(() => null))) return null;
  const result = readGroups(await textOf(file, 'groups'));
  if (!result.ok) throw misread(file, 'groups file', result.complaints);
  return { file, groups: result.value };
}

/** What a folder of groups holds, and the file that says so. */
export interface LoadedGroups {
  readonly file: string;
  readonly groups: GroupsFile;
}

async function fileOf(named: string): Promise<string> {
  const found = await stat(named).catch(() => null);
  if (found?.isDirectory()) return chosenOf(await frontIn(named));
  if (basename(named) === GROUPS) await refuseGroups(dirname(named));
  return basename(named) === FRONT ? chosenOf(named) : named;
}

async function refuseGroups(folder: string): Promise<void> {
  const loaded = await loadGroups(folder);
  const [first] = loaded?.groups.groups ?? [];
  if (!loaded || !first) return;
  const { by, groups } = loaded.groups;
  throw new CommandError(
    `${folder} has ${groups.length} networks, one for each ${by}: name one of them, ${join(folder, first.folder)}`,
    2,
  );
}

async function frontIn(folder: string): Promise<string> {
  const [own, inside] = [join(folder, FRONT), join(folder, 'search', FRONT)];
  if (await stat(own).catch(() => null)) return own;
  await refuseGroups(folder);
  if (!(await stat(inside).catch(() => null))) throw new CommandError(`there is no ${FRONT} in ${folder}`, 2);
  return inside;
}

async function chosenOf(front: string): Promise<string> {
  const result = readFront(await textOf(front, 'front'));
  if (!result.ok) throw misread(front, 'front', result.complaints);
  const { networks, chosen } = result.value;
  const network = networks[chosen];
  if (!network) throw misread(front, 'front', [{ path: ['chosen'], message: 'there is no such network' }]);
  const file = join(dirname(front), network.file);
  process.stderr.write(`taking ${file}, the chosen one of ${networks.length}\n`);
  return file;
}

async function textOf(file: string, what: string): Promise<string> {
  return new TextDecoder().decode(await bytesOf(file, what));
}

async function bytesOf(file: string, what: string): Promise<Uint8Array> {
  try {
    return await readFile(file);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new CommandError(code === 'ENOENT' ? `there is no ${what} file ${file}` : message, 2);
  }
}
