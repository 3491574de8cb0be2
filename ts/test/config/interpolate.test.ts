import { expect } from 'chai';
import fc from 'fast-check';
import { interpolate, type Scope, unknowable, unknownName } from '../../config/interpolate.ts';

function scopeOf(names: Record<string, unknown>): Scope {
  const values = new Map(Object.entries(names));
  return { values, missing: (wanted) => unknownName(wanted, values) };
}

function run(value: unknown, names: Record<string, unknown>) {
  const said: (string | null)[] = [];
  const result = interpolate(value, scopeOf(names), [], (_, __, message) => said.push(message));
  return { result, said };
}

const seeded = { seed: 1 };
const plain = fc.string({ maxLength: 12 }).filter((text) => !text.includes(`\${`));

describe('a reference', () => {
  it('alone in a string takes the value as it is, whatever its type', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(run({ a: [`\${x}`] }, { x: value })).to.deep.equal({ result: { a: [value] }, said: [] });
      }),
      seeded,
    );
  });

  it('within a text is written out', () => {
    const { result, said } = run(`\${file} by \${n}: \${yes} \${none}`, {
      file: 'a.csv',
      n: 0.5,
      yes: true,
      none: null,
    });
    expect(result).to.equal('a.csv by 0.5: true null');
    expect(said).to.deep.equal([]);
  });

  it('leads into mappings and lists by dots', () => {
    const names = { item: { space: { inputs: 2, depths: [1, 4] } } };
    expect(run(`\${item.space.inputs}`, names).result).to.equal(2);
    expect(run(`\${ item.space.depths.1 }`, names).result).to.equal(4);
  });

  it('is not looked for in what it stands for', () => {
    expect(run(`\${x}`, { x: `\${y}` })).to.deep.equal({ result: `\${y}`, said: [] });
  });

  it('to an unknown name leaves the text and says so', () => {
    expect(run(`\${sed}`, { seed: 1 })).to.deep.equal({
      result: `\${sed}`,
      said: ['unknown name `sed`: did you mean `seed`?'],
    });
    expect(run(`\${elsewhere}`, { a: 1, b: 1 }).said).to.deep.equal([
      'unknown name `elsewhere`: there is `a` or `b`',
    ]);
    expect(run(`\${x}`, {}).said).to.deep.equal(['unknown name `x`: the pipeline has no `vars`']);
    expect(run(`\${space.inpts}`, { space: { inputs: 1 } }).said).to.deep.equal([
      'unknown name `space.inpts`: did you mean `space.inputs`?',
    ]);
  });

  it('does not find what every JavaScript object has', () => {
    expect(run(`\${constructor}`, {}).said).to.have.length(1);
    expect(run(`\${a.constructor}`, { a: {} }).said).to.have.length(1);
    expect(run(`\${a.length}`, { a: 'text' }).said).to.have.length(1);
  });

  it('to a name about which something was said is wrong in silence', () => {
    expect(run(`\${x} and \${x.y}`, { x: unknowable }).said).to.deep.equal([null, null]);
  });

  it('that is no name is refused', () => {
    for (const text of [`\${}`, `\${a b}`, `\${1a}`, `\${a`, `\${a.}`]) {
      expect(run(text, { a: 1 }).said, text).to.deep.equal([
        `\`${text}\` is no reference: write \`\${name}\`, or \`$\${\` for the characters themselves`,
      ]);
    }
  });
});

describe('a text', () => {
  it('without references stays as it is', () => {
    fc.assert(
      fc.property(plain, (text) => {
        expect(run(text, { a: 1 })).to.deep.equal({ result: text, said: [] });
      }),
      seeded,
    );
  });

  it(`says \`\${\` by \`$\${\``, () => {
    expect(run(`$\${`, {}).result).to.equal(`\${`);
    expect(run(`$\${a} is \${a}`, { a: 1 }).result).to.equal(`\${a} is 1`);
    fc.assert(
      fc.property(fc.string({ maxLength: 12 }), (text) => {
        fc.pre(!/\$\$\{/.test(text));
        expect(run(text.replaceAll(`\${`, `$\${`), {})).to.deep.equal({ result: text, said: [] });
      }),
      seeded,
    );
  });

  it('that is a key is never replaced', () => {
    const key = `\${a}`;
    expect(run({ [key]: key }, { a: 1 }).result).to.deep.equal({ [key]: 1 });
  });
});
