import { expect } from 'chai';
import { type CompressedPage, renderCompressedPage } from '../../report/compressed/page.ts';
import type { NetworkFile } from '../../schema/types.ts';

const network: NetworkFile = {
  format: 2,
  task: 'regression',
  columns: [{ name: 'wind', kind: 'number', fill: null, levels: null }],
  inputs: [{ name: 'wind', column: 0, takes: 'value', level: null, offset: 0, scale: 1 }],
  outputs: [{ name: 'mass', offset: 0, scale: 1 }],
  layers: [
    { weights: [[2], [3]], bias: [1, 0], activations: ['tanh', 'tanh'] },
    { weights: [[1, 4]], bias: null, activations: ['linear'] },
  ],
  nonzeros: 5,
  provenance: {},
};

const point = (nonzeros: number, difference: number) => ({
  nonzeros,
  neurons: [2],
  difference,
  surely: 1.2 * difference,
  file: `networks/${nonzeros}.json`,
});

const page: CompressedPage = {
  name: 'model.onnx',
  within: 0.02,
  of: 'deviation',
  given: { nonzeros: 40, neurons: [16], multiplications: 32, additions: 32 },
  found: { nonzeros: 5, neurons: [2], multiplications: 4, additions: 2 },
  is_smaller: true,
  rows: { fit: 2000, choice: 1000 },
  proof: {
    rows: 81,
    relative: 0.0123,
    outputs: [{ name: 'mass', deviation: 2, range: 8, rms: 0.0246, mean: 0.01, worst: 0.1 }],
    same_label: null,
  },
  about: 'rows of a<b.csv that had no part in the search',
  sizes: [point(3, 0.2), point(5, 0.012), point(20, 0.002), point(40, 0)],
  file: 'networks/5.json',
  network,
};

describe('the page of a network made smaller', () => {
  it('says what is left, on which rows that was proved, and whether it is within the tolerance', async () => {
    const html = await renderCompressedPage(page);
    expect(html).to.contain('5 numbers in place of 40: 12.5 % of them.');
    expect(html).to.contain(
      'On 81 rows of a&lt;b.csv that had no part in the search the answers differ by 1.23 % of their standard deviation (root mean square), within the tolerance of 2 %.',
    );
    expect(html).to.contain('networks/5.json (chosen)').and.not.to.contain('<script');
    const worse = await renderCompressedPage({ ...page, proof: { ...page.proof, relative: 0.021 } });
    expect(worse).to.contain('not within the tolerance of 2 %');
  });

  it('says of what the differences are shares', async () => {
    const html = await renderCompressedPage({ ...page, of: 'range' });
    expect(html).to.contain('differ by 1.23 % of their range').and.contain('2 % of the range of its answers');
    // Root mean square .0246 of a range of 8.
    expect(html).to.contain('0.307 %').and.not.contain('standard deviation');
  });

  it('draws each size beside the tolerance, but not what differs by nothing, and the network that was found', async () => {
    const html = await renderCompressedPage(page);
    const points = html.match(/<title>\d+ numbers, hidden neurons 2: /g);
    expect(points).to.deep.equal([3, 5, 20].map((size) => `<title>${size} numbers, hidden neurons 2: `));
    expect(html).to.contain('tolerance, 2 %').and.to.contain('5 non-zero weights; 2 neurons');
  });

  it('says so where nothing smaller was found, and of classes how often they are the same', async () => {
    const proof = { ...page.proof, relative: 0, same_label: 0.995 };
    const html = await renderCompressedPage({ ...page, is_smaller: false, proof, sizes: [point(40, 0)] });
    expect(html).to.contain('No smaller network was found that computes the same within 2 %');
    expect(html).to.contain('The most probable class is the same for 99.5 % of them.');
    expect(html).not.to.contain('id="sizes"');
  });
});
