import { expect } from 'chai';
import { randomSample } from '../../random/mersenne.ts';

describe("numpy's RandomState(seed).random_sample", () => {
  it('is the same to the last bit', () => {
    const values = randomSample(0, 10_000);
    expect([...values.slice(0, 3)]).to.deep.equal([
      0.5488135039273248, 0.7151893663724195, 0.6027633760716439,
    ]);
    expect([...values.slice(5000, 5003)]).to.deep.equal([
      0.3667802195520107, 0.29762417966413823, 0.06859959090399603,
    ]);
    expect(values.at(-1)).to.equal(0.8135750799512289);
  });

  it('is another for another seed', () => {
    expect([...randomSample(42, 3)]).to.deep.equal([
      0.3745401188473625, 0.9507143064099162, 0.7319939418114051,
    ]);
  });
});
