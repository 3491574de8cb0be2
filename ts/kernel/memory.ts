import { readFileSync } from 'node:fs';

/** Milliseconds between two looks. */
const LOOK = 500;

/** The most memory that a process was seen to hold, in bytes; null where the system does not tell (no /proc). */
export interface Memory {
  readonly peak: number | null;
  stop(): void;
}

/** Looks at what the process `pid` holds until `stop`: once it has ended, the system knows nothing of it any more. */
export function watchMemory(pid: number | undefined): Memory {
  let peak: number | null = null;
  const timer = setInterval(() => {
    peak = peakOf(pid) ?? peak;
  }, LOOK);
  timer.unref();
  return {
    get peak() {
      return peak;
    },
    stop: () => clearInterval(timer),
  };
}

/** The system's own mark of the most memory that a process has held (`VmHWM`), in bytes. */
function peakOf(pid: number | undefined): number | null {
  try {
    const kilobytes = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'latin1'))?.[1];
    return kilobytes === undefined ? null : Number(kilobytes) * 1024;
  } catch {
    return null;
  }
}
