import { expect } from 'chai';
import { plan } from '../../dag/plan.ts';
import { integer, pick, uniform } from '../../random/distributions.ts';
import { openStream } from '../../random/stream.ts';
import { damage, otherParameter, randomPlan, stagesOf, textsOf } from './random-state.ts';
import { Workshop } from './workshop.ts';

/** Graphs of each property: more of them in a soak. */
const GRAPHS = process.env.SOAK ? 300 : 25;

describe('a random graph', function () {
  this.timeout(GRAPHS * 6000);

  it('ends, after failures, interruptions and damage, in what a clean run gives', async () => {
    for (let graph = 0; graph < GRAPHS; graph++) {
      const stream = openStream('random graphs', graph);
      const found = randomPlan(stream);
      const [clean, worn] = [new Workshop(), new Workshop()];
      try {
        const expected = await textsOf((await clean.run(stagesOf(found, { failing: new Set() }))).artifacts);
        for (let round = integer(stream, 5); round > 0; round--) {
          const failing = new Set(found.x.flatMap((_, i) => (uniform(stream, 0, 1) < 0.2 ? [`s${i}`] : [])));
          const stop = new AbortController();
          const last = uniform(stream, 0, 1) < 0.3 ? `s${integer(stream, found.x.length)}` : '';
          const onStage = (name: string) => void (name === last && stop.abort());
          const parallel = 1 + integer(stream, 3);
          const keepGoing = pick(stream, [true, false]);
          await worn.run(stagesOf(found, { failing, onStage }), { signal: stop.signal, parallel, keepGoing });
          await damage(stream, worn);
        }
        const { outcome, artifacts } = await worn.run(stagesOf(found, { failing: new Set() }));
        expect(outcome, `graph ${graph}`).to.equal('done');
        expect(await textsOf(artifacts), `graph ${graph}`).to.deep.equal(expected);
      } finally {
        clean.remove();
        worn.remove();
      }
    }
  });

  it('runs, in any state, what a dry run says it would, and of the rest only what it says may run', async () => {
    const open = { ran: 0, stayed: 0 };
    for (let graph = 0; graph < GRAPHS; graph++) {
      const stream = openStream('random states', graph);
      let found = randomPlan(stream);
      const shop = new Workshop();
      try {
        const salt = () => (uniform(stream, 0, 1) < 0.3 ? String(uniform(stream, 0, 1)) : '');
        for (let round = 0; round < 4; round++) {
          const stages = stagesOf(found, { failing: new Set(), salt });
          const planned = await plan(stages, { pipeline: 'test', store: shop.store, hashes: true });
          const named = (state: string) =>
            planned.filter((one) => one.state === state).map((one) => one.stage.name);
          await shop.run(stages);
          expect(shop.started, `graph ${graph}`).to.include.members(named('stale'));
          expect([...named('stale'), ...named('open')], `graph ${graph}`).to.include.members(shop.started);
          const ran = named('open').filter((name) => shop.started.includes(name)).length;
          open.ran += ran;
          open.stayed += named('open').length - ran;
          await damage(stream, shop);
          if (uniform(stream, 0, 1) < 0.5) found = otherParameter(stream, found);
        }
      } finally {
        shop.remove();
      }
    }
    expect(open.ran, 'stages that might run, and did').to.be.above(0);
    expect(open.stayed, 'stages that might run, and did not').to.be.above(0);
  });
});
