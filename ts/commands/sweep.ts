import { rm } from 'node:fs/promises';
import type { Retention } from '../dag/runs.ts';
import { Store } from '../dag/store.ts';
import { type Command, CommandError, INTERRUPTED } from './command.ts';
import { amount, type Sweepable, sweepables } from './sweepable.ts';

export const sweep: Command = {
  name: 'sweep',
  summary:
    'List what nothing leads to any more: artifacts, checkpoints, old runs, what killed fits left; and remove it after a question',
  options: [
    { flags: '-n, --dry-run', summary: 'only list it' },
    { flags: '-y, --yes', summary: 'remove it without a question' },
    {
      flags: '--runs <keep>',
      summary: 'runs that are kept: so many of the last, or so long: 50, 90d ("1000")',
    },
  ],
  async run({ options, stdout, ask, signal }) {
    const store = new Store(process.cwd());
    const kept = retentionOf(String(options.runs ?? '1000'));
    await refuseBusy(store);
    const all = await sweepables(store, kept);
    const what = amount(all);
    const say = (sentence: string): number => {
      stdout.write(`${sentence}\n`);
      return 0;
    };
    if (all.length === 0) return say('nothing to remove');
    say(all.map(({ listed }) => listed).join('\n'));
    if (options.dryRun === true) return say(`would remove ${what}`);
    if (options.yes !== true) {
      if (!ask) return say(`nothing removed; with --yes: ${what}`);
      if (!(await ask(`remove ${what}?`))) return signal.aborted ? INTERRUPTED : say('nothing removed');
    }
    return say(`removed ${amount(await drop(all, store, kept))}`);
  },
};

function retentionOf(text: string): Retention {
  const [, digits, days] = /^(\d{1,9})(d?)$/.exec(text) ?? [];
  if (digits !== undefined) return days ? { days: Number(digits) } : { count: Number(digits) };
  throw new CommandError(`--runs takes a number of runs, or of days (50, 90d), not ${text}`, 2);
}

async function refuseBusy(store: Store): Promise<void> {
  const busy = await store.busy();
  if (busy !== null) throw new CommandError(`nothing is removed while a run goes on: ${busy}`, 2);
}

/** Removes and returns what can still be removed: a run may have taken something up while the question stood. */
async function drop(all: readonly Sweepable[], store: Store, kept: Retention): Promise<Sweepable[]> {
  await refuseBusy(store);
  const asked = new Set(all.flatMap(({ folders }) => folders));
  const still = await sweepables(store, kept, (folder) => asked.has(folder));
  for (const folder of still.flatMap(({ folders }) => folders)) {
    if (folder.startsWith(store.root)) await store.drop(folder);
    else await rm(folder, { recursive: true, force: true });
  }
  return still;
}
