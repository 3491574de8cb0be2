import { expect } from 'chai';
import { openBudget, progressOf } from '../../stages/budget.ts';

describe('a budget', () => {
  it('keeps back what measuring will take: more with more rows, at most half', () => {
    const [few, many, tooMany] = [100, 50_000, 1e8].map((rows) => openBudget(60, null, rows).total);
    expect(few).to.be.within(58, 58.3);
    expect(many).to.be.within(30, 58);
    expect(tooMany).to.equal(30);
  });

  it('tells how far it is by what ends it first: its steps, or the time', () => {
    const told = (unit: 'steps' | 'seconds', spent: number, step: number) =>
      progressOf({ unit, total: 20, spent: () => spent }, step, 1000);
    expect(told('seconds', 8, 165)).to.deep.equal({ done: 8, total: 20, unit: 'seconds' });
    expect(told('seconds', 8, 900)).to.deep.equal({ done: 900, total: 1000, unit: 'steps' });
    expect(told('seconds', 21, 300)).to.deep.equal({ done: 20, total: 20, unit: 'seconds' });
    expect(told('steps', 15, 300)).to.deep.equal({ done: 300, total: 1000, unit: 'steps' });
  });

  it('of steps has them all', () => {
    const budget = openBudget(60, 250, 50_000);
    budget.done(40);
    expect([budget.unit, budget.total, budget.spent()]).to.deep.equal(['steps', 250, 40]);
  });
});
