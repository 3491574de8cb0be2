import { readdirSync, readFileSync } from 'node:fs';
import { expect } from 'chai';
import { forward } from '../../mlp/forward.ts';
import { generate } from '../../mlp/generate.ts';
import { layout, pack, sections, unpack } from '../../mlp/pack.ts';
import type { Space } from '../../mlp/space.ts';
import { trim } from '../../mlp/trim.ts';

interface Golden {
  space: Space;
  layouts: { depth: number; parameters: number; size: number; sections: object[] }[];
  x: number[][];
  networks: {
    index: number;
    thinned: boolean;
    depth: number;
    row: number[];
    outputs: number[][];
    nonzeros: number;
    nonzeros_raw: number;
  }[];
}

const folder = new URL('../../../py_kernels/tests/golden/', import.meta.url);
const files = readdirSync(folder).filter((name) => name.endsWith('.json'));

describe('mlp golden files', () => {
  it('are there', () => {
    expect(files).to.have.members(['authors_linear.json', 'mixed.json', 'sigmoid.json']);
  });

  for (const file of files) {
    const { space, layouts, x, networks } = JSON.parse(readFileSync(new URL(file, folder), 'utf8')) as Golden;
    const name = file.replace('.json', '');

    it(`${file}: every section lies where Python is told that it lies`, () => {
      for (const expected of layouts) {
        const plan = layout(space, expected.depth);
        const found = sections(plan).map(({ name, start, shape }) => ({ name, start, shape }));
        expect(found).to.deep.equal(expected.sections);
        expect([plan.parameters, plan.size]).to.deep.equal([expected.parameters, expected.size]);
      }
    });

    it(`${file}: networks drawn today are those drawn then`, () => {
      for (const { index, depth, row } of networks.filter(({ thinned }) => !thinned)) {
        expect(pack(space, generate(space, `golden/${name}`, index, depth))).to.deep.equal(
          Float32Array.from(row),
        );
      }
    });

    it(`${file}: outputs and counts are those that Python is told`, () => {
      for (const { depth, row, outputs, nonzeros, nonzeros_raw } of networks) {
        const network = unpack(space, depth, Float32Array.from(row));
        const found = forward(space, network, Float64Array.from(x.flat()));
        outputs.flat().forEach((output, i) => {
          expect(found[i]).to.be.closeTo(output, 1e-12 * Math.max(1, Math.abs(output)));
        });
        const counts = trim(space, network);
        expect([counts.nonzeros, counts.nonzeros_raw]).to.deep.equal([nonzeros, nonzeros_raw]);
      }
    });
  }
});
