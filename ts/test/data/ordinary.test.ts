import { expect } from 'chai';
import { DataError } from '../../data/error.ts';
import { parseTable, readRows } from '../../data/table.ts';
import { decode } from '../../data/text.ts';

const rows = Array.from({ length: 12 }, (_, row) => `${row},${row * 2},${row % 3}`);
const body = rows.map((row) => `${row}\n`).join('');
const choice = { target: 'y', inputs: null, maxInputs: 3 };

function read(text: string) {
  const said: string[] = [];
  const { x, y, inputs } = parseTable(text, 't.csv', choice, (sentence) => said.push(sentence));
  return { x, y, inputs, said };
}

describe('a table as programs write it', () => {
  const plain = read(`a,b,y\n${body}`);
  const commas = ['t.csv: commas at the ends of lines are left out.'];

  it('is read with commas at the ends of lines, in its header, its rows or both', () => {
    const ended = rows.map((row) => `${row},\n`).join('');
    for (const text of [`a,b,y,\n${ended}`, `a,b,y\n${ended}`, `a,b,y,,\n${body}`, `a,b,y\n${body},,,,\n`]) {
      const { said, ...others } = read(text);
      expect({ ...others, said: [] }, text).to.deep.equal(plain);
      expect(said).to.deep.equal(commas);
    }
    const said: string[] = [];
    expect(readRows('a,b,\n1,2,\n,,\n', 't.csv', ['a'], (sentence) => said.push(sentence))).to.deep.equal([
      [1],
      null,
    ]);
    expect(said).to.deep.equal(commas);
  });

  it('is read in UTF-8, with or without its mark, and otherwise as Latin-1, which is said', () => {
    const text = `T °C,"Größe µ",y\n${body}`;
    const said: string[] = [];
    const decoded = (bytes: Buffer) => decode(bytes, 't.csv', (sentence) => said.push(sentence));
    expect(decoded(Buffer.from(text))).to.equal(text);
    expect(decoded(Buffer.from(`\ufeff${text}`))).to.equal(text);
    expect(said).to.deep.equal([]);
    const latin = Buffer.from(text, 'latin1');
    expect(decoded(latin)).to.equal(text);
    expect(said).to.deep.equal(['t.csv is not UTF-8: it was read as Latin-1.']);
  });

  const wrong: [string, string, string][] = [
    [
      'units',
      `a,b,y\ndegC,bar,kg\n${body}`,
      't.csv:2: below the header seems to be a line of units ("degC", "bar", "kg"): remove it.',
    ],
    [
      'comments above',
      `# by meter 3\na,b,y\n${body}`,
      't.csv:2: 3 fields where the header has 1: lines that start with "#" are not read as comments: remove them.',
    ],
    [
      'comments below',
      `a,b,y\n${body}# end\n`,
      't.csv:14: 1 field where the header has 3: lines that start with "#" are not read as comments: remove them.',
    ],
    [
      'no header',
      `${rows.slice(7).join('\n')}\n`,
      't.csv has no column "y": its first line holds numbers: a line with the names of the columns seems to be missing.',
    ],
    [
      'no header, and two equal numbers',
      `1,1,2\n${body}`,
      't.csv:1: two columns are named "1": its first line holds numbers: a line with the names of the columns seems to be missing.',
    ],
    [
      'semicolons and decimal commas',
      'a;b;y\n1,5;2;3\n',
      't.csv:2: 2 fields where the header has 1: the columns seem to be separated by semicolons, not by commas.',
    ],
    ...(
      [
        [';', 'semicolons'],
        ['\t', 'tabs'],
        ['|', 'vertical bars'],
        ['  ', 'spaces'],
      ] as const
    ).map(([sign, name]): [string, string, string] => [
      name,
      `a,b,y\n${body}`.replaceAll(',', sign),
      `t.csv has no column "y": its columns seem to be separated by ${name}, not by commas.`,
    ]),
    [
      'per cent signs',
      'a,b,y\n1,45%,2\n',
      't.csv:2: column "b" has the text "45%"; write the number without a per cent sign.',
    ],
    [
      'commas between thousands',
      'a,b,y\n1,"1,234,567",2\n',
      't.csv:2: column "b" has the text "1,234,567"; write the number without commas, and with a point before its decimals.',
    ],
  ];
  for (const [what, text, message] of wrong) {
    it(`is refused with its cause for ${what}`, () => {
      expect(() => read(text))
        .to.throw(DataError)
        .with.property('message', message);
    });
  }

  it('may begin with a row of words only where numbers are not what is below', () => {
    expect(() => read('a,b,y\nx,y,z\nu,v,w\n')).to.throw(DataError, '2: column "a" has the text "x"');
    expect(() => read(`a,b,y\nNaN,nan,NaN\n${body}`)).to.throw(DataError, '2: column "a" has NaN');
  });
});
