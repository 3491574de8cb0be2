import { expect } from 'chai';
import type { Folds } from '../../../schema/types.ts';
import { affordable, isCheaper, type Load, Pace, type Plan } from '../../../stages/folds/plan.ts';
import { whole } from '../../kernel/whole.ts';

const FOLDS: Folds = {
  ...whole('folds', {}),
  hurry: { dense_steps: 20, steps: 8, refit_steps: 4, size_ratio: 0.6 },
};
const TABLE: Load = { tables: 1, rows: 80, views: 11, inputs: 5, outputs: 1 };
const MANY: Load = { ...TABLE, tables: 100, views: 6 };
const sum = (values: readonly number[]) => values.reduce((all, value) => all + value, 0);

describe('what a search over folds can afford', () => {
  it('is all that is asked for where there is time', () => {
    const plan = affordable(FOLDS, TABLE, 1000);
    expect(plan).to.include({ hurried: false, isEnough: true });
    expect(plan.folds).to.deep.equal(FOLDS);
  });

  it('is less with less time, down to the smallest kind in a hurry', () => {
    const plans = [1000, 100, 30, 10, 1, 0.01].map((seconds) => affordable(FOLDS, MANY, seconds));
    const costs = plans.map(({ first }) => sum(first));
    expect(costs).to.deep.equal(costs.toSorted((a, b) => b - a));
    const last = plans.at(-1);
    expect(last).to.include({ hurried: true, isEnough: false });
    expect(last?.folds.drawn).to.deep.equal([{ depth: 1, neurons: 3, linear: false, decay: 'evidence' }]);
    expect(last?.folds.starts).to.equal(1);
  });

  it('is in a hurry of kinds of different sizes, not of one size twice', () => {
    const drawn: Folds['drawn'] = [
      { depth: 2, neurons: 2, linear: false, decay: 0.1 },
      { depth: 1, neurons: 4, linear: false, decay: 0.1 },
      { depth: 1, neurons: 4, linear: false, decay: 0.3 },
      { depth: 1, neurons: 2, linear: true, decay: 0.1 },
    ];
    const { folds, hurried } = affordable({ ...FOLDS, drawn }, MANY, 4);
    expect(hurried).to.equal(true);
    expect(folds.drawn.map(({ neurons }) => neurons)).to.deep.equal([2, 4]);
  });

  it('is in a hurry of the first kind as it is, before small ones', () => {
    const seconds = [20, 14, 10, 7, 5, 3.5, 2.5, 1.8];
    const hurried = seconds.map((each) => affordable(FOLDS, MANY, each)).filter((plan) => plan.hurried);
    expect(hurried[0]?.folds.drawn[0]).to.deep.equal(FOLDS.drawn[0]);
    expect(hurried.at(-1)?.folds.drawn[0]).to.include({ neurons: 3 });
  });

  it('reads no tables where time is shortest, and counts what reading takes', () => {
    const read = {
      ...FOLDS.drawn[1],
      depth: 1,
      neurons: 7,
      linear: true,
      decay: 'evidence',
      read: true,
    } as const;
    const drawn: Folds['drawn'] = [read, ...FOLDS.drawn];
    expect(affordable({ ...FOLDS, drawn }, MANY, 1000).folds.drawn).to.deep.equal(drawn);
    expect(affordable({ ...FOLDS, drawn }, MANY, 0.01).folds.drawn).to.deep.equal([
      { depth: 1, neurons: 3, linear: false, decay: 'evidence' },
    ]);
    const alone = (kind: Folds['drawn'][number]) => affordable({ ...FOLDS, drawn: [kind] }, MANY, 1000).first;
    expect(alone(read)[0]).to.be.above(alone({ ...read, read: false })[0] as number);
    expect(alone(read).slice(1)).to.deep.equal(alone({ ...read, read: false }).slice(1));
  });

  it('begins with few links where they are asked for', () => {
    const read = { depth: 1, neurons: 7, linear: true, decay: 'evidence', read: true } as const;
    const sizes = [{ ...read, few: true }, read].map(
      (kind) => affordable({ ...FOLDS, drawn: [kind] }, MANY, 1000).first.length,
    );
    expect(sizes[0]).to.be.below(sizes[1] as number);
  });

  it('is cheaper with less time, until nothing is', () => {
    const [long, short, none] = [100, 1, 0.001].map((seconds) => affordable(FOLDS, MANY, seconds)) as [
      Plan,
      Plan,
      Plan,
    ];
    expect(isCheaper(short, long)).to.equal(true);
    expect(isCheaper(long, short)).to.equal(false);
    expect(isCheaper(affordable(FOLDS, MANY, 0.0001), none)).to.equal(false);
  });

  it('keeps settings that are already less than a hurry has', () => {
    const slow = affordable({ ...FOLDS, dense_steps: 5 }, MANY, 0.01);
    expect(slow.first.length).to.be.below(affordable(FOLDS, MANY, 0.01).first.length);
  });
});

describe('the pace of searches', () => {
  const plan = affordable(FOLDS, MANY, 10);

  it('is what was thought before anything was measured', () => {
    expect(new Pace().worth(7)).to.equal(7);
    expect(new Pace().isTooLong(plan, sum(plan.first))).to.equal(false);
  });

  it('follows what steps took, and never hopes for more than was thought', () => {
    const pace = new Pace();
    const thought = sum(plan.first.slice(2, 12));
    pace.note(plan, { from: 2, to: 12, seconds: 4 * thought });
    expect(pace.worth(8)).to.be.closeTo(2, 1e-9);
    expect(pace.isTooLong(plan, 4 * sum(plan.first))).to.equal(false);
    expect(pace.isTooLong(plan, 2 * sum(plan.first))).to.equal(true);
    pace.note(plan, { from: 2, to: 12, seconds: thought / 3 });
    expect(pace.worth(8)).to.equal(8);
  });

  it('learns nothing from steps of which nothing was thought', () => {
    const pace = new Pace();
    pace.note(plan, { from: 0, to: plan.first.length + 1, seconds: 1e6 });
    pace.note({ ...plan, first: [] }, { from: 0, to: 5, seconds: 1e6 });
    expect(pace.worth(8)).to.equal(8);
  });
});
