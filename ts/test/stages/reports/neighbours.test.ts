import { expect } from 'chai';
import type { Front } from '../../../schema/types.ts';
import { neighbours } from '../../../stages/reports/neighbours.ts';

function front(kind: Front['kind'], unit: string, losses: readonly number[], chosen: number): Front {
  const measures = (loss: number) => (kind === 'classification' ? { log_loss: loss } : { mse: loss });
  const networks = losses.map((loss, i) => ({ nonzeros: 2 + 3 * i, depth: 1, validation: measures(loss) }));
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

  it('is called a constant or a straight line where it is one', () => {
    const networks = [0, 1].map((nonzeros) => ({
      nonzeros,
      depth: 0,
      validation: { mse: 4 - 3 * nonzeros },
    }));
    const lines = { kind: 'regression', unit: '', chosen: 0, networks } as unknown as Front;
    expect(neighbours(lines).split('\n')).to.deep.equal([
      'recommended: a constant, RMSE 2.00 on left-out rows: no input was seen to tell more',
      'one size larger: a straight line of 1 number, RMSE 1.00 on left-out rows (50 % less error)',
    ]);
  });

  it('is called a linear model where it tells classes without hidden neurons', () => {
    const networks = [{ nonzeros: 2, depth: 0, validation: { log_loss: 0.5 } }];
    const classes = { kind: 'classification', unit: '', chosen: 0, networks } as unknown as Front;
    expect(neighbours(classes)).to.equal(
      'recommended: a linear model of 2 numbers, log-loss 0.500 on left-out rows',
    );
  });

  it('is compared in times where a percentage would have four digits and more', () => {
    const [, smaller, larger] = neighbours(front('regression', '', [9e8, 9, 9e-8], 1)).split('\n');
    expect(smaller).to.match(/\(10,000 times the error\)$/);
    expect(larger).to.match(/\(less than 1 % of the error\)$/);
  });
});
