import { expect } from 'chai';
import { float32 } from '../../kernel/index.ts';
import type { SearchParameters } from '../../schema/types.ts';
import type { Budget } from '../../stages/budget.ts';
import { descend } from '../../stages/search-descent.ts';
import { SPACE } from '../kernel/whole.ts';
import { clocked, defaultsOf } from './clocked.ts';

const space = { ...SPACE, depths: [1, 2, 3] };
const READINGS = {
  validation_mse: float32(Float32Array.of(1, 2, 3), 3),
  skill: float32(Float32Array.of(0.2, 0.7, 0.5), 3),
};

async function searchIn(unit: Budget['unit'], total: number, cost: number, changes: object = {}) {
  const { kernel, budget, context, asked, clock } = clocked(unit, total, cost, READINGS);
  const defaults = defaultsOf('search_parameters');
  const drawn = { ...defaultsOf('drawn'), networks: 6 };
  const parameters = { ...defaults, drawn, ...changes } as unknown as SearchParameters;
  const history = await descend(context, kernel, 's', space, parameters, budget);
  const begun = asked.filter(({ method }) => method === 'finish_init');
  const offers = asked.filter(({ method }) => method === 'offer_networks');
  return { history, asked, begun, offers, clock, budget };
}

describe('a search in a budget', () => {
  it('scouts every depth with few networks and finishes the ablest with all', async () => {
    const { begun, offers, history } = await searchIn('seconds', 60, 0.05);
    expect(begun.map(({ depths }) => depths)).to.deep.equal([[1, 2, 3], [2]]);
    expect(begun.map(({ finish }) => finish?.networks)).to.deep.equal([16, 32]);
    expect(offers).to.have.length(2);
    expect([...new Set(history.map(({ phase }) => phase))]).to.deep.equal(['latent', 'scout', 'finish']);
  });

  it('takes as many depths further as it is told to, in their order', async () => {
    const { begun } = await searchIn('seconds', 60, 0.05, { scout: { ...defaultsOf('scout'), depths: 2 } });
    expect(begun.at(-1)?.depths).to.deep.equal([2, 3]);
  });

  it('shares its seconds among the latent space, scouting and the finish', async () => {
    const { begun, clock } = await searchIn('seconds', 100, 0.01);
    expect(begun[0]?.at).to.be.within(5, 5.5);
    expect(begun[1]?.at).to.be.within(19, 21);
    expect(clock()).to.be.within(98, 100.5);
  });

  it('shares its steps in the same way, whatever they cost', async () => {
    const steps = async (cost: number) => {
      const { asked, budget } = await searchIn('steps', 200, cost);
      expect(budget.steps).to.equal(200);
      const taken = (wanted: string) =>
        asked.filter(({ method }) => method === wanted).map(({ steps = 0 }) => steps);
      return [taken('search_steps').reduce((sum, steps) => sum + steps), taken('finish_round')];
    };
    expect(await steps(1)).to.deep.equal(await steps(0.001));
  });

  it('keeps to a few steps, offers of drawn networks included', async () => {
    for (const total of [1, 2, 3, 10]) {
      expect((await searchIn('steps', total, 0.05)).budget.steps).to.be.within(1, total);
    }
  });

  it('without scouting finishes all depths, and without drawn networks offers none', async () => {
    const { begun, offers } = await searchIn('seconds', 20, 0.05, {
      scout: { ...defaultsOf('scout'), share: 0 },
      drawn_share: 0,
    });
    expect(begun.map(({ depths }) => depths)).to.deep.equal([[1, 2, 3]]);
    expect(offers).to.have.length(0);
  });

  it('stays in the latent space where there is no finish', async () => {
    const { asked } = await searchIn('steps', 20, 0.05, {
      finish: { ...defaultsOf('finish'), enabled: false },
      latent_share: 1,
    });
    expect(new Set(asked.map(({ method }) => method))).to.deep.equal(new Set(['search_steps']));
  });
});
