import type { FrontNetwork } from '../schema/types.ts';
import { counted, percent, r2, rmse, significant, withUnit } from './number.ts';
import type { SearchPage } from './page.ts';

/** What was found, in two sentences that say the same as the table: better, worse or level. */
export function headline({ front, task }: SearchPage): string[] {
  const network = front.networks[front.chosen];
  if (network === undefined) return ['The search found no network.'];
  const { constant, ols } = front.baselines;
  const error = (mse: number | null) => withUnit(significant(rmse(mse)), task.unit);
  return [
    `${subject(network)} predicts ${task.target} with R² ${r2(network.test.r2)}; least squares reaches ${r2(ols?.test.r2 ?? null)}, a constant ${r2(constant.test.r2)}.`,
    `These are scores on ${counted(task.rows.test, 'test row')} that neither the search nor the choice of the network saw. ` +
      `Its root mean square error there is ${error(network.test.mse)}, ` +
      `${compared(network.test.mse, ols?.test.mse ?? null)} least squares (${error(ols?.test.mse ?? null)}) and ` +
      `${compared(network.test.mse, constant.test.mse)} the constant (${error(constant.test.mse)}).`,
  ];
}

/** What was chosen: a network, a straight line, or the constant. */
function subject({ depth, nonzeros, neurons }: FrontNetwork): string {
  if (nonzeros === 0) return 'No input tells anything of it for sure: the constant';
  if (depth === 0) return `A straight line of ${counted(nonzeros, 'input')}`;
  const hidden = neurons.reduce((sum, width) => sum + width, 0);
  return `A network with ${counted(nonzeros, 'non-zero weight')} and ${counted(hidden, 'hidden neuron')}`;
}

/** "12 % less than" and so on, by root mean square error. */
function compared(mse: number | null, reference: number | null): string {
  const ratio = rmse(mse) / rmse(reference);
  if (!Number.isFinite(ratio)) return 'against';
  const share = percent(Math.abs(ratio - 1));
  if (share === percent(0)) return 'as much as';
  return `${share} ${ratio < 1 ? 'less' : 'more'} than`;
}
