import { StageError } from '../../dag/operation.ts';

/** How far answers may be off: a share of the standard deviation of the given network's answers, or of their range. */
export interface Tolerance {
  /** Above 0, at most 1. */
  readonly share: number;
  readonly of: 'deviation' | 'range';
}

const WORDS = /^\s*(\d+\.?\d*|\.\d+)\s*(%?)(?:\s+of\s+(?:the\s+)?(deviation|range))?\s*$/;

/** .01, 1%, or "1% of range". Throws a StageError of the user's for anything else. */
export function toleranceOf(within: number | string): Tolerance {
  const [, digits, percent, of = 'deviation'] = WORDS.exec(String(within)) ?? [];
  const share = Number(digits) / (percent ? 100 : 1);
  if (share > 0 && share <= 1) return { share, of: of as Tolerance['of'] };
  throw new StageError(
    `within: expected a share such as 1%, 0.01 or "1% of range", at most 100 %, got ${within}`,
    'user',
  );
}
