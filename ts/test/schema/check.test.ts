import { expect } from 'chai';
import fc from 'fast-check';
import { checker } from '../../schema/check.ts';

const person = checker<{ name: string; tags: string[]; home: { town: string; floor: number } }>({
  $id: 'person',
  type: 'object',
  additionalProperties: false,
  required: ['name'],
  properties: {
    name: { type: 'string', minLength: 1 },
    age: { type: 'integer', minimum: 0, maximum: 150 },
    share: { type: 'number', exclusiveMinimum: 0, maximum: 1 },
    tags: { type: 'array', items: { type: 'string', pattern: '^[a-z]+$' }, maxItems: 2, default: [] },
    home: { $ref: '#/$defs/home', default: {} },
    drink: {
      oneOf: [{ type: 'null' }, { $ref: '#/$defs/drink' }, { type: 'array', items: { type: 'integer' } }],
    },
  },
  $defs: {
    home: {
      type: 'object',
      additionalProperties: false,
      properties: { town: { type: 'string', default: 'Basel' }, floor: { type: 'integer', default: 0 } },
    },
    drink: { type: 'string', enum: ['tea', 'coffee'] },
  },
});

function complaints(value: unknown) {
  const checked = person(value);
  return checked.ok ? [] : checked.complaints;
}

function sentences(value: unknown): string[] {
  return complaints(value).map(({ message }) => message);
}

describe('a checked value', () => {
  it('is a copy with every default, also of what was not there at all', () => {
    const given = { name: 'Ada' };
    const checked = person(given);
    expect(checked).to.deep.equal({
      ok: true,
      value: { name: 'Ada', tags: [], home: { town: 'Basel', floor: 0 } },
    });
    expect(given).to.deep.equal({ name: 'Ada' });
  });

  it('shares nothing with the value that was given, nor with other checked values', () => {
    const given = { name: 'Ada', home: { town: 'Paris' }, tags: ['a'] };
    const [first, second] = [person(given), person(given)];
    if (!first.ok || !second.ok) throw new Error('refused');
    first.value.home.floor = 9;
    first.value.tags.push('b');
    expect(second.value).to.deep.equal({ ...given, home: { town: 'Paris', floor: 0 } });
    expect(given).to.deep.equal({ name: 'Ada', home: { town: 'Paris' }, tags: ['a'] });
  });

  it('is accepted again, unchanged', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), fc.integer(), (name, floor) => {
        const once = person({ name, home: { floor } });
        expect(once.ok && person(once.value)).to.deep.equal(once);
      }),
      { seed: 1 },
    );
  });

  it('that is refused is left as it was', () => {
    const given = { home: { town: 5 } };
    expect(person(given).ok).to.equal(false);
    expect(given).to.deep.equal({ home: { town: 5 } });
  });
});

describe('a complaint', () => {
  it('says what was expected and what was there', () => {
    expect(sentences({ name: 5 })).to.deep.equal(['expected `name` to be a string, got 5']);
    expect(sentences({ name: '' })).to.deep.equal([
      'expected `name` to be a string that is not empty, got ""',
    ]);
    expect(sentences({ name: 'A', age: 151 })).to.deep.equal([
      'expected `age` to be an integer from 0 to 150, got 151',
    ]);
    expect(sentences({ name: 'A', share: 0 })).to.deep.equal([
      'expected `share` to be a number above 0 and at most 1, got 0',
    ]);
    expect(sentences({ name: 'A', tags: 'x' })).to.deep.equal([
      'expected `tags` to be a list of strings, got "x"',
    ]);
    expect(sentences({ name: 'A', tags: ['x', 'Y'] })).to.deep.equal([
      'expected `tags[1]` to be a string that matches ^[a-z]+$, got "Y"',
    ]);
    expect(sentences({ name: 'A', tags: ['x', 'y', 'z'] })).to.deep.equal([
      'expected `tags` to be a list of strings with at most 2, got ["x","y","z"]',
    ]);
    expect(sentences([])).to.deep.equal(['expected the top level to be a mapping, got []']);
    expect(sentences({})).to.deep.equal(['expected the top level to have `name` (a string)']);
  });

  it("is one for a value that fits no branch, and the branch's own where one is of its type", () => {
    expect(sentences({ name: 'A', drink: true })).to.deep.equal([
      'expected `drink` to be null, `tea`, `coffee` or a list of integers, got true',
    ]);
    expect(sentences({ name: 'A', drink: ['x'] })).to.deep.equal([
      'expected `drink[0]` to be an integer, got "x"',
    ]);
  });

  it('names the key that was meant, and does not miss it as well', () => {
    expect(complaints({ nmae: 'A' })).to.deep.equal([
      { path: [], unknownKey: 'nmae', message: 'unknown key `nmae` at the top level: did you mean `name`?' },
    ]);
    expect(sentences({ nmae: 'A', hoem: {} })).to.have.length(2);
  });

  it('lists the keys where none is near', () => {
    expect(complaints({ name: 'A', home: { country: 'CH' } })).to.deep.equal([
      {
        path: ['home'],
        unknownKey: 'country',
        message: 'unknown key `country` in `home`: it takes `town` or `floor`',
      },
    ]);
  });

  it('is there for every mistake', () => {
    const value = { name: 5, age: -1, tags: [1, 2], home: { town: null, floor: 0.5 } };
    const paths = complaints(value).map(({ path }) => path.join('.'));
    expect(paths).to.have.members(['name', 'age', 'tags.0', 'tags.1', 'home.town', 'home.floor']);
  });

  it('cuts a long value short', () => {
    const [sentence = ''] = sentences({ name: 'A', age: 'x'.repeat(1000) });
    expect(sentence)
      .to.have.length.below(120)
      .and.to.match(/\.\.\.$/);
  });

  it('is made of no number but a finite one', () => {
    expect(sentences({ name: 'A', share: Number.NaN })).to.deep.equal([
      'expected `share` to be a number above 0 and at most 1, got NaN',
    ]);
  });
});

describe('a checker', () => {
  it('of a schema with a mistake is not made', () => {
    expect(() => checker({ type: 'object', propertys: {} })).to.throw(/propertys/);
  });
});
