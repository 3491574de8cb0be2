import { errorOf, measuredOf, writtenError } from '../report/measured.ts';
import type { Front, FrontNetwork } from '../schema/types.ts';

/** What the network that is recommended costs and brings beside the next smaller and the next larger of its front. */
export function neighbours(front: Front): string {
  const { networks, chosen } = front;
  const one = networks[chosen];
  if (!one) return '';
  const measured = measuredOf(front);
  const error = ({ validation }: FrontNetwork) => errorOf(measured, validation);
  const said = (network: FrontNetwork) =>
    `${network.nonzeros} numbers, ${measured.error} ${writtenError(measured, error(network))} on left-out rows`;
  const beside = (other: FrontNetwork | undefined, what: string) =>
    other === undefined ? [] : [`${what}: ${said(other)} (${change(error(other) / error(one))})`];
  return [
    `recommended: ${said(one)}`,
    ...beside(networks[chosen - 1], 'one size smaller'),
    ...beside(networks[chosen + 1], 'one size larger'),
  ].join('\n');
}

function change(ratio: number): string {
  const percent = Math.round(100 * Math.abs(ratio - 1));
  return percent === 0 ? 'the same error' : `${percent} % ${ratio > 1 ? 'more' : 'less'} error`;
}
