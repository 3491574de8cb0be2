import { SCALES } from '../../report/compressed/scales.ts';
import { counted, share } from '../../report/number.ts';
import type { Compressed } from './compressed.ts';
import type { Size } from './front.ts';

/** What a person is told: sizes before and after, and the proof. */
export function compressedText({ given, found, within, of, proof, about, is_smaller }: Compressed): string {
  const tolerance = of === 'range' ? `${share(within)} of the range` : share(within);
  const head = is_smaller
    ? [
        `before: ${sized(given)}`,
        `after:  ${sized(found)} (${Math.round((100 * found.nonzeros) / given.nonzeros)} % of the numbers)`,
      ]
    : [
        `no smaller network was found that computes the same within ${tolerance}; the given one stands: ${sized(given)}`,
      ];
  const lines = proof.outputs.map(
    ({ name, rms, mean, worst, [of]: scale }) =>
      `  ${name}: root mean square ${number(rms)} (${share(scale > 0 ? rms / scale : 0)} of its ${SCALES[of]} ${number(scale)}), mean ${number(mean)}, worst ${number(worst)}`,
  );
  const labels =
    proof.same_label === null ? [] : [`  the same class for ${share(proof.same_label)} of the rows`];
  const isWithin = proof.relative <= within;
  const verdict = isWithin
    ? `within ${tolerance} on them`
    : `not within ${tolerance} on them, though it was on the rows by which it was chosen: take a larger one of the front, or a smaller tolerance`;
  return [...head, `difference on ${proof.rows} ${about}: ${verdict}`, ...lines, ...labels].join('\n');
}

function sized({ nonzeros, neurons, multiplications, additions }: Size): string {
  const shape = neurons.length === 0 ? 'no hidden layer' : `hidden neurons ${neurons.join(' + ')}`;
  return `${counted(nonzeros, 'number')}, ${shape}; ${counted(multiplications, 'multiplication')} and ${counted(additions, 'addition')} a row`;
}

function number(value: number): string {
  return String(Number(value.toPrecision(3)));
}
