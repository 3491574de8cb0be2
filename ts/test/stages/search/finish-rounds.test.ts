import { expect } from 'chai';
import type { Budget } from '../../../stages/budget.ts';
import { runRounds } from '../../../stages/search/finish-rounds.ts';
import { clocked } from '../clocked.ts';

/** Runs rounds on a clock; returns the steps of each and when each was over. */
async function roundsOf(
  unit: Budget['unit'],
  { total = 30, rounds = 10, taper = 1, cost = 0.01, ending = 0.2, stopAfter = Number.POSITIVE_INFINITY },
) {
  const { kernel, budget, context, asked, clock } = clocked(unit, total, cost, undefined, ending);
  const over: number[] = [];
  const { signal } = context;
  await runRounds({ kernel, handle: 's', budget, signal, rounds, end: total, taper }, () => {
    over.push(clock());
    return over.length < stopAfter;
  });
  const steps = over.map(() => 0);
  let round = 0;
  for (const request of asked) {
    if (request.method === 'end_round') round += 1;
    else steps[round] = (steps[round] ?? 0) + (request.steps ?? 0);
  }
  const lasted = over.map((at, i) => at - (over[i - 1] ?? 0));
  return { steps, lasted, clock: clock(), budget };
}

describe('the rounds of a finish', () => {
  it('last equally long, the time that their ends take included, from the first one on', async () => {
    const { lasted, steps, clock } = await roundsOf('seconds', {});
    expect(lasted).to.have.length(10);
    // What the end of a round takes is not known before the first is over.
    for (const time of lasted) expect(time).to.be.closeTo(3, 0.21);
    for (const count of steps.slice(1)) expect(count).to.be.within(277, 281);
    expect(clock).to.be.within(29.9, 30);
  });

  it('last shorter and shorter by the same share where they taper', async () => {
    const { lasted } = await roundsOf('seconds', { total: 100, taper: 8, ending: 0 });
    for (const [i, time] of lasted.slice(1).entries()) {
      expect(time / (lasted[i] ?? 0)).to.be.closeTo(8 ** (-1 / 9), 0.01);
    }
    expect((lasted[0] ?? 0) / (lasted[9] ?? 0)).to.be.closeTo(8, 0.2);
  });

  it('have as many steps each where steps are counted', async () => {
    for (const cost of [0.001, 5]) {
      const { steps, budget } = await roundsOf('steps', { total: 40, taper: 8, cost });
      expect(steps).to.deep.equal(Array(10).fill(4));
      expect(budget.steps).to.equal(40);
    }
  });

  it('have a step at least, and are fewer where steps take long', async () => {
    const { steps, clock } = await roundsOf('seconds', { total: 30, cost: 7, ending: 1 });
    expect(steps).to.deep.equal([1, 1, 1, 1]);
    expect(clock).to.equal(32);
  });

  it('end where they are told to', async () => {
    const { lasted, clock } = await roundsOf('seconds', { stopAfter: 3 });
    expect(lasted).to.have.length(3);
    expect(clock).to.be.closeTo(9, 0.3);
  });
});
