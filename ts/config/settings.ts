import { readSource, type Source } from './source.ts';

/** A value for one of a pipeline's `vars`, as the command line has it, and how it is taken. */
export interface Setting {
  readonly text: string;
  readonly reading: Reading;
}

export type Settings = Readonly<Record<string, Setting>>;

/** As YAML; as YAML whose scalars are all words; as the text itself. */
type Reading = 'yaml' | 'words' | 'text';

export function readSetting({ text, reading }: Setting): Pick<Source, 'value' | 'errors'> {
  if (reading === 'text') return { value: text, errors: [] };
  return readSource('-S', text, reading === 'words' ? 'words' : 'values');
}

/** Every setting as YAML. */
export function asYaml(texts: Readonly<Record<string, string>>): Settings {
  const entries = Object.entries(texts).map(([name, text]) => [name, { text, reading: 'yaml' as const }]);
  return Object.fromEntries(entries);
}

/**
 * How else a setting can be meant, one change at a time: a column may be called `2021`, `null` or `a: b`. What opens a
 * list, a mapping or quotes is never the text itself: its YAML is to be mended.
 */
export function otherwise(name: string, { text }: Setting): Settings[] {
  const readings: Reading[] = /^\s*[[{"']/.test(text) ? ['words'] : ['words', 'text'];
  return readings.map((reading) => ({ [name]: { text, reading } }));
}
