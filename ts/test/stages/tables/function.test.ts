import { createHash } from 'node:crypto';
import { expect } from 'chai';
import { testFunctions } from '../../../data/functions.ts';
import { TEST, TRAIN } from '../../../data/split.ts';
import { mean } from '../../../export/measure.ts';
import { pipelineSchema } from '../../../schema/schemas.ts';
import type { FunctionParameters } from '../../../schema/types.ts';
import { tabulate } from '../../../stages/tables/function.ts';
import type { SplitTable } from '../../../stages/tables/table.ts';
import { Road } from '../road.ts';

const asked = (changes: Partial<FunctionParameters>): FunctionParameters => ({
  name: 'product',
  rows: 200,
  split: [5, 3, 2],
  noise: 0,
  test_rows: null,
  seed: 0,
  ...changes,
});

function deviation(values: Float64Array): number {
  const centre = mean(values);
  return Math.sqrt(mean(values.map((value) => (value - centre) ** 2)));
}

describe('a table of a test function', () => {
  it('exists for every name of the schema, and for no other', () => {
    const { $defs } = pipelineSchema as unknown as {
      $defs: { function_parameters: { properties: { name: { enum: string[] } } } };
    };
    expect($defs.function_parameters.properties.name.enum).to.have.members(Object.keys(testFunctions));
  });

  it('has its values at inputs in [-1, 1]', () => {
    const { x, y, card } = tabulate(asked({ name: 'product' }));
    expect(card.inputs).to.deep.equal(['x1', 'x2']);
    expect([...y]).to.deep.equal(Array.from(y, (_, i) => (x[2 * i] ?? 0) * (x[2 * i + 1] ?? 0)));
    expect(Math.min(...x)).to.be.within(-1, -0.9);
    expect(Math.max(...x)).to.be.within(0.9, 1);
  });

  for (const [name, { inputs, formula }] of Object.entries(testFunctions)) {
    it(`of ${name} is finite, varies, and asks for as many inputs as its formula`, () => {
      const { y, x } = tabulate(asked({ name: name as FunctionParameters['name'] }));
      expect(x.length / y.length).to.equal(inputs);
      expect(new Set(formula.match(/x[1-6]/g)).size).to.equal(inputs);
      expect([...y].every(Number.isFinite)).to.equal(true);
      expect(new Set(y).size).to.be.greaterThan(1);
    });
  }

  it('is the same for the same seed, and another for another', () => {
    expect(tabulate(asked({}))).to.deep.equal(tabulate(asked({})));
    expect(tabulate(asked({ seed: 1 })).x).to.not.deep.equal(tabulate(asked({})).x);
  });

  const noisy = (changes: Partial<FunctionParameters>) =>
    tabulate(asked({ name: 'bent', rows: 30, noise: 0.2, test_rows: 500, ...changes }));
  const testX = ({ card, x }: SplitTable) => x.slice(card.rows.train * card.inputs.length);
  const testY = ({ card, y }: SplitTable) => y.slice(card.rows.train);

  it('with test rows of its own has all others in training, and the same test rows whatever else is asked', () => {
    const table = noisy({});
    expect(table.card.rows).to.deep.equal({ read: 530, dropped: 0, train: 30, validation: 0, test: 500 });
    expect([...table.part]).to.deep.equal([...Array(30).fill(TRAIN), ...Array(500).fill(TEST)]);
    for (const changes of [{ seed: 3 }, { rows: 200 }, { noise: 0 }, { noise: 1 }]) {
      const other = noisy(changes);
      expect(testX(other)).to.deep.equal(testX(table));
      expect(testY(other)).to.deep.equal(testY(table));
    }
    expect(noisy({ seed: 3 }).x.slice(0, 90)).to.not.deep.equal(table.x.slice(0, 90));
    expect(noisy({ rows: 200 }).x.slice(0, 90)).to.deep.equal(table.x.slice(0, 90));
  });

  it('has noise of the share asked for on the rows that are fitted, and none on the test rows', () => {
    for (const test_rows of [null, 2000]) {
      const [clean, table] = [0, 0.5].map((noise) => noisy({ rows: 4000, test_rows, noise })) as [
        SplitTable,
        SplitTable,
      ];
      expect([clean.card.noise, table.card.noise]).to.deep.equal([0, 0.5]);
      expect(table.x).to.deep.equal(clean.x);
      const tested = clean.y.filter((_, row) => clean.part[row] === TEST);
      const added = table.y.map((value, row) => value - (clean.y[row] ?? 0));
      expect(added.every((value, row) => (value === 0) === (table.part[row] === TEST))).to.equal(true);
      const fitted = added.filter((_, row) => table.part[row] !== TEST);
      expect(deviation(fitted) / deviation(tested)).to.be.closeTo(0.5, 0.03);
      expect(mean(fitted) / deviation(tested)).to.be.closeTo(0, 0.05);
    }
  });

  it('is what it was before there were noise and test rows', () => {
    const { x, y, part } = tabulate(asked({ name: 'ratio', rows: 1000, seed: 5 }));
    const hash = createHash('sha256');
    for (const { buffer } of [x, y, part]) hash.update(new Uint8Array(buffer as ArrayBuffer));
    expect(hash.digest('hex').slice(0, 16)).to.equal('ed7d6ba974f86740');
  });

  it('takes as many rows as anyone asks for', () => {
    expect(tabulate(asked({ name: 'mixed', rows: 100_000 })).y).to.have.length(100_000);
  });

  it('stands where a table is asked for', async function () {
    this.timeout(60_000);
    const road = new Road();
    await road.open();
    try {
      const { artifacts } = await road.run(`stages:
  plane: { op: function, with: { name: kink, rows: 60 } }
  line-on-kinks: { op: rival, deps: { table: plane }, with: { kind: ols } }
`);
      expect(artifacts['line-on-kinks']).to.be.a('string');
    } finally {
      await road.close();
    }
  });
});
