import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Names of the folders; the path of a socket in one must stay below 108 bytes. */
const PREFIX = 'swat-';
const NAME = /^swat-[A-Za-z0-9]{6}$/;
/** What a kernel's folder may hold: two sockets, and where ranks meet. */
const CONTENTS = new Set(['work', 'control', 'ranks']);
/** Milliseconds after which a socket that takes nobody counts as one that somebody has. */
const PATIENCE = 500;

/**
 * A new folder for a kernel's sockets, of mode 0700. Removes those of the same user whose kernel was killed together
 * with its swat, so that nobody was left to do it.
 */
export async function socketFolder(): Promise<string> {
  await removeDead().catch(() => {}); // Nobody's work waits for what others left behind.
  return mkdtemp(join(tmpdir(), PREFIX));
}

async function removeDead(): Promise<void> {
  const names = (await readdir(tmpdir())).filter((name) => NAME.test(name));
  await Promise.all(
    names.map(async (name) => {
      const folder = join(tmpdir(), name);
      if (await isDead(folder)) await rm(folder, { recursive: true, force: true });
    }),
  );
}

/** Whether the folder holds a kernel's sockets, and nobody listens at either. */
async function isDead(folder: string): Promise<boolean> {
  try {
    if ((await stat(folder)).uid !== process.getuid?.()) return false;
    const files = await readdir(folder);
    if (!files.includes('work') || !files.includes('control') || !files.every((file) => CONTENTS.has(file)))
      return false;
    return (await refuses(join(folder, 'work'))) && (await refuses(join(folder, 'control')));
  } catch {
    return false; // Gone meanwhile, or not ours to read.
  }
}

/** Whether the socket's process is gone: the system refuses at once, and a process that is only stopped does not. */
function refuses(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(path);
    const settle = (answer: boolean) => {
      socket.destroy();
      resolve(answer);
    };
    socket.once('connect', () => settle(false));
    socket.once('error', (error: NodeJS.ErrnoException) => settle(error.code === 'ECONNREFUSED'));
    socket.setTimeout(PATIENCE, () => settle(false));
  });
}
