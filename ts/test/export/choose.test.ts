import { expect } from 'chai';
import { chooseByFolds } from '../../export/choose.ts';

const caution = {
  tolerance: 0.25,
  indifference: 0,
  constant_margin: 1,
  line_margin: 1.5,
  network_caution: 0,
  chance: 0,
  line_caution: 0,
};
const ones = new Float64Array(40).fill(1);

/** Errors about `mean`; those of different `seed` differ by about `swing` from row to row. */
function choosable(nonzeros: number, depth: number, mean: number, swing = 0, seed = 1) {
  const swings = ones.map((_, row) => Math.sin(row * 2.399 * seed + seed));
  const centre = swings.reduce((sum, value) => sum + value, 0) / swings.length;
  const errors = swings.map((value) => mean + swing * (value - centre));
  return { nonzeros, depth, errors };
}

describe('export/choose', () => {
  it('of networks that are as good as the best takes the smallest', () => {
    const networks = [choosable(4, 1, 0.5), choosable(9, 1, 0.101, 0.05, 2), choosable(20, 1, 0.1, 0.05, 3)];
    expect(chooseByFolds(networks, ones, caution)).to.deep.equal({ chosen: networks[1], kind: 'network' });
    const strict = { ...caution, tolerance: 0 };
    expect(chooseByFolds(networks, ones, strict)?.chosen).to.equal(networks[2]);
  });

  it('takes a network over a line only where its errors are surely below', () => {
    const line = choosable(3, 0, 0.3, 0.2, 2);
    const hardly = choosable(9, 1, 0.29, 0.2, 3);
    const surely = choosable(9, 1, 0.1, 0.02, 3);
    expect(chooseByFolds([line, hardly], ones, caution)).to.deep.equal({ chosen: line, kind: 'line' });
    expect(chooseByFolds([line, surely], ones, caution)).to.deep.equal({ chosen: surely, kind: 'network' });
  });

  it('takes a line over the constant only where its errors are surely below', () => {
    const constant = choosable(0, 0, 1, 0.5, 2);
    expect(chooseByFolds([constant, choosable(3, 0, 0.98, 0.5, 3)], ones, caution)?.chosen).to.equal(
      constant,
    );
    const better = choosable(3, 0, 0.2, 0.1, 3);
    expect(chooseByFolds([constant, better], ones, caution)?.chosen).to.equal(better);
  });

  it('with few rows leaves inputs out of a line only where that is surely better', () => {
    const lines = [choosable(2, 0, 0.299, 0.05, 2), choosable(5, 0, 0.3, 0.05, 3)];
    expect(chooseByFolds(lines, ones, caution)?.chosen).to.equal(lines[0]);
    expect(chooseByFolds(lines, ones, { ...caution, chance: 0, line_caution: 60 })?.chosen).to.equal(
      lines[1],
    );
  });

  it('takes the smaller of networks, and a line, that are nearly as good, however sure the difference is', () => {
    const networks = [choosable(3, 1, 0.1005), choosable(9, 1, 0.1)];
    const line = choosable(2, 0, 0.1008);
    const chosen = (indifference: number, all = networks) =>
      chooseByFolds(all, ones, { ...caution, indifference })?.chosen;
    expect(chosen(0)).to.equal(networks[1]);
    expect(chosen(0.001)).to.equal(networks[1]);
    expect(chosen(0.01)).to.equal(networks[0]);
    expect(chosen(0, [line, ...networks])).to.equal(networks[1]);
    expect(chosen(0.01, [line, ...networks])).to.equal(line);
  });

  it('of a target that is hard to tell gives away a share of what is told, not of what is left', () => {
    const constant = choosable(0, 0, 1);
    const networks = [choosable(3, 1, 0.905), choosable(9, 1, 0.9)];
    const line = choosable(2, 0, 0.9055);
    const some = { ...caution, indifference: 0.01 };
    expect(chooseByFolds(networks, ones, some)?.chosen).to.equal(networks[0]);
    expect(chooseByFolds([constant, ...networks], ones, some)?.chosen).to.equal(networks[1]);
    expect(chooseByFolds([constant, line, ...networks], ones, some)?.chosen).to.equal(networks[1]);
    const easy = [choosable(0, 0, 30), ...networks];
    expect(chooseByFolds(easy, ones, some)?.chosen).to.equal(networks[0]);
  });

  it('of nothing chooses nothing', () => {
    expect(chooseByFolds([], ones, caution)).to.equal(null);
  });

  it('takes errors that differ by the slack or less for the same', () => {
    const networks = [choosable(2, 1, 0.51, 0.001, 1), choosable(9, 1, 0.5, 0.001, 2)];
    expect(chooseByFolds(networks, ones, caution)?.chosen).to.equal(networks[1]);
    expect(chooseByFolds(networks, ones, caution, 0.02)?.chosen).to.equal(networks[0]);
  });
});
