import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import fc from 'fast-check';
import { result } from '../../bench/result.ts';
import { row } from '../../bench/table.ts';
import { passes, targets } from '../../bench/target.ts';

describe('bench/target', () => {
  it('passes on one side of the limit and fails on the other, whichever way it points', () => {
    const named = fc.constantFrom(...targets.entries());
    fc.assert(
      fc.property(named, fc.double({ min: 1e-3, max: 1e6, noNaN: true }), ([name, target], by) => {
        const above = passes(result(name, target.limit + by, '', ''));
        const below = passes(result(name, target.limit - by, '', ''));
        expect([above, below]).to.deep.equal(target.sign === '>=' ? [true, false] : [false, true]);
      }),
    );
  });

  it('passes at the limit itself, unless the value must be below it', () => {
    for (const [name, { sign, limit }] of targets)
      expect(passes(result(name, limit, '', '')), name).to.equal(sign !== '<');
  });

  it('is missed by what could not be measured', () => {
    expect(passes(result('start.seconds', null, 's', 'why'))).to.equal(false);
  });

  it('asks nothing of other results', () => {
    expect(passes(result('train.roof', 0, '', ''))).to.equal(null);
  });

  it('is explained in docs/bench.md', () => {
    const page = readFileSync('docs/bench.md', 'utf8');
    expect([...targets.keys()].filter((name) => !page.includes(`\`${name}\``))).to.deep.equal([]);
  });
});

describe('bench/table', () => {
  it('shows the target and the verdict beside the value', () => {
    const text = row(result('start.seconds', 6.444, 's', 'three runs'));
    expect(text).to.match(/^start\.seconds +6\.44 s +<= 8 +pass +three runs$/);
    expect(row(result('start.seconds', 8.01, 's', ''))).to.match(/ 8\.01 s +<= 8 +MISS$/);
  });

  it('shows neither where nothing is asked', () => {
    expect(row(result('train.roof', 1234.5, 'networks/s', 'x'))).to.match(/ 1235 networks\/s +x$/);
  });

  it('shows a stroke and the reason for what could not be measured', () => {
    expect(row(result('kernel.ratio_inductor', null, 'times', 'no compiler'))).to.match(
      / - times +no compiler$/,
    );
  });
});
