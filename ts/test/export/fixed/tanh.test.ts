import { expect } from 'chai';
import { sigmoidFixed, TANH_END, TANH_ERROR, tanhFixed } from '../../../export/fixed/tanh.ts';

describe('tanh and sigmoid in whole numbers', () => {
  it('are off by no more than is said, for every argument', () => {
    let [tanh, sigmoid] = [0, 0];
    for (let v = -TANH_END - 1000; v <= TANH_END + 1000; v++) {
      tanh = Math.max(tanh, Math.abs(tanhFixed(v) - 32768 * Math.tanh(v / 65536)));
      sigmoid = Math.max(sigmoid, Math.abs(sigmoidFixed(v) - 32768 / (1 + Math.exp(-v / 32768))));
    }
    expect(tanh).to.be.within(1, TANH_ERROR);
    expect(sigmoid).to.be.within(0.5, TANH_ERROR);
  });

  it('are odd about their middle, and take any number of 32 bits', () => {
    for (const v of [1, 77, 4096, 100_001, TANH_END - 1, TANH_END, 2 ** 31 - 1]) {
      expect(tanhFixed(-v)).to.equal(-tanhFixed(v));
      expect(sigmoidFixed(v) + sigmoidFixed(-v)).to.be.within(32768, 32769);
    }
    expect([tanhFixed(0), sigmoidFixed(0)]).to.deep.equal([0, 16384]);
    expect([tanhFixed(2 ** 31 - 1), sigmoidFixed(1 - 2 ** 31)]).to.deep.equal([32767, 1]);
  });
});
