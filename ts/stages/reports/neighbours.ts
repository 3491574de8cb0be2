import { errorOf, measuredOf, writtenError } from '../../report/measured.ts';
import { counted, significant } from '../../report/number.ts';
import type { Front, FrontNetwork } from '../../schema/types.ts';

/** From this ratio on, errors are told by how many times one is the other: nobody reads "3092914 % more". */
const TIMES = 10;

/** What the network that is recommended costs and brings beside the next smaller and the next larger of its front. */
export function neighbours(front: Front): string {
  const { networks, chosen } = front;
  const one = networks[chosen];
  if (!one) return '';
  const measured = measuredOf(front);
  const error = ({ validation }: FrontNetwork) => errorOf(measured, validation);
  const said = (network: FrontNetwork) =>
    `${shape(network, front.kind)}, ${measured.error} ${writtenError(measured, error(network))} on left-out rows`;
  const beside = (other: FrontNetwork | undefined, what: string) =>
    other === undefined ? [] : [`${what}: ${said(other)} (${change(error(other) / error(one))})`];
  return [
    `recommended: ${said(one)}${one.nonzeros === 0 ? ': no input was seen to tell more' : ''}`,
    ...beside(networks[chosen - 1], 'one size smaller'),
    ...beside(networks[chosen + 1], 'one size larger'),
  ].join('\n');
}

/** What a network is, in words that need no table beside them. */
function shape({ nonzeros, depth }: FrontNetwork, kind: Front['kind']): string {
  if (nonzeros === 0) return 'a constant';
  const line = kind === 'classification' ? 'a linear model of ' : 'a straight line of ';
  return `${depth === 0 ? line : ''}${counted(nonzeros, 'number')}`;
}

function change(ratio: number): string {
  if (ratio >= TIMES) return `${significant(ratio, 2)} times the error`;
  if (ratio < 0.01) return 'less than 1 % of the error';
  const percent = Math.round(100 * Math.abs(ratio - 1));
  return percent === 0 ? 'the same error' : `${percent} % ${ratio > 1 ? 'more' : 'less'} error`;
}
