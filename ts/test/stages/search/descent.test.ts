import { expect } from 'chai';
import { float32 } from '../../../kernel/index.ts';
import type { SearchParameters } from '../../../schema/types.ts';
import type { Budget } from '../../../stages/budget.ts';
import { descend } from '../../../stages/search/descent.ts';
import { SPACE } from '../../kernel/whole.ts';
import { type Asked, clocked, defaultsOf } from '../clocked.ts';

const space = { ...SPACE, depths: [1, 2, 3] };
/** What a kernel says of the depths, the second of which is the ablest. */
const readings = (_: readonly Asked[]): number[] => [0.2, 0.7, 0.5];

async function searchIn(
  unit: Budget['unit'],
  total: number,
  cost: number,
  changes: object = {},
  skills = readings,
  growth = 1.01,
  within = space,
) {
  const { kernel, budget, context, asked, clock } = clocked(unit, total, cost, (asked) => ({
    validation_mse: float32(Float32Array.of(1, 2, 3), 3),
    skill: float32(
      Float32Array.from(skills(asked), (skill) => skill * growth ** asked.length),
      3,
    ),
  }));
  const defaults = defaultsOf('search_parameters');
  const drawn = { ...defaultsOf('drawn'), networks: 6 };
  const polish = { ...defaultsOf('polish'), share: 0 };
  const parameters = { ...defaults, drawn, polish, ...changes } as unknown as SearchParameters;
  const history = await descend(context, kernel, 's', within, parameters, budget);
  const begun = asked.filter(({ method }) => method === 'finish_init');
  const offers = asked.filter(({ method }) => method === 'offer_networks');
  return { history, asked, begun, offers, clock, budget };
}

/** A search without regrowing, and one whose cycles have about this length. */
const once = { regrow: { ...defaultsOf('regrow'), enabled: false } };
const regrow = (size: 'cycle_seconds' | 'cycle_steps', length: number) => ({
  regrow: { ...defaultsOf('regrow'), [size]: length, weight_share: 0.2 },
  scout: { ...defaultsOf('scout'), share: 0.15, depths: 2 },
});

describe('a search in a budget', () => {
  it('scouts every depth with few networks and finishes the ablest with all', async () => {
    const { begun, offers, history } = await searchIn('seconds', 60, 0.05, once);
    expect(begun.map(({ depths }) => depths)).to.deep.equal([[1, 2, 3], [2]]);
    expect(begun.map(({ finish }) => finish?.networks)).to.deep.equal([16, 32]);
    expect(begun.map(({ regrow_share }) => regrow_share)).to.deep.equal([null, null]);
    expect(offers).to.have.length(2);
    expect([...new Set(history.map(({ phase }) => phase))]).to.deep.equal(['latent', 'scout', 'finish']);
  });

  it('then regrows, cycle after cycle of the same length, after one cycle at each of the ablest depths', async () => {
    for (const [unit, total, size] of [
      ['seconds', 60, 'cycle_seconds'],
      ['steps', 3000, 'cycle_steps'],
    ] as const) {
      const { begun, offers, history, budget } = await searchIn(unit, total, 0.01, regrow(size, total / 6.5));
      const cycles = begun.slice(1);
      expect(cycles.map(({ depths }) => depths?.[0])).to.deep.equal([2, 3, 2, 2, 2]);
      expect(cycles.map(({ regrow_share }) => regrow_share)).to.deep.equal([null, null, 0.2, 0.2, 0.2]);
      expect(offers).to.have.length(3);
      expect(history.at(-1)?.phase).to.equal('regrow');
      expect(budget.spent()).to.be.within(total * 0.98, total * 1.005);
      const lengths = cycles.slice(1).map(({ at }, i) => at - (cycles[i]?.at ?? 0));
      for (const length of lengths) expect(length).to.be.closeTo(lengths[0] ?? 0, 0.25);
    }
  });

  it('regrows where networks are best by then, of the depths that had a cycle', async () => {
    const skills = (asked: readonly Asked[]) => {
      const cycles = asked.filter(({ method }) => method === 'finish_init').length;
      return cycles < 3 ? [0.2, 0.7, 0.5] : cycles < 5 ? [0.9, 0.7, 0.8] : [0.9, 0.9, 0.8];
    };
    const { begun } = await searchIn('seconds', 60, 0.01, regrow('cycle_seconds', 60 / 6.5), skills);
    expect(begun.slice(1).map(({ depths }) => depths?.[0])).to.deep.equal([2, 3, 3, 3, 2]);
  });

  it('leaves one hidden layer at what scouting gave it, however able it is', async () => {
    const { begun } = await searchIn('seconds', 60, 0.01, regrow('cycle_seconds', 60 / 6.5), () => [
      0.9, 0.2, 0.3,
    ]);
    expect(begun.map(({ depths }) => depths)).to.deep.equal([[1, 2, 3], [3], [2], [3], [3], [3]]);
  });

  it('gives the rest of a cycle that gains nothing to all depths, regrowing where it regrew', async () => {
    const changes = { ...regrow('cycle_seconds', 48 / 2), finish: { ...defaultsOf('finish'), taper: 1 } };
    const { begun, offers, history, budget } = await searchIn('seconds', 60, 0.01, changes, readings, 1);
    expect(begun.map(({ depths }) => depths)).to.deep.equal([[1, 2, 3], [2], [1, 2, 3], [2], [1, 2, 3]]);
    expect(begun.map(({ regrow_share }) => regrow_share)).to.deep.equal([null, null, null, 0.2, 0.2]);
    expect(offers).to.have.length(3);
    const [, first = 0, rest = 0, second = 0] = begun.map(({ at }) => at);
    expect((rest - first) / (second - first)).to.be.closeTo(1 / 3, 0.04);
    expect(history.at(-1)?.phase).to.equal('regrow');
    expect(budget.spent()).to.be.within(59, 60.5);
  });

  it('ends with a polish of what it worked on last, on more rows, with no cuts and no copies', async () => {
    const changes = { ...once, polish: { share: 0.1, rows: 900 } };
    for (const [growth, depths] of [[1.01, [2]] as const, [1, [1, 2, 3]] as const]) {
      const { begun, history, budget } = await searchIn('seconds', 60, 0.01, changes, readings, growth);
      const last = begun.at(-1);
      expect(last?.at).to.be.closeTo(54, 0.3);
      expect(last).to.deep.include({ depths, regrow_share: 0, drawn_share: 0 });
      expect(last?.finish).to.include({ rows: 900, replace_fraction: 0, taper: 1 });
      expect(last?.finish?.fewest).to.be.greaterThan(1e6);
      expect(history.at(-1)?.phase).to.equal('polish');
      expect(budget.spent()).to.be.within(59.9, 60.1);
    }
  });

  it('begins no cycle after its time is over, however long a step takes', async () => {
    const { begun, offers, clock } = await searchIn('seconds', 60, 7, regrow('cycle_seconds', 2));
    expect(begun.length).to.be.greaterThan(2);
    for (const { at } of [...begun, ...offers]) expect(at).to.be.below(60);
    expect(clock()).to.be.below(60 + 2 * 7);
  });

  it('tries one depth alone where there is time for few cycles, or for one', async () => {
    for (const cycles of [1, 2, 4]) {
      const { begun } = await searchIn('seconds', 60, 0.01, regrow('cycle_seconds', 48 / cycles));
      expect(begun.slice(1).map(({ depths }) => depths)).to.deep.equal(Array(cycles).fill([2]));
    }
  });

  it('shares its seconds among the latent space, scouting and the finish', async () => {
    const { begun, clock } = await searchIn('seconds', 100, 0.01, once);
    expect(begun[0]?.at).to.be.within(5, 5.5);
    expect(begun[1]?.at).to.be.within(24.5, 25.5);
    expect(clock()).to.be.within(98, 100.5);
  });

  it('shares its steps in the same way, whatever they cost', async () => {
    const steps = async (cost: number) => {
      const { asked, budget } = await searchIn('steps', 200, cost);
      expect(budget.steps).to.equal(200);
      const taken = (wanted: string) =>
        asked.filter(({ method }) => method === wanted).map(({ steps = 0 }) => steps);
      return [taken('search_steps').reduce((sum, steps) => sum + steps), taken('finish_steps')];
    };
    expect(await steps(1)).to.deep.equal(await steps(0.001));
  });

  it('keeps to a few steps, offers of drawn networks included', async () => {
    for (const total of [1, 2, 3, 10]) {
      expect((await searchIn('steps', total, 0.05)).budget.steps).to.be.within(1, total);
    }
  });

  it('begins in the latent space alone where there is no time for half a cycle, unless all is to be drawn', async () => {
    const shares = async (unit: Budget['unit'], total: number, changes = {}) => {
      const { begun, offers } = await searchIn(unit, total, 0.01, changes);
      return { drawn: begun.slice(0, 2).map(({ drawn_share }) => drawn_share), offers: offers.length };
    };
    // Three quarters of the budget are left after the latent pass and scouting; a cycle takes 5 s or 600 steps.
    expect(await shares('seconds', 3.3)).to.deep.equal({ drawn: [0, 0], offers: 0 });
    expect(await shares('seconds', 3.4)).to.deep.equal({ drawn: [1, 0.9], offers: 2 });
    expect(await shares('steps', 399)).to.deep.equal({ drawn: [0, 0], offers: 0 });
    expect(await shares('steps', 401)).to.deep.equal({ drawn: [1, 0.9], offers: 2 });
    expect(await shares('seconds', 1, { drawn_share: 1 })).to.deep.equal({ drawn: [1, 1], offers: 2 });
  });

  it('begins from drawn networks, however short it is, where all activations are homogeneous', async () => {
    const drawn = async (activations: typeof space.activations) => {
      const within = { ...space, activations };
      const { begun } = await searchIn('seconds', 1, 0.01, {}, readings, 1.01, within);
      return begun.slice(0, 2).map(({ drawn_share }) => drawn_share);
    };
    expect(await drawn(['leaky_relu'])).to.deep.equal([1, 0.9]);
    expect(await drawn(['leaky_relu', 'linear'])).to.deep.equal([1, 0.9]);
    expect(await drawn(['leaky_relu', 'tanh'])).to.deep.equal([0, 0]);
  });

  it('without scouting finishes all depths, and without drawn networks offers none', async () => {
    const { begun, offers } = await searchIn('seconds', 20, 0.05, {
      ...once,
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
