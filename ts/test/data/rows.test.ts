import { expect } from 'chai';
import { DataError } from '../../data/error.ts';
import { readRows } from '../../data/table.ts';

describe('rows to predict', () => {
  it('come in the order of the file and of the columns asked for, null where a value is missing', () => {
    expect(readRows('b,word,a\n1,x,2\n,y,3\nNA,z,4\n5,w,6\n', 't.csv', ['a', 'b'])).to.deep.equal([
      [2, 1],
      null,
      null,
      [6, 5],
    ]);
  });

  it('need no target, no ten rows and no rows at all', () => {
    expect(readRows('a\n1\n', 't.csv', ['a'])).to.deep.equal([[1]]);
    expect(readRows('a\n', 't.csv', ['a'])).to.deep.equal([]);
  });

  it('are refused with the place of what is wrong', () => {
    const wrong: [string, string][] = [
      ['x,y\n1,2\n', 't.csv has no column "abc"; it has "x", "y".'],
      ['abd,b\n1,2\n', 't.csv has no column "abc"; did you mean "abd"?'],
      [
        'abc,b\n1,2\n\nlong,2\n',
        't.csv:4: column "abc" has the text "long"; the target and the inputs must be numbers.',
      ],
      ['abc,b\n1\n', 't.csv:2: 1 field where the header has 2.'],
    ];
    for (const [text, message] of wrong) {
      expect(() => readRows(text, 't.csv', ['abc'])).to.throw(DataError, message);
    }
  });
});
