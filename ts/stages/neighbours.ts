import { significant } from '../report/number.ts';
import type { Front, FrontNetwork } from '../schema/types.ts';

/** What the network that is recommended costs and brings beside the next smaller and the next larger of its front. */
export function neighbours({ networks, chosen, kind, unit }: Front): string {
  const one = networks[chosen];
  if (!one) return '';
  const [smaller, larger] = [networks[chosen - 1], networks[chosen + 1]];
  const isClasses = kind === 'classification';
  const measured = isClasses ? 'log-loss' : `RMSE${unit === '' ? '' : ` (${unit})`}`;
  const error = ({ validation }: FrontNetwork) =>
    isClasses ? (validation.log_loss ?? Number.NaN) : Math.sqrt(validation.mse ?? Number.NaN);
  const beside = (other: FrontNetwork | undefined, what: string) =>
    other === undefined
      ? []
      : [
          `${what}: ${other.nonzeros} numbers, ${measured} ${significant(error(other))} on left-out rows (${change(error(other) / error(one))})`,
        ];
  return [
    `recommended: ${one.nonzeros} numbers, ${measured} ${significant(error(one))} on left-out rows`,
    ...beside(smaller, 'one size smaller'),
    ...beside(larger, 'one size larger'),
  ].join('\n');
}

function change(ratio: number): string {
  const percent = Math.round(100 * Math.abs(ratio - 1));
  return percent === 0 ? 'the same error' : `${percent} % ${ratio > 1 ? 'more' : 'less'} error`;
}
