import { chosenNetwork, type SearchPage } from './page.ts';

/** What the chosen network answers to the test rows of a classification. */
export interface ClassAnswers {
  readonly labels: readonly string[];
  /** Number of the true class of each row, [S]. */
  readonly truth: readonly number[];
  /** Probability of each class in each row, [S][labels]. */
  readonly probabilities: readonly (readonly number[])[];
}

/** Answers to the test rows; null of numbers, or without test rows. */
export function classAnswers(page: SearchPage): ClassAnswers | null {
  const { labels } = chosenNetwork(page);
  const rows = page.predictions.filter(({ part }) => part === 'test');
  if (labels === undefined || rows.length === 0) return null;
  return {
    labels,
    truth: rows.map(({ truth }) => truth[0] ?? Number.NaN),
    probabilities: rows.map(({ prediction }) => prediction),
  };
}

/** The most probable class of each row; of equals the first. */
export function guesses({ probabilities }: ClassAnswers): number[] {
  return probabilities.map((shares) => shares.indexOf(Math.max(...shares)));
}

/** Classes by how many rows are of them, the most frequent first. */
export function classesByCount({ labels, truth }: ClassAnswers): number[] {
  const counts = labels.map((_, which) => truth.filter((each) => each === which).length);
  return labels.map((_, which) => which).toSorted((a, b) => (counts[b] ?? 0) - (counts[a] ?? 0));
}
