import { expect } from 'chai';
import fc from 'fast-check';
import type { Choice } from '../../data/columns.ts';
import { DataError } from '../../data/error.ts';
import { parseTable, readTable } from '../../data/table.ts';
import { decode } from '../../data/text.ts';

const choice: Choice = { target: 'y', inputs: null, maxInputs: null };
const body = Array.from({ length: 10 }, (_, row) => `${row},${row * 2},${row % 3}\n`).join('');
const table = (text: string, more: Partial<Choice> = {}) =>
  parseTable(text, 'my/t.csv', { ...choice, ...more });

/** The message of the DataError that `act` throws. */
function complaint(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    expect(error).to.be.instanceOf(DataError);
    return (error as Error).message;
  }
  return 'no complaint';
}

describe('a table', () => {
  it('takes all columns but the target as inputs, row-major and in order', () => {
    const read = table(`a,b,y\n${body}`);
    expect(read.name).to.equal('t');
    expect(read.target).to.equal('y');
    expect(read.inputs).to.deep.equal(['a', 'b']);
    expect([...read.x.slice(0, 6)]).to.deep.equal([0, 0, 1, 2, 2, 4]);
    expect([...read.y.slice(0, 4)]).to.deep.equal([0, 1, 2, 0]);
    expect(read.lines).to.deep.equal([2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
    expect([read.read, read.dropped]).to.deep.equal([10, 0]);
  });

  it('takes the inputs that are asked for, as a list or separated by commas', () => {
    for (const inputs of [['b', 'a'], 'b,a', ' b , a ']) {
      const read = table(`a,b,y\n${body}`, { inputs });
      expect(read.inputs).to.deep.equal(['b', 'a']);
      expect([...read.x.slice(2, 4)]).to.deep.equal([2, 1]);
    }
  });

  it('takes inputs whose names have commas, alone or in a list', () => {
    const header = '"flow, m³/h","temp ""T1"" [°C]",y';
    for (const inputs of ['flow, m³/h', ['flow, m³/h'], ['temp "T1" [°C]', 'flow, m³/h']]) {
      expect(table(`${header}\n${body}`, { inputs }).inputs).to.deep.equal([inputs].flat());
    }
  });

  it('is read from a file', () => {
    const read = readTable('data/penguins.csv', {
      target: 'body_mass_g',
      inputs: 'bill_length_mm,bill_depth_mm,flipper_length_mm',
      maxInputs: 3,
    });
    expect([read.name, read.read, read.dropped, read.y.length]).to.deep.equal(['penguins', 344, 2, 342]);
    expect([...read.x.slice(9, 12), read.y[3]]).to.deep.equal([36.7, 19.3, 193, 3450]);
    expect(read.lines.slice(0, 5)).to.deep.equal([2, 3, 4, 6, 7]);
  });

  it('means the same with a byte order mark, CRLF, quotes, blank lines and no last line end', () => {
    const plain = table(`a,b,y\n${body}`);
    const variants = [
      `\ufeffa,b,y\n${body}`,
      `a,b,y\r\n${body.replaceAll('\n', '\r\n')}`,
      `"a","b","y"\n${body.replace(/(\d+)/g, '"$1"')}`,
      `a,b,y\n${body}\n\n`,
      `a , b, y \n${body.replaceAll(',', ' ,  ')}`,
      `a,b,y\n${body.trimEnd()}`,
    ];
    for (const text of variants) expect(table(text), JSON.stringify(text)).to.deep.equal(plain);
  });

  it('counts lines as an editor does, with line ends of every kind and breaks inside quotes', () => {
    const rows = body.trimEnd().split('\n');
    const text = `note,a,b,y\r\n"two\nlines",${rows[0]}\n\r\n,${rows[1]}\r,${rows[2]}\n${rows
      .slice(3)
      .map((row) => `,${row}\r\n`)
      .join('')}`;
    expect(table(text, { inputs: 'a,b' }).lines.slice(0, 4)).to.deep.equal([2, 5, 6, 7]);
  });

  it('reads numbers as people write them', () => {
    const cells = ['1e3', ' 3.5 ', '+4', '-.5', '7.', '1E-2', '0', '-0', '007', '12345678.25'];
    const read = table(`a,y\n${cells.map((cell, row) => `${cell},${row}\n`).join('')}`);
    expect([...read.x]).to.deep.equal([1000, 3.5, 4, -0.5, 7, 0.01, 0, -0, 7, 12345678.25]);
  });

  it('reads back every finite number that is written', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ noNaN: true, noDefaultInfinity: true }), { minLength: 10 }),
        (values) => {
          const read = table(`a,y\n${values.map((value, row) => `${value},${row}\n`).join('')}`);
          expect([...read.x].map(String)).to.deep.equal(values.map(String));
        },
      ),
      { seed: 1, numRuns: 50 },
    );
  });

  it('drops and counts the rows in which the target or an input is missing', () => {
    const read = table(`a,b,y\n,1,1\n1,NA,2\n1,2,\n${body}`);
    expect([read.read, read.dropped, read.y.length]).to.deep.equal([13, 3, 10]);
    expect(read.lines[0]).to.equal(5);
  });

  it('does not look at columns that are not used', () => {
    const names = Array.from({ length: 2000 }, (_, column) => `text ${column}`);
    const words = names.map(() => '"word, Inf"').join(',');
    const rows = body.trimEnd().split('\n');
    const text = `a,b,y,${names.join(',')}\n${rows.map((row) => `${row},${words}\n`).join('')}`;
    expect(table(text, { inputs: 'a,b', maxInputs: 3 }).x).to.deep.equal(table(`a,b,y\n${body}`).x);
  });
});

describe('a table that cannot be used', () => {
  it('is refused in one sentence where there is no such file', () => {
    expect(complaint(() => readTable('data/penguin.csv', choice))).to.equal(
      'There is no file data/penguin.csv.',
    );
    expect(complaint(() => readTable('data', choice))).to.equal('data is a folder, not a CSV file.');
    expect(complaint(() => decode(Buffer.from('PK\u0003\u0004\0\0'), 'my/t.csv', () => {}))).to.equal(
      'my/t.csv is not a text file; swat reads CSV (UTF-8).',
    );
  });

  const wrong: [string, string, Partial<Choice>, string][] = [
    [
      'an unknown column',
      `a,body_mass,y\n${body}`,
      { inputs: 'a,body_mas' },
      'my/t.csv has no column "body_mas"; did you mean "body_mass"?',
    ],
    ['an unknown target', `a,b,y\n${body}`, { target: 'Y' }, 'my/t.csv has no column "Y"; did you mean "y"?'],
    [
      'a name like no column',
      `a,b,y\n${body}`,
      { target: 'pressure' },
      'my/t.csv has no column "pressure"; it has "a", "b", "y".',
    ],
    [
      'semicolons',
      'a;b;y\n1;2;3\n',
      {},
      'my/t.csv has no column "y": its columns seem to be separated by semicolons, not by commas.',
    ],
    [
      'the target among the inputs',
      `a,b,y\n${body}`,
      { inputs: ['a', 'y'] },
      'The target "y" cannot be one of the inputs.',
    ],
    ['an input named twice', `a,b,y\n${body}`, { inputs: 'a,a' }, 'The inputs name "a" twice.'],
    [
      'an input without a name',
      `a,b,y\n${body}`,
      { inputs: 'a,,b' },
      'my/t.csv:1: a column without a name cannot be used.',
    ],
    ['only a target', 'y\n1\n', {}, 'my/t.csv has no column besides the target "y".'],
    ['two columns of one name', `a,a,y\n${body}`, {}, 'my/t.csv:1: two columns are named "a".'],
    [
      'too many inputs',
      `a,b,y\n${body}`,
      { maxInputs: 1 },
      'my/t.csv gives 2 inputs and the networks take at most 1 input: choose it with -S inputs=a',
    ],
    [
      'an input cut at its comma',
      `"a, m",b,y\n${body}`,
      { inputs: 'a, m,y' },
      'my/t.csv has no column "a"; a name with a comma is given in a list: -S \'inputs=["a, m"]\'.',
    ],
    [
      'too many inputs whose names have commas',
      `"a, m","b ""c""",y\n${body}`,
      { maxInputs: 1 },
      'my/t.csv gives 2 inputs and the networks take at most 1 input: choose it with -S \'inputs=["a, m"]\'',
    ],
    [
      'text in an input',
      'a,b,y\n1,2,3\n1,Torgersen,3\n',
      {},
      'my/t.csv:3: column "b" has the text "Torgersen"; the target and the inputs must be numbers.',
    ],
    [
      'a decimal comma',
      'a,b,y\n1,"1,5",3\n',
      {},
      'my/t.csv:2: column "b" has the text "1,5"; write the number without commas, and with a point before its decimals.',
    ],
    [
      'hexadecimal',
      'a,b,y\n1,0x10,3\n',
      {},
      'my/t.csv:2: column "b" has the text "0x10"; the target and the inputs must be numbers.',
    ],
    [
      'text in an incomplete row',
      'a,b,y\n,2,three\n',
      {},
      'my/t.csv:2: column "y" has the text "three"; the target and the inputs must be numbers.',
    ],
    [
      'NaN',
      'a,b,y\n1,2,NaN\n',
      {},
      'my/t.csv:2: column "y" has NaN; leave a cell empty where its value is not known.',
    ],
    [
      'infinity',
      'a,b,y\n1,-inf,3\n',
      {},
      'my/t.csv:2: column "b" has -inf; leave a cell empty where its value is not known.',
    ],
    [
      'a number out of range',
      'a,b,y\n1,1e999,3\n',
      {},
      'my/t.csv:2: column "b" has 1e999, which is too large a number.',
    ],
    ['a short row', 'a,b,y\n1,2,3\n\n1\n', {}, 'my/t.csv:4: 1 field where the header has 3.'],
    ['a long row', 'a,b,y\n1,2,3,4\n', {}, 'my/t.csv:2: 4 fields where the header has 3.'],
    ['nothing', '', {}, 'my/t.csv is empty; the first line must name the columns.'],
    ['a header alone', 'a,b,y\n', {}, 'my/t.csv has a header and no rows.'],
    [
      'no complete row',
      'a,b,y\n1,,3\n',
      {},
      'my/t.csv has no complete row: in each of its 1 the target or an input is missing.',
    ],
    [
      'nine rows',
      `a,b,y\n,,\n${body.slice(body.indexOf('\n') + 1)}`,
      {},
      'my/t.csv has 9 complete rows of 10; at least 10 are needed.',
    ],
    [
      'a constant target',
      `a,y\n${'1,5\n'.repeat(12)}`,
      {},
      'my/t.csv: the target "y" is 5 in every row, so there is nothing to predict.',
    ],
  ];
  for (const [what, text, more, message] of wrong) {
    it(`is refused in one sentence for ${what}`, () => {
      expect(complaint(() => table(text, more))).to.equal(message);
    });
  }

  it('is refused with the line of a quote that is not closed', () => {
    expect(complaint(() => table('a,b,y\n1,2,3\n1,"2,3\n'))).to.match(
      /^my\/t\.csv:3: the quotes are not CSV's \(/,
    );
  });

  it('is told which columns hold numbers where it has too many inputs', () => {
    const tooMany = { target: 'body_mass_g', inputs: null, maxInputs: 3 };
    expect(complaint(() => readTable('data/penguins.csv', tooMany))).to.equal(
      'data/penguins.csv gives 6 inputs and the networks take at most 3 inputs: choose them with ' +
        '-S inputs=bill_length_mm,bill_depth_mm,flipper_length_mm',
    );
    expect(readTable('data/penguins.csv', { ...tooMany, inputs: 'flipper_length_mm' }).inputs).to.have.length(
      1,
    );
  });

  it('is refused for its first bad cell, whichever its column', () => {
    fc.assert(
      fc.property(
        fc.nat(9),
        fc.nat(1),
        fc.constantFrom('x', 'nan', '1 2', '--1', '1e', 'true'),
        (row, column, bad) => {
          const rows = body
            .trimEnd()
            .split('\n')
            .map((line) => line.split(','));
          (rows[row] as string[])[column] = bad;
          const text = `a,b,y\n${rows.map((cells) => `${cells.join(',')}\n`).join('')}`;
          expect(complaint(() => table(text))).to.match(
            new RegExp(`^my/t\\.csv:${row + 2}: column "${'ab'[column]}" has .*${bad}`),
          );
        },
      ),
      { seed: 2, numRuns: 40 },
    );
  });
});
