import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { predict } from '../../commands/predict.ts';
import { classColumns, regressionColumns } from '../../export/columns.ts';
import type { Treatment } from '../../schema/columns.ts';
import type { NetworkFile, NetworkLayer } from '../../schema/types.ts';
import { printed } from './printed.ts';

/** Colours, and a number whose gaps count as 2. */
const treatment: Treatment = {
  columns: [
    { name: 'colour', kind: 'category', fill: null, levels: ['blue', 'red'] },
    { name: 'size', kind: 'number', fill: 2, levels: null },
  ],
  features: [
    { name: 'colour = blue', column: 0, takes: 'level', level: 'blue' },
    { name: 'colour = red', column: 0, takes: 'level', level: 'red' },
    { name: 'colour is missing', column: 0, takes: 'missing', level: null },
    { name: 'size', column: 1, takes: 'value', level: null },
  ],
};
const scalings = treatment.features.map(() => ({ offset: 0, scale: 1 }));
const linear = (...weights: number[][]): NetworkLayer[] => [
  { weights, bias: null, activations: weights.map(() => 'linear' as const) },
];
const about = { format: 2 as const, provenance: {} };
const output = (name: string) => ({ name, offset: 0, scale: 1 });

describe('swat predict', () => {
  const folder = mkdtempSync(join(tmpdir(), 'swat predict '));
  const [network, table] = [join(folder, 'network.json'), join(folder, 'table.csv')];
  after(() => rmSync(folder, { recursive: true }));

  async function predicted(file: NetworkFile, text: string, options = {}): Promise<string[]> {
    writeFileSync(network, JSON.stringify(file));
    writeFileSync(table, text);
    const { text: lines } = await printed(predict, { arguments: { network, table }, options });
    return lines.trimEnd().split('\n');
  }

  it('takes the table’s own columns: words, gaps and words it has not met', async () => {
    const file: NetworkFile = {
      ...about,
      ...regressionColumns(treatment, scalings, [output('y')]),
      layers: linear([10, 20, 30, 1]),
      nonzeros: 4,
    };
    const lines = await predicted(file, 'size;colour\n1,5;red\n;blue\n3;\n4;pink\n');
    expect(lines).to.deep.equal(['y', '21.5', '12', '33', '4']);
  });

  it('takes for missing what was when the network was found, and what the user says', async () => {
    const file: NetworkFile = {
      ...about,
      ...regressionColumns({ ...treatment, missing: ['-999', 'none'] }, scalings, [output('y')]),
      layers: linear([10, 20, 30, 1]),
      nonzeros: 4,
    };
    const text = 'size,colour\n-999.0,red\n1,none\n-1,blue\n';
    expect(await predicted(file, text)).to.deep.equal(['y', '22', '31', '9']);
    expect(await predicted(file, text, { missing: '-1, x' })).to.deep.equal(['y', '22', '31', '12']);
    const wrong = `size,colour\n${'1,red\n'.repeat(20)}n.a.,red\n`;
    await predicted(file, wrong).then(
      () => expect.fail('no complaint'),
      (error: Error) =>
        expect(error.message).to.equal(
          `${table}:22: column "size" has the text "n.a." among numbers: correct it, or have it read as missing (--missing n.a.).`,
        ),
    );
    expect((await predicted(file, wrong, { missing: 'n.a.' })).at(-1)).to.equal('22');
  });

  it('names the class and the probability of each', async () => {
    const file: NetworkFile = {
      ...about,
      ...classColumns(treatment, scalings, [output('sold')], 'sold', ['no', 'yes']),
      layers: linear([0, 0, 0, Math.log(3)]),
      nonzeros: 1,
    };
    const lines = await predicted(file, 'colour,size\nred,1\nred,-1\n');
    expect(lines[0]).to.equal('sold,p(no),p(yes)');
    const [first = '', second = ''] = lines.slice(1);
    expect(first.split(',')[0]).to.equal('yes');
    expect(Number(first.split(',')[2])).to.be.closeTo(0.75, 1e-6);
    expect(second.split(',')[0]).to.equal('no');
  });

  it('gives several numbers a column each', async () => {
    const file: NetworkFile = {
      ...about,
      ...regressionColumns(treatment, scalings, [output('a'), output('b')]),
      layers: linear([0, 0, 0, 1], [1, 0, 0, 0]),
      nonzeros: 2,
    };
    expect(await predicted(file, 'colour,size\nblue,7\n')).to.deep.equal(['a,b', '7,1']);
  });

  it('predicts a row though a column that is not used is missing there', async () => {
    const bare: Treatment = {
      columns: ['a', 'b'].map((name) => ({ name, kind: 'number', fill: null, levels: null })),
      features: ['a', 'b'].map((name, column) => ({ name, column, takes: 'value', level: null })),
    };
    const file: NetworkFile = {
      ...about,
      ...regressionColumns(bare, scalings.slice(0, 2), [output('y')]),
      layers: linear([2, 0]),
      nonzeros: 1,
    };
    expect(await predicted(file, 'a,b\n3,\n,1\n')).to.deep.equal(['y', '6', 'NA']);
  });
});
