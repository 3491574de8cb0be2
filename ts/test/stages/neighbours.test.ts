import { expect } from 'chai';
import type { Front } from '../../schema/types.ts';
import { neighbours } from '../../stages/neighbours.ts';

function front(kind: Front['kind'], unit: string, losses: readonly number[], chosen: number): Front {
  const measures = (loss: number) => (kind === 'classification' ? { log_loss: loss } : { mse: loss });
  const networks = losses.map((loss, i) => ({ nonzeros: 2 + 3 * i, validation: measures(loss) }));
  return { kind, unit, chosen, networks } as unknown as Front;
}

describe('the network that is recommended', () => {
  it('stands beside the next smaller and the next larger, in the unit of the target', () => {
    expect(neighbours(front('regression', 'g', [9, 4, 1], 1)).split('\n')).to.deep.equal([
      'recommended: 5 numbers, RMSE 2.00 g on left-out rows',
      'one size smaller: 2 numbers, RMSE 3.00 g on left-out rows (50 % more error)',
      'one size larger: 8 numbers, RMSE 1.00 g on left-out rows (50 % less error)',
    ]);
  });

  it('is measured by log-loss where it tells classes, and stands alone where there is no other', () => {
    expect(neighbours(front('classification', '', [0.5], 0))).to.equal(
      'recommended: 2 numbers, log-loss 0.500 on left-out rows',
    );
  });
});
