import type { SizePoint } from '../../report/compressed/page.ts';
import type { Difference } from './difference.ts';
import type { Size } from './front.ts';
import type { Tolerance } from './tolerance.ts';

/** What came of making a network smaller: compressed.json, beside front.json */
export interface Compressed {
  /** The network's file as it was named. */
  readonly network: string;
  /** The tolerance, a share of what `of` says: the standard deviation of the network's answers, or their range. */
  readonly within: number;
  readonly of: Tolerance['of'];
  readonly given: Size;
  readonly found: Size;
  /** Whether any network smaller than the given one is within the tolerance. */
  readonly is_smaller: boolean;
  /** Rows that moved weights, points added to them among these, and rows that chose among sizes. */
  readonly rows: { readonly fit: number; readonly choice: number };
  /** On rows that had no part in the search. */
  readonly proof: Difference;
  /** What the rows of the proof are. */
  readonly about: string;
  /** The chosen network's file. */
  readonly file: string;
  /** All networks of the front, by size, with their differences on the rows that chose. */
  readonly sizes: readonly SizePoint[];
}
