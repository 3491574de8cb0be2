import { percent, significant } from '../number.ts';
import type { Spread } from './statistics.ts';

/** "12.3", or with several seeds "12.3 ± 0.4": mean and standard deviation. */
export function spreadText({ mean, deviation, n }: Spread, digits = 3): string {
  const text = significant(mean, digits);
  return n > 1 && deviation > 0 ? `${text} ± ${significant(deviation, 2)}` : text;
}

/** The same of a share, in whole percent. */
export function shareText({ mean, deviation, n }: Spread): string {
  const text = percent(mean);
  return n > 1 && deviation > 0 ? `${text.replace(' %', '')} ± ${significant(100 * deviation, 2)} %` : text;
}
