import { readFileSync } from 'node:fs';

/** Memory of a process that is resident, now and at most so far, in MB. */
export interface Resident {
  readonly now: number;
  readonly peak: number;
}

/** Linux only; null where the process is gone. */
export function resident(pid: number): Resident | null {
  let status: string;
  try {
    status = readFileSync(`/proc/${pid}/status`, 'utf8');
  } catch {
    return null;
  }
  const megabytes = (key: string) => {
    const [, kilobytes] = new RegExp(`^${key}:\\s+(\\d+) kB$`, 'm').exec(status) ?? [];
    return kilobytes === undefined ? null : Number(kilobytes) / 1000;
  };
  const [now, peak] = [megabytes('VmRSS'), megabytes('VmHWM')];
  return now === null || peak === null ? null : { now, peak };
}

/** The child of process `pid` whose command line holds `word`; null where there is none. */
export function childOf(pid: number, word: string): number | null {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ');
  const found = children.find(
    (child) => child && readFileSync(`/proc/${child}/cmdline`, 'utf8').includes(word),
  );
  return found === undefined ? null : Number(found);
}
