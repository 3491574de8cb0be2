import { setTimeout as delay } from 'node:timers/promises';
import { expect } from 'chai';
import { fitParameters } from '../../../fit/options.ts';
import type { Kernel } from '../../../kernel/index.ts';
import { openBudget } from '../../../stages/budget.ts';
import { Pace } from '../../../stages/folds/plan.ts';
import { foldRows } from '../../../stages/folds/rows.ts';
import { findByFolds } from '../../../stages/folds/search.ts';
import { ofNumbers, partCounts, type SplitTable } from '../../../stages/tables/table.ts';

const ROWS = 60;
const part = Uint8Array.from({ length: ROWS }, (_, row) => (row % 5 === 0 ? 2 : 0));
const table: SplitTable = {
  card: {
    ...ofNumbers(['a'], 'y'),
    table: 'table',
    unit: '',
    rows: { read: ROWS, dropped: 0, ...partCounts(part) },
    noise: 0,
    seed: 0,
  },
  x: Float64Array.from({ length: ROWS }, (_, row) => Math.sin(3.1 * row)),
  y: Float64Array.from({ length: ROWS }, (_, row) => Math.tanh(2 * Math.sin(3.1 * row))),
  part,
  group: null,
};

/** A kernel that takes so many seconds for a step, and finds nothing; what it was asked to hunt for. */
function slowKernel(secondsOf: (hunt: number) => number) {
  const hunts: { drawn: unknown[]; starts: number }[] = [];
  let step = 0;
  const call = async (method: string, content: { folds: never; steps: number }) => {
    switch (method) {
      case 'folds_init':
        hunts.push(content.folds);
        step = 0;
        return { content: { total: 1000 }, tensors: {} };
      case 'folds_steps':
        await delay(1000 * content.steps * secondsOf(hunts.length));
        step += content.steps;
        return { content: { step, over: false, candidates: 0 } };
      case 'folds_found': {
        const none = { dtype: 'float32', shape: [0, 1, 0, 0, 0], data: new Float32Array() };
        return {
          content: { candidates: [] },
          tensors: { networks: none, left_out: none, starts: none, noise: none },
        };
      }
      default:
        return { content: {}, tensors: {} };
    }
  };
  return { hunts, kernel: { hello: { threads: 2 }, call } as unknown as Kernel };
}

async function search(secondsOf: (hunt: number) => number) {
  const checked = fitParameters({ table: 'table.csv', target: 'y', seconds: 3 });
  if (!checked.ok) throw new Error('the options are wrong');
  const parameters = checked.parameters.search;
  const { hunts, kernel } = slowKernel(secondsOf);
  const rows = foldRows(table, { number: 5, repeats: 1 }, parameters);
  const budget = openBudget(parameters.seconds, null, 10);
  const [front] = await findByFolds(
    { signal: new AbortController().signal },
    kernel,
    { parameters, tables: [{ table, rows }], loaded: null, budget, untrained: null, pace: new Pace() },
    () => {},
  );
  expect(front).to.equal(null);
  return hunts;
}

describe('a search over folds in its time', () => {
  it('is begun anew by a cheaper plan where its first steps show that it would not be done', async () => {
    const hunts = await search((hunt) => (hunt === 1 ? 0.1 : 0.001));
    expect(hunts).to.have.length(2);
    const [first, second] = hunts as [(typeof hunts)[number], (typeof hunts)[number]];
    expect(second.drawn.length * second.starts).to.be.below(first.drawn.length * first.starts);
  }).timeout(20_000);

  it('goes on where they are as fast as was thought', async () => {
    expect(await search(() => 0.001)).to.have.length(1);
  }).timeout(20_000);
});
