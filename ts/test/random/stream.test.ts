import { expect } from 'chai';
import { openStream, openStreams, type Stream } from '../../random/stream.ts';
import { chiSquare, chiSquareLimit, tally } from './chi-square.ts';

const words = (stream: Stream, count: number) => Array.from({ length: count }, () => stream.next());

describe('random/stream', () => {
  it('a stream is the same however many others were opened before it', () => {
    const open = openStreams('networks');
    const inOrder = [0, 1, 2, 3].map((index) => words(open(index), 5));
    const backwards = [3, 2, 1, 0].map((index) => words(openStream('networks', index), 5));
    expect(backwards.reverse()).to.deep.equal(inOrder);
  });

  it('the streams of a label, and of another label, are all different', () => {
    const seen = ['a', 'b', 'a ', 'A', ''].flatMap((label) =>
      [0, 1, 2, 2 ** 32].map((index) => String(words(openStream(label, index), 2))),
    );
    expect(new Set(seen).size).to.equal(20);
  });

  it('the first words of neighbouring streams are as good as those of one stream', () => {
    const open = openStreams('first words');
    for (const shift of [0, 8, 16, 24]) {
      const bytes = Array.from({ length: 20_000 }, (_, index) => (open(index).next() >>> shift) & 255);
      expect(chiSquare(tally(bytes, 256)), `bits ${shift} to ${shift + 7}`).to.be.below(chiSquareLimit(256));
    }
  });

  it('two labels, and neighbouring indices of one, are uncorrelated', () => {
    const [a, b] = [openStreams('train'), openStreams('evaluate')];
    const sign = (stream: Stream) => Math.sign(stream.next());
    let labels = 0;
    let neighbours = 0;
    for (let index = 0; index < 10_000; index++) {
      labels += sign(a(index)) * sign(b(index));
      neighbours += sign(a(index)) * sign(a(index + 1));
    }
    expect(Math.abs(labels)).to.be.below(400);
    expect(Math.abs(neighbours)).to.be.below(400);
  });

  it('the numbers of a stream never change from version to version', () => {
    expect(words(openStream('swat'), 3)).to.deep.equal([1786487039, -90883046, -1160450913]);
  });
});
