import { expect } from 'chai';
import { openBudget } from '../../stages/budget.ts';

describe('a budget', () => {
  it('keeps back what measuring will take: more with more rows, at most half', () => {
    const [few, many, tooMany] = [100, 50_000, 1e8].map((rows) => openBudget(60, null, rows).total);
    expect(few).to.be.within(58, 58.3);
    expect(many).to.be.within(30, 58);
    expect(tooMany).to.equal(30);
  });

  it('of steps has them all', () => {
    const budget = openBudget(60, 250, 50_000);
    budget.done(40);
    expect([budget.unit, budget.total, budget.spent()]).to.deep.equal(['steps', 250, 40]);
  });
});
