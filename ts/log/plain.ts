import type { Emit } from '../dag/event.ts';
import { clean, sentence } from './sentence.ts';
import { Status } from './status.ts';

/** Seconds between two progress lines of a stage. */
const EVERY = 10;

/** Shows events as lines that stay: for files, pipes and CI. `now`: milliseconds. */
export function plainLines(write: (text: string) => void, now: () => number): Emit {
  const running = new Map<string, { status: Status; told: number }>();
  return (event) => {
    const at = now() / 1000;
    if (event.kind === 'stage-started') {
      running.set(event.stage, { status: new Status(event.stage, event.why, at), told: at });
      write(`${clean(`${event.stage}: started (${event.why})`)}\n`);
    } else if (event.kind === 'stage-progress') {
      const stage = running.get(event.stage);
      stage?.status.update(event, at);
      if (!stage || at - stage.told < EVERY) return;
      stage.told = at;
      write(`${clean(`${event.stage}: ${stage.status.words()}`)}\n`);
    } else {
      const said = sentence(event);
      if (said) write(`${said.text}\n`);
    }
  };
}
