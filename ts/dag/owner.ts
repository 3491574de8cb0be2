import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';

/** A process that owns something on disk, told apart from a later process with the same number by its start. */
export interface Owner {
  readonly host: string;
  readonly pid: number;
  /** Clock ticks since the machine started; empty where the system does not tell. */
  readonly started: string;
}

const me: Owner = { host: hostname(), pid: process.pid, started: seen(process.pid)?.started ?? '' };
let count = 0;

/** This process. */
export function self(): Owner {
  return me;
}

/** A file name that no other call has given, here or in another process, and that says whose it is. */
export function ownName(label: string): string {
  count += 1;
  return [encodeURIComponent(me.host), me.pid, me.started, count, label].join('~');
}

/** The owner in a name that `ownName` gave, or null. */
export function ownerOf(name: string): Owner | null {
  const match = /^([^~]+)~(\d+)~(\d*)~\d+~/.exec(name);
  if (!match) return null;
  const [, host = '', pid = '', started = ''] = match;
  return { host: decodeURIComponent(host), pid: Number(pid), started };
}

/** Whether the process still runs. What other machines own cannot be looked up and counts as alive. */
export function alive(owner: Owner): boolean {
  if (owner.host !== me.host) return true;
  try {
    process.kill(owner.pid, 0);
  } catch (error) {
    // EPERM: there is such a process, and it is somebody else's.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
  const found = seen(owner.pid);
  return !found || (!found.ended && (owner.started === '' || found.started === owner.started));
}

/** What Linux says of a process: an ended one keeps its number until its parent has asked for its exit code. */
function seen(pid: number): { ended: boolean; started: string } | null {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The command's name stands in brackets and may hold anything; fields are counted after it.
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    return { ended: fields[0] === 'Z' || fields[0] === 'X', started: fields[19] ?? '' };
  } catch {
    return null;
  }
}
