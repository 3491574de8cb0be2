import { readFileSync } from 'node:fs';

/** What the system says of the end of a process: whether it was for want of memory. */
export interface OutOfMemory {
  /** A few words, or an empty text where the system says that it killed nothing; a question where it does not tell. */
  words(): string;
}

/** Looks now at how often the system has killed for want of memory, so that `words` can say whether it has since. */
export function watchOutOfMemory(root = ''): OutOfMemory {
  const before = killsOf(root);
  return {
    words: () => {
      const now = killsOf(root);
      if (grew(before.group, now.group)) return 'the memory that its group of processes may use was full';
      if (grew(before.machine, now.machine)) return 'the memory of the machine was full';
      return before.group === null && before.machine === null ? 'out of memory?' : '';
    },
  };
}

interface Kills {
  /** In the cgroup of this process, which its kernels are in too; null where the system does not tell. */
  readonly group: number | null;
  readonly machine: number | null;
}

function killsOf(root: string): Kills {
  return {
    group: groupFiles(root).reduce<number | null>((found, file) => found ?? killsIn(file), null),
    machine: killsIn(`${root}/proc/vmstat`),
  };
}

/** The files of both versions of cgroups that may count kills. */
function groupFiles(root: string): string[] {
  return text(`${root}/proc/self/cgroup`)
    .split('\n')
    .flatMap((line) => {
      const [, controllers = '', path = ''] = /^\d+:([^:]*):(.*)$/.exec(line) ?? [];
      if (controllers === '') return [`${root}/sys/fs/cgroup${path}/memory.events`];
      const isMemory = controllers.split(',').includes('memory');
      return isMemory ? [`${root}/sys/fs/cgroup/memory${path}/memory.oom_control`] : [];
    });
}

function killsIn(file: string): number | null {
  const [, count] = /^oom_kill (\d+)$/m.exec(text(file)) ?? [];
  return count === undefined ? null : Number(count);
}

function grew(before: number | null, now: number | null): boolean {
  return before !== null && now !== null && now > before;
}

function text(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
