import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Stage } from '../../dag/graph.ts';
import { run } from '../../dag/run.ts';
import { Store } from '../../dag/store.ts';
import { operation, stage } from './workshop.ts';

/** One stage, which with `hang` stops for ever after a checkpoint and half of its files. */
export function crashing(hang: boolean): Stage[] {
  const slow = operation('slow', async ({ work, out }) => {
    const checkpoint = join(work, 'step');
    const step = existsSync(checkpoint) ? await readFile(checkpoint, 'utf8') : '0';
    if (hang) {
      await writeFile(checkpoint, '1');
      await writeFile(join(out, 'half'), 'x');
      process.stdout.write('half\n');
      await new Promise(() => setInterval(() => {}, 1000));
    }
    await writeFile(join(out, 'text'), `went on from ${step}`);
  });
  return [stage('slow', { operation: slow })];
}

const [, script, cwd] = process.argv;
if (script === fileURLToPath(import.meta.url) && cwd !== undefined) {
  const { signal } = new AbortController();
  await run(crashing(true), { pipeline: 'first', store: new Store(cwd), emit: () => {}, signal });
}
