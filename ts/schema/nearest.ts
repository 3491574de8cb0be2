import { distance } from 'fastest-levenshtein';

/** The candidate that was probably meant by a mistyped word, or null when none is near. */
export function nearest(word: string, candidates: Iterable<string>): string | null {
  const limit = Math.max(1, Math.ceil(word.length * 0.4));
  let best: string | null = null;
  let least = limit + 1;
  for (const candidate of candidates) {
    const far = distance(word.toLowerCase(), candidate.toLowerCase());
    if (far < least) [best, least] = [candidate, far];
  }
  return best;
}

/** The end of a sentence about a mistyped word: `: did you mean ...?`, or nothing. */
export function didYouMean(word: string, candidates: Iterable<string>): string {
  const meant = nearest(word, candidates);
  return meant === null ? '' : `: did you mean \`${meant}\`?`;
}
