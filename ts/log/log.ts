import type { Emit, Event } from '../dag/event.ts';
import { appender, jsonLines, withoutDetails } from './lines.ts';
import { plainLines } from './plain.ts';
import type { Screen } from './terminal.ts';
import { Terminal } from './terminal.ts';

export type { Screen };

export interface LogOptions {
  /** `json`: events as lines of JSON on stdout, nothing for people. `auto`: for people, on stderr. */
  readonly mode: 'auto' | 'json';
  readonly stderr: Screen;
  readonly stdout: Screen;
  /** Where all events are kept as lines of JSON, for people and for `swat`; null: nowhere. */
  readonly file: string | null;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Variables of the environment, those of the process unless given; NO_COLOR, CI and TERM are read. */
  readonly env?: Readonly<Record<string, string | undefined>>;
}

export interface Log {
  readonly emit: Emit;
  /** Call it when the run is over, however it ended: it tidies the screen and closes the file. */
  close(): Promise<void>;
}

/** Shows a run's events, and keeps them in a file. Stdout is left to results unless `mode` is `json`. */
export function openLog({ mode, stderr, stdout, file, now, env = process.env }: LogOptions): Log {
  const live = mode === 'auto' && stderr.isTTY === true && !env.CI && env.TERM !== 'dumb';
  const colours = live && !env.NO_COLOR;
  const terminal = live ? new Terminal(stderr, colours, now) : null;
  const shown =
    mode === 'json'
      ? jsonLines((line) => stdout.write(line), now)
      : (terminal?.emit ?? plainLines((text) => stderr.write(text), now));
  const kept = file === null ? null : appender(file, (text) => stderr.write(`${text}\n`));
  const keep = kept ? jsonLines(kept.write, now) : null;
  return {
    emit: (event) => {
      keep?.(event);
      shown(withoutDetails(event));
      if (kept && event.kind === 'stage-failed' && event.lines)
        shown(whereLines(event.stage, event.lines, file));
    },
    close: async () => {
      terminal?.close();
      kept?.close();
    },
  };
}

function whereLines(stage: string, { length }: readonly string[], file: string | null): Event {
  const what = length === 1 ? 'the last line' : `the last ${length} lines`;
  return { kind: 'stage-notice', stage, text: `${what} of what its kernel said: ${file}` };
}
