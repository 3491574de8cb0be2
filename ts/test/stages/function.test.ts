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
      expect(new Set(formula.match(/x[123]/g)).size).to.equal(inputs);
      expect([...y].every(Number.isFinite)).to.equal(true);
      expect(new Set(y).size).to.be.greaterThan(1);
    });
  }

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
