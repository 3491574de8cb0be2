import { expect } from 'chai';
import type { RivalParameters } from '../../../schema/types.ts';
import type { Budget } from '../../../stages/budget.ts';
import {
  finishAgainAndAgain,
  fitGrid,
  pruneAgainAndAgain,
  searchAtRandom,
  type Work,
} from '../../../stages/rivals/loop.ts';
import { SPACE } from '../../kernel/whole.ts';
import { type Asked, clocked, defaultsOf } from '../clocked.ts';

/** A rival's work on a clock that the kernel moves. */
function workOn(unit: Budget['unit'], total: number, cost: number, changes: object = {}) {
  const { kernel, budget, context, asked, clock } = clocked(unit, total, cost);
  const parameters = { ...defaultsOf('rival_parameters'), ...changes } as unknown as RivalParameters;
  const work: Work = { context, kernel, handle: 'r', parameters, space: SPACE, budget };
  return { work, asked, clock };
}

describe('direct pruning in a budget', () => {
  const attempts = (asked: readonly Asked[]) => asked.filter(({ to }) => to === 1).length;

  for (const [unit, total, cost, steps, wanted] of [
    ['seconds', 60, 0.01, 2000, 3],
    ['seconds', 60, 0.01, 50_000, 1],
    ['seconds', 7, 1, 100, 1],
    ['steps', 1000, 0.01, 250, 4],
    ['steps', 999, 0.01, 5000, 1],
  ] as const) {
    it(`cuts ${total} ${unit} into ${wanted} equal attempts of about ${steps} steps at ${cost} s`, async () => {
      const direct_prune = { ...defaultsOf('direct_prune'), attempt_steps: steps };
      const { work, asked, clock } = workOn(unit, total, cost, { direct_prune });
      await pruneAgainAndAgain(work);
      expect(attempts(asked)).to.equal(wanted);
      expect(unit === 'steps' ? work.budget.steps : clock()).to.be.within(0.95 * total, total + 2 * cost);
      let reached = 0;
      for (const { from = 0, to = 0 } of asked) {
        // Before the attempts the rate is tried, which goes nowhere.
        expect(from).to.be.at.least(reached === 1 ? 0 : reached - 1e-8);
        expect(from).to.be.lessThan(to);
        expect(from - (reached === 1 ? 0 : reached)).to.be.lessThan(0.2);
        reached = to;
      }
    });
  }

  it('goes by the same progress for the same steps, whatever the machine', async () => {
    const [slow, fast] = [workOn('steps', 500, 1), workOn('steps', 500, 0.001)];
    await pruneAgainAndAgain(slow.work);
    await pruneAgainAndAgain(fast.work);
    const requests = (asked: readonly Asked[]) => asked.map(({ steps, from, to }) => [steps, from, to]);
    expect(requests(slow.asked)).to.deep.equal(requests(fast.asked));
  });
});

describe('the finish from drawn networks in a budget', () => {
  const DEFAULTS = { ...defaultsOf('finish_only'), drawn: { ...defaultsOf('drawn'), networks: 8 } };

  it('has all of its rounds in every cycle, from fresh networks', async () => {
    const finish_only = { ...DEFAULTS, cycle_seconds: 20 };
    const { work, asked, clock } = workOn('seconds', 60, 0.05, { finish_only });
    await finishAgainAndAgain(work);
    const begun = asked.filter(({ method }) => method === 'finish_init');
    expect(asked.filter(({ method }) => method === 'offer_networks')).to.have.length(3);
    expect(begun.map(({ rounds }) => rounds)).to.deep.equal([30, 30, 30]);
    expect(asked.filter(({ method }) => method === 'end_round')).to.have.length(90);
    expect(clock()).to.be.within(55, 60.1);
  });

  it('stops in the middle of the rounds where a step takes too long for all', async () => {
    const finish_only = DEFAULTS;
    const { work, clock } = workOn('seconds', 10, 2, { finish_only });
    await finishAgainAndAgain(work);
    expect(clock()).to.be.within(10, 12);
  });

  it('takes no more steps than there are', async () => {
    const finish_only = { ...DEFAULTS, cycle_steps: 40 };
    const { work, asked } = workOn('steps', 80, 0.1, { finish_only });
    await finishAgainAndAgain(work);
    expect(work.budget.steps).to.be.within(70, 80);
    expect(asked.filter(({ method }) => method === 'finish_init')).to.have.length(2);
  });
});

describe('the other rivals in a budget', () => {
  it('draw batch after batch until the time is over', async () => {
    const { work, asked, clock } = workOn('seconds', 3, 0.5, { random_search: { networks: 4, rows: 0 } });
    await searchAtRandom(work);
    expect(asked).to.have.length(6);
    expect(clock()).to.equal(3);
  });

  it('begin no network of scikit-learn that would not be done in time, but always one', async () => {
    const { work, asked, clock } = workOn('seconds', 10, 3);
    await fitGrid(work);
    expect(asked).to.have.length(3);
    expect(clock()).to.equal(9);
    const late = workOn('seconds', 1, 3);
    await fitGrid(late.work);
    expect(late.asked).to.have.length(1);
    const counted = workOn('steps', 5, 3);
    await fitGrid(counted.work);
    expect(counted.work.budget.steps).to.equal(5);
  });
});
