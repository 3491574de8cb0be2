import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { alive, type Owner, ownerOf, ownName } from './owner.ts';

const POLL_MILLISECONDS = 200;

/** Gives the lock back. */
export type Release = () => Promise<void>;

/**
 * Waits until this call alone holds `key` among all processes that use `folder`. `note` says in the file what it is
 * for; `waiting` is told once, in words, who holds it, if anybody does. Throws the signal's reason when it aborts.
 *
 * Each contender writes a claim under a name of its own, `KEY~TICKET~OWNER`, and the lowest ticket of a living process
 * holds the lock. A claim whose process is dead can be removed by anyone, because no living process has a claim of that
 * name: a single lock file, found stale by two processes, would be taken over by both.
 */
export async function lock(
  folder: string,
  key: string,
  note: string,
  signal: AbortSignal,
  waiting: (holder: string) => void,
): Promise<Release> {
  await mkdir(folder, { recursive: true });
  const mine = await claim(folder, key, note);
  const release: Release = () => rm(join(folder, mine), { force: true });
  try {
    for (let told = false; ; told = true) {
      const holder = (await claims(folder, key))[0];
      if (holder === mine) return release;
      if (holder !== undefined && !told) waiting(await describe(folder, holder));
      await sleep(POLL_MILLISECONDS, undefined, { signal });
    }
  } catch (error) {
    await release();
    throw signal.aborted ? signal.reason : error;
  }
}

/** The first living process that holds or awaits any lock in `folder`, in words; null where none does. */
export async function anyHolder(folder: string): Promise<string | null> {
  const names = await readdir(folder).catch(() => []);
  const living = names.find((name) => {
    const owner = claimant(name);
    return owner !== null && alive(owner);
  });
  return living === undefined ? null : describe(folder, living);
}

/**
 * A claim behind all others. One that was late to look could get a ticket below that of the holder; it finds a higher
 * one when it looks again, and withdraws.
 */
async function claim(folder: string, key: string, note: string): Promise<string> {
  for (;;) {
    const last = (await claims(folder, key)).at(-1);
    const name = `${key}~${last === undefined ? 1 : ticket(last) + 1}~${ownName('')}`;
    await writeFile(join(folder, name), note);
    const highest = (await claims(folder, key)).at(-1);
    if (highest === name) return name;
    await rm(join(folder, name), { force: true });
  }
}

/** Claims of living processes, in the order of their turns. Those of dead ones are removed. */
async function claims(folder: string, key: string): Promise<string[]> {
  const living: string[] = [];
  for (const name of await readdir(folder)) {
    if (!name.startsWith(`${key}~`)) continue;
    const owner = claimant(name);
    if (owner && !alive(owner)) await rm(join(folder, name), { force: true });
    else living.push(name);
  }
  return living.sort((a, b) => ticket(a) - ticket(b) || (a < b ? -1 : 1));
}

function claimant(name: string): Owner | null {
  return ownerOf(name.split('~').slice(2).join('~'));
}

function ticket(name: string): number {
  return Number(name.split('~')[1]);
}

async function describe(folder: string, name: string): Promise<string> {
  const owner = claimant(name);
  const note = await readFile(join(folder, name), 'utf8').catch(() => '');
  const who = `process ${owner?.pid} on ${owner?.host}${note ? ` (${note})` : ''}`;
  return `${who}; if that is long gone, delete ${join(folder, name)}`;
}
