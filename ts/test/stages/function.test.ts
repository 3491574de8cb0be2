import { expect } from 'chai';
import { testFunctions } from '../../data/functions.ts';
import { pipelineSchema } from '../../schema/schemas.ts';
import type { FunctionParameters } from '../../schema/types.ts';
import { tabulate } from '../../stages/function.ts';
import { Road } from './road.ts';

const asked = (changes: Partial<FunctionParameters>): FunctionParameters => ({
  name: 'product',
  rows: 200,
  split: [5, 3, 2],
  noise: 0,
  test_rows: null,
  seed: 0,
  ...changes,
});

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
      const named = new Set(formula.match(/x[1-6]/g)).size;
      expect(formula.includes('tell') ? named <= inputs : named === inputs).to.equal(true);
      expect([...y].every(Number.isFinite)).to.equal(true);
      expect(new Set(y).size).to.be.greaterThan(1);
    });
  }

  it('has noise on every row but the test rows, which are the same whatever else is asked', () => {
    const clean = tabulate(asked({ name: 'line', rows: 2000, test_rows: 500 }));
    const noisy = tabulate(asked({ name: 'line', rows: 2000, test_rows: 500, noise: 0.5 }));
    const other = tabulate(asked({ name: 'line', rows: 30, test_rows: 500, noise: 0.2, seed: 4 }));
    expect(noisy.y.slice(2000)).to.deep.equal(clean.y.slice(2000)).and.to.deep.equal(other.y.slice(30));
    expect(noisy.part.slice(0, 2000).every((part) => part === 0)).to.equal(true);
    expect(noisy.card.rows).to.include({ train: 2000, validation: 0, test: 500 });
    const deviation = (values: Float64Array) => {
      const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
      return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
    };
    const added = noisy.y.slice(0, 2000).map((value, row) => value - (clean.y[row] as number));
    expect(deviation(added) / deviation(clean.y.slice(2000))).to.be.closeTo(0.5, 0.03);
  });

  it('is the same for the same seed, and another for another', () => {
    expect(tabulate(asked({}))).to.deep.equal(tabulate(asked({})));
    expect(tabulate(asked({ seed: 1 })).x).to.not.deep.equal(tabulate(asked({})).x);
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
