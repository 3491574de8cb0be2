import { stripVTControlCharacters } from 'node:util';
import type { Event } from '../dag/event.ts';
import { duration } from './duration.ts';

/** How an event that stays on the screen went: decides its sign and colour. */
export type Tone = 'good' | 'bad' | 'plain';

export interface Sentence {
  readonly tone: Tone;
  readonly text: string;
}

/** The line that an event leaves behind, or null. Starts and progress leave none: they pass. */
export function sentence(event: Event): Sentence | null {
  switch (event.kind) {
    case 'stage-fresh':
      return { tone: 'good', text: `${event.stage}: up to date` };
    case 'stage-finished':
      return { tone: 'good', text: `${event.stage}: done in ${duration(event.seconds)}` };
    case 'stage-failed':
      return { tone: 'bad', text: clean(`${event.stage}: ${event.message}`) };
    case 'stage-interrupted':
      return { tone: 'bad', text: `${event.stage}: interrupted` };
    case 'stage-notice':
      return { tone: 'plain', text: clean(`${event.stage}: ${event.text}`) };
    case 'run-finished':
      return ending(event);
    default:
      return null;
  }
}

/** Names that are listed; what is left of more is counted. */
const NAMES = 10;

function ending(event: Extract<Event, { kind: 'run-finished' }>): Sentence {
  const { outcome, seconds, failed = [], unrun = [] } = event;
  if (outcome === 'done') return { tone: 'good', text: `done in ${duration(seconds)}` };
  if (outcome === 'interrupted')
    return { tone: 'bad', text: 'interrupted; the same command goes on from here' };
  const parts = [`failed after ${duration(seconds)}${listed(': ', failed)}`, listed('not run: ', unrun)];
  return { tone: 'bad', text: clean(parts.filter(Boolean).join('; ')) };
}

function listed(head: string, names: readonly string[]): string {
  if (names.length === 0) return '';
  const more = names.length > NAMES ? ` and ${names.length - NAMES} more` : '';
  return `${head}${names.slice(0, NAMES).join(', ')}${more}`;
}

/** Text on one line without control characters: a file's content, which a message may quote, must not steer a terminal. */
export function clean(text: string): string {
  return stripVTControlCharacters(text)
    .replace(/\s+/g, ' ')
    .replace(/\p{Cc}/gu, '');
}
