import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** What a page asks for: a sentence names a file and a place in it, and the block below it says what comes there. */
export interface Step {
  readonly sentence: string;
  readonly file: string;
  readonly how: 'file' | 'before' | 'instead' | 'as' | 'added';
  /** A line's beginning, a text, or a path in JSON. */
  readonly place: string;
  readonly text: string;
}

const SENTENCES: readonly (readonly [Step['how'], RegExp])[] = [
  ['before', /In `([^`]+)`, before `([^`]+)`:$/],
  ['instead', /In `([^`]+)`, instead of `([^`]+)`:$/],
  ['as', /In `([^`]+)`, as `([^`]+)`:$/],
  ['added', /In `([^`]+)`, added to `([^`]+)`:$/],
  ['file', /a new file, `([^`]+)`():$/i],
];

/** The steps of the section that has this heading. */
export function stepsOf(page: string, heading: string): Step[] {
  const section =
    readFileSync(page, 'utf8')
      .split(/^## /m)
      .find((part) => part.startsWith(`${heading}\n`)) ?? '';
  return Array.from(
    section.matchAll(/^(.+)\n\n```\w+\n([\s\S]*?)^```$/gm),
    ([, sentence = '', text = '']) => {
      for (const [how, pattern] of SENTENCES) {
        const [, file, place] = pattern.exec(sentence) ?? [];
        if (file !== undefined) return { sentence, file, how, place: place ?? '', text };
      }
      throw new Error(`nobody can follow: ${sentence}`);
    },
  );
}

/** Does what the step says in the folder; throws where the file has no such place. */
export function follow(folder: string, { file, how, place, text, sentence }: Step): void {
  const path = join(folder, file);
  if (how === 'file') {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text, { flag: 'wx' });
    return;
  }
  const before = readFileSync(path, 'utf8');
  const after =
    how === 'before' || how === 'instead' ? inText(before, how, place, text) : inJson(before, place, text);
  if (after === before) throw new Error(`there is no such place: ${sentence}`);
  writeFileSync(path, after);
}

/** The first place that is so. */
function inText(whole: string, how: 'before' | 'instead', place: string, text: string): string {
  if (how === 'instead') return whole.replace(place, () => text.trimEnd());
  const lines = whole.split('\n');
  const at = lines.findIndex((line) => line.startsWith(place));
  return at < 0 ? whole : [...lines.slice(0, at), text.trimEnd(), ...lines.slice(at)].join('\n');
}

/** Into an object or a list of JSON, as its first part: the rest of the file stays as it is written. */
function inJson(whole: string, place: string, text: string): string {
  const steps = place.split('.');
  const isList = whole[openingOf(whole, steps)] === '[';
  const name = isList ? '' : (steps.pop() ?? '');
  const at = openingOf(whole, steps) + 1;
  const part = isList ? text.trimEnd() : `"${name}": ${text.trimEnd()}`;
  return at === 0 ? whole : `${whole.slice(0, at)}\n${part},${whole.slice(at)}`;
}

/** Where the value of the last name begins, each name sought after the one before it; -1 where there is none. */
function openingOf(whole: string, steps: readonly string[]): number {
  let at = 0;
  for (const step of steps) {
    const found = whole.indexOf(`"${step}": `, at);
    if (found < 0) return -1;
    at = found + step.length + 4;
  }
  return at;
}
