import { realpathSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { needed, type Stage } from '../dag/graph.ts';
import type { Store } from '../dag/store.ts';
import { readResults } from '../stages/results.ts';

/** What a run has made: folders of artifacts by stage. */
export interface Made {
  readonly pipeline: string;
  readonly store: Store;
  readonly artifacts: Readonly<Record<string, string>>;
}

/** What the stages have to say on which no other stage stands: their text, then their files, a line each. */
export function resultsText(stages: readonly Stage[], made: Made): string {
  const used = new Set(stages.flatMap(needed));
  const ends = stages.filter(({ name }) => !used.has(name));
  return ends
    .flatMap(({ name }) => {
      const results = readResults(made.artifacts[name] ?? '', made.store.cwd);
      return results === null ? [] : [{ name, ...results }];
    })
    .map(({ name, text, files }) => {
      const named = Object.entries(files).map(
        ([word, path]) => [word, throughOut(name, path, made)] as const,
      );
      return filesText(text, Object.fromEntries(named));
    })
    .join('\n');
}

/** Text, then files by the words that stand before them, then what to do with the chosen network. */
export function filesText(text: string, files: Readonly<Record<string, string>>): string {
  const lines = Object.entries(files).map(([word, path]) => `${word}: ${path}\n`);
  return `${text.trimEnd()}\n\n${lines.join('')}${nextCommands(files)}`;
}

/** What to do with the chosen network, or with those of groups, where there are some. */
function nextCommands({ chosen, groups, networks }: Readonly<Record<string, string>>): string {
  if (chosen !== undefined)
    return commands(`predict ${quoted(chosen)} TABLE.csv > predictions.csv`, [
      `explain ${quoted(chosen)}`,
      `export ${quoted(chosen)} --to c > predict.c`,
    ]);
  if (groups === undefined || networks === undefined) return '';
  return commands(`predict ${quoted(groups)} TABLE.csv > predictions.csv`, [
    `explain ${quoted(networks)}/GROUP`,
    `export ${quoted(networks)}/GROUP --to c > predict.c`,
  ]);
}

function commands(first: string, others: readonly string[]): string {
  return `\nnext: npx swat ${first}\n${others.map((each) => `      npx swat ${each}\n`).join('')}`;
}

/** As a shell takes it. */
function quoted(path: string): string {
  return /[^\w./@-]/.test(path) ? `'${path.replaceAll("'", "'\\''")}'` : path;
}

/** A file of the run as its path through `out`, where a link leads to it: that of stage `own`, or else of another. */
function throughOut(own: string, path: string, { pipeline, store, artifacts }: Made): string {
  for (const stage of [own, ...Object.keys(artifacts)]) {
    const inside = relative(artifacts[stage] ?? '', resolve(store.cwd, path));
    const link = store.linkPath(pipeline, stage);
    if (inside.startsWith('..') || !leadsTo(link, artifacts[stage] ?? '')) continue;
    return relative(store.cwd, join(link, inside));
  }
  return path;
}

function leadsTo(link: string, folder: string): boolean {
  try {
    return realpathSync(link) === realpathSync(folder);
  } catch {
    return false;
  }
}
