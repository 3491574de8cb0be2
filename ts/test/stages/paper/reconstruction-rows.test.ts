import { expect } from 'chai';
import { joined, pooledRows } from '../../../stages/paper/reconstruction-rows.ts';

/** Two decoders (of 1 and 3 hidden layers), three networks of 3 hidden layers. */
const measures = {
  mpe: Float32Array.of(10, 20, 90, 40, 5, 6),
  fvu: Float32Array.of(0.5, 0.05, 0.7, 0.01, 0.02, 0.3),
  constant_mpe: Float32Array.of(50, 60, 70),
  constant_fvu: Float32Array.of(1, 1.25, 1.5),
};

describe('the rows of a reconstruction', () => {
  const rows = pooledRows([1, 3], 3, measures);
  const row = (name: unknown) => rows.find(({ decoder }) => decoder === name);

  it('are each decoder, the best, the oracle and the constant, for the one encoder', () => {
    expect(rows.map(({ decoder }) => decoder)).to.deep.equal([1, 3, 'best', 'oracle', 'constant']);
    expect(rows.every(({ encoder }) => encoder === 3)).to.equal(true);
  });

  it('pool MPE by mean and median, FVU by median and by the share of R2 of at least 0.9', () => {
    expect(row(1)).to.deep.include({ mpe_mean: 40, mpe_median: 20, fvu_median: 0.5, r2_share_90: 1 / 3 });
    expect(row('constant')).to.deep.include({
      mpe_mean: 60,
      mpe_median: 60,
      fvu_median: 1.25,
      r2_share_90: 0,
    });
  });

  it('call the decoder of the least mean MPE the best, although another one is better for some networks', () => {
    expect(row('best')).to.deep.equal({ ...row(3), decoder: 'best' });
    expect(row('best')?.mpe_mean).to.equal(17);
  });

  it('are the same when networks were measured in parts', () => {
    const part = (networks: readonly number[]) => ({
      mpe: [0, 3].flatMap((d) => networks.map((i) => measures.mpe[d + i] ?? Number.NaN)),
      fvu: [0, 3].flatMap((d) => networks.map((i) => measures.fvu[d + i] ?? Number.NaN)),
      constant_mpe: networks.map((i) => measures.constant_mpe[i] ?? Number.NaN),
      constant_fvu: networks.map((i) => measures.constant_fvu[i] ?? Number.NaN),
    });
    expect(pooledRows([1, 3], 3, joined([part([0, 1]), part([2])], 2))).to.deep.equal(rows);
  });

  it('take for the oracle each network by the decoder of its own least MPE, with the FVU of that decoder', () => {
    expect(row('oracle')).to.deep.include({ mpe_mean: 7, mpe_median: 6, r2_share_90: 1 / 3 });
    // Of 0.5, 0.02 and 0.3: for the first network decoder 1 has the less MPE and the greater FVU.
    expect(row('oracle')?.fvu_median).to.be.closeTo(0.3, 1e-6);
  });

  it('have null for what is not finite, and an oracle that passes it by', () => {
    const broken = { ...measures, mpe: Float32Array.of(Number.NaN, 20, 90, 40, Infinity, 6) };
    const [one, three, , oracle] = pooledRows([1, 3], 3, broken);
    expect([one?.mpe_mean, three?.mpe_mean]).to.deep.equal([null, null]);
    expect(oracle?.mpe_mean).to.equal((40 + 20 + 6) / 3);
  });
});
