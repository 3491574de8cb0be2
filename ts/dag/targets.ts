import { followers, order, type Stage } from './graph.ts';
import { StageError } from './operation.ts';
import type { Choice } from './plan.ts';

/** What a person asks of a pipeline: words that name stages. */
export interface Asked {
  /** Stages that are wanted; none: all. */
  readonly targets: readonly string[];
  /** Only these and what follows from them; none: all. What they need is made where it is not fresh. */
  readonly from: readonly string[];
  /** These and what follows from them run again. */
  readonly forceFrom: readonly string[];
  /** All run again. */
  readonly force: boolean;
}

/**
 * The choice among `stages` that words mean: a stage's name, the name of a matrix before its @ for all of its items, or a
 * pattern, where * stands for any letters and ? for one. Throws a StageError for a word that means none.
 */
export function choose(stages: readonly Stage[], { targets, from, forceFrom, force }: Asked): Choice {
  const wanted = targets.length > 0 ? meant(stages, targets) : stages.map(({ name }) => name);
  // Where the stages make no graph, that is told before anything is followed.
  const about = order(stages, wanted);
  const later = from.length > 0 ? followers(stages, meant(stages, from)) : null;
  const chosen = later === null ? wanted : about.map(({ name }) => name).filter((name) => later.has(name));
  if (chosen.length === 0) {
    throw new StageError(`nothing that is wanted follows from ${from.join(', ')}`, 'user');
  }
  const isWhole = targets.length === 0 && later === null;
  const run = new Set(order(stages, chosen).map(({ name }) => name));
  const again = [...followers(stages, meant(stages, forceFrom))].filter((name) => run.has(name));
  return {
    ...(isWhole ? {} : { targets: chosen }),
    ...(force ? { force: 'all' as const } : again.length > 0 ? { force: again } : {}),
  };
}

/** Names of stages that words mean, each once. */
export function meant(stages: readonly Stage[], words: readonly string[]): string[] {
  const names = stages.map(({ name }) => name);
  const found = words.flatMap((word) => {
    if (names.includes(word)) return [word];
    const pattern = patternOf(word);
    const matching = names.filter((name) => pattern.test(name) || name.startsWith(`${word}@`));
    if (matching.length > 0) return matching;
    throw new StageError(`there is no stage ${word}; the stages are ${names.join(', ')}`, 'user');
  });
  return [...new Set(found)];
}

function patternOf(word: string): RegExp {
  const plain = word.replace(/[.+^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`^${plain.replaceAll('*', '.*').replaceAll('?', '.')}$`, 'su');
}
