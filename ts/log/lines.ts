import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Emit, Event } from '../dag/event.ts';

/** Seconds between two progress lines of a stage. */
const EVERY = 1;

/** Writes each event as a line of JSON with its time; of progress, one a second and the last. `now`: milliseconds. */
export function jsonLines(write: (line: string) => void, now: () => number): Emit {
  const told = new Map<string, number>();
  return (event) => {
    const at = now();
    if (event.kind === 'stage-progress' && event.done < event.total) {
      if (at - (told.get(event.stage) ?? Number.NEGATIVE_INFINITY) < EVERY * 1000) return;
      told.set(event.stage, at);
    }
    write(`${JSON.stringify({ time: new Date(at).toISOString(), ...event })}\n`);
  };
}

/**
 * Appends to `path`, each line on its way to the disk before the next event: what led to a crash is there after it.
 * A disk that takes no more ends the log, not the run; `complain` is told once.
 */
export function appender(
  path: string,
  complain: (text: string) => void,
): { write: (line: string) => void; close: () => void } {
  let file: number | null = null;
  const guarded = (act: () => void): void => {
    try {
      act();
    } catch (error) {
      file = null;
      complain(
        `the log ${path} cannot be written (${error instanceof Error ? error.message : String(error)})`,
      );
    }
  };
  guarded(() => {
    mkdirSync(dirname(path), { recursive: true });
    file = openSync(path, 'a');
  });
  return {
    write: (line) => {
      const open = file;
      if (open !== null) guarded(() => writeSync(open, line));
    },
    close: () => {
      if (file !== null) closeSync(file);
      file = null;
    },
  };
}

/** The event without what is for the event file alone. */
export function withoutDetails(event: Event): Event {
  const { stack: _, lines: __, ...rest } = event as Event & { stack?: string; lines?: readonly string[] };
  return rest as Event;
}
