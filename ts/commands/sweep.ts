import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Store } from '../dag/store.ts';
import { type Command, CommandError } from './command.ts';

export const sweep: Command = {
  name: 'sweep',
  summary: 'Remove what was made and nothing in out leads to any more',
  options: [{ flags: '-n, --dry-run', summary: 'say what would be removed' }],
  async run({ options, stdout }) {
    const store = new Store(process.cwd());
    const busy = await store.busy();
    if (busy !== null) throw new CommandError(`nothing is removed while a run goes on: ${busy}`, 2);
    const folders = await store.loose();
    let bytes = 0;
    for (const folder of folders) {
      bytes += await sizeOf(folder);
      if (options.dryRun !== true) await store.drop(folder);
    }
    const verb = options.dryRun === true ? 'would be removed' : 'removed';
    const what = folders.length === 1 ? 'artifact' : 'artifacts';
    stdout.write(`${folders.length} ${what} ${verb}, ${(bytes / 1e6).toFixed(1)} MB\n`);
    return 0;
  },
};

async function sizeOf(folder: string): Promise<number> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true });
  const files = entries.filter((entry) => entry.isFile());
  const sizes = await Promise.all(files.map(({ parentPath, name }) => stat(join(parentPath, name))));
  return sizes.reduce((sum, { size }) => sum + size, 0);
}
