import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { readManifest } from '../dag/manifest.ts';
import { origins } from '../dag/origins.ts';
import { Store } from '../dag/store.ts';
import { alignedTable } from '../report/table.ts';
import { type Command, CommandError, INTERRUPTED } from './command.ts';

/** An artifact that nothing leads to. */
interface Loose {
  readonly folder: string;
  readonly bytes: number;
  /** When it was made, and for which stages, as far as that is known. */
  readonly made: string;
  readonly stages: readonly string[];
  /** The table that it is about, where it is. */
  readonly table: string;
}

export const sweep: Command = {
  name: 'sweep',
  summary: 'List what was made and nothing in out leads to any more, and remove it after a question',
  options: [
    { flags: '-n, --dry-run', summary: 'only list it' },
    { flags: '-y, --yes', summary: 'remove it without a question' },
  ],
  async run({ options, stdout, ask, signal }) {
    const store = new Store(process.cwd());
    await refuseBusy(store);
    const all = await describeAll(store);
    const what = amount(all);
    const say = (sentence: string): number => {
      stdout.write(`${sentence}\n`);
      return 0;
    };
    if (all.length === 0) return say('nothing to remove');
    say(listed(all));
    if (options.dryRun === true) return say(`would remove ${what}`);
    if (options.yes !== true) {
      if (!ask) return say(`nothing removed; with --yes: ${what}`);
      if (!(await ask(`remove ${what}?`))) return signal.aborted ? INTERRUPTED : say('nothing removed');
    }
    return say(`removed ${amount(await drop(all, store))}`);
  },
};

async function refuseBusy(store: Store): Promise<void> {
  const busy = await store.busy();
  if (busy !== null) throw new CommandError(`nothing is removed while a run goes on: ${busy}`, 2);
}

/** Removes and returns what is still loose: a run may have taken something up while the question stood. */
async function drop(all: readonly Loose[], store: Store): Promise<Loose[]> {
  await refuseBusy(store);
  const loose = new Set(await store.loose());
  const still = all.filter(({ folder }) => loose.has(folder));
  for (const { folder } of still) await store.drop(folder);
  return still;
}

/** The oldest first. */
async function describeAll(store: Store): Promise<Loose[]> {
  const [folders, known] = [await store.loose(), await origins(join(store.root, 'runs'))];
  const all = await Promise.all(
    folders.map(async (folder): Promise<Loose> => {
      const stages = [...(known.get(basename(folder)) ?? [])].sort();
      const made = (await readManifest(folder))?.made ?? '';
      return { folder, stages, made, bytes: await sizeOf(folder), table: await tableOf(folder) };
    }),
  );
  return all.sort((a, b) => (a.made < b.made ? -1 : 1));
}

function listed(all: readonly Loose[]): string {
  const rows = all.map((loose) => {
    const time = loose.made.slice(0, 16).replace('T', ' ');
    const cells = [basename(loose.folder), loose.stages.join(', '), loose.table, time, size([loose])];
    return { cells, span: 1, marked: false };
  });
  return alignedTable({ header: ['artifact', 'made for', 'table', 'made', 'size'], rows });
}

function amount(all: readonly Loose[]): string {
  return `${all.length} artifact${all.length === 1 ? '' : 's'}, ${size(all)}`;
}

function size(all: readonly Loose[]): string {
  const bytes = all.reduce((sum, each) => sum + each.bytes, 0);
  return bytes < 1e5 ? `${Math.ceil(bytes / 1000)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
}

/** What an artifact says of its table: a table's own name, or the task of a front. */
async function tableOf(folder: string): Promise<string> {
  for (const [file, key] of Object.entries({ 'table.json': 'table', 'front.json': 'task' })) {
    const text = await readFile(join(folder, file), 'utf8').catch(() => null);
    if (text !== null) return String((JSON.parse(text) as Record<string, unknown>)[key] ?? '');
  }
  return '';
}

async function sizeOf(folder: string): Promise<number> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true });
  const files = entries.filter((entry) => entry.isFile());
  const sizes = await Promise.all(files.map(({ parentPath, name }) => stat(join(parentPath, name))));
  return sizes.reduce((sum, { size }) => sum + size, 0);
}
