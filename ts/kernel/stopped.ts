import { readFileSync } from 'node:fs';

/** Milliseconds between two looks at a kernel that owes an answer; the second that finds it stopped tells. */
const LOOK = 4000;

/** Whether a process was stopped by a signal (SIGSTOP, Ctrl-Z). Never on systems without /proc, which cannot tell. */
export function isStopped(pid: number): boolean {
  try {
    const line = readFileSync(`/proc/${pid}/stat`, 'latin1');
    // The state follows the name, which stands in brackets and may hold anything.
    return /^[Tt]/.test(line.slice(line.lastIndexOf(')') + 2));
  } catch {
    return false;
  }
}

/** Tells `onStopped` once each time that the process `pid` stays stopped while it `owes` something; ends by `stop`. */
export function watchStopped(
  pid: number,
  owes: () => boolean,
  onStopped: (sentence: string) => void,
): { stop(): void } {
  let looks = 0;
  const timer = setInterval(() => {
    looks = owes() && isStopped(pid) ? looks + 1 : 0;
    if (looks !== 2) return;
    onStopped(
      `the kernel (process ${pid}) was stopped by a signal and computes nothing: kill -CONT ${pid} lets it go on, Ctrl-C ends it`,
    );
  }, LOOK);
  timer.unref();
  return { stop: () => clearInterval(timer) };
}
