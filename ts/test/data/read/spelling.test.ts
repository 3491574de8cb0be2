import { expect } from 'chai';
import fc from 'fast-check';
import { cells, frameOf } from './frames.ts';

/** A table of the columns `a` and `b`, with semicolons between them. */
const table = (rows: readonly (readonly [string, string])[]) =>
  `a;b\n${rows.map((row) => `${row.join(';')}\n`).join('')}`;

async function read(text: string) {
  const { frame, said } = await frameOf(text);
  return { a: cells(frame.columns[0]), b: cells(frame.columns[1]), said };
}

describe('numbers', () => {
  it('are read with one sign beside them all, of per cent or of a currency, which is said', async () => {
    for (const [texts, mark] of [
      [['45%', '-5 %', '', '.5%', '1e1%'], '%'],
      [['$45', '-$5', 'NA', '$ .5', '$10'], '$'],
      [['45 €', '-5€', '?', '0.5 €', '+10€'], '€'],
    ] as const) {
      const { a, said } = await read(table(texts.map((text) => [text, '1'])));
      expect(a).to.deep.equal([45, -5, null, 0.5, 10]);
      expect(said).to.include(`column "a": numbers are read without the "${mark}" beside them`);
    }
  });

  it('are read with their thousands apart, which is said', async () => {
    for (const texts of [
      ['"1,234"', '"-12,345.5"', '"1,234,567"', '7'],
      ['1 234', '-12 345.5', '1\u00a0234\u00a0567', '7'],
      ["1'234", "-12'345.5", "1'234'567", '7'],
    ]) {
      const { frame, said } = await frameOf(`a,b\n${texts.map((text) => `${text},1\n`).join('')}`);
      expect(cells(frame.columns[0])).to.deep.equal([1234, -12345.5, 1234567, 7]);
      const first = texts[0]?.replaceAll('"', '');
      expect(said).to.deep.equal([`column "a": what stands between thousands is left out ("${first}")`]);
    }
    expect((await read(table([['$1,234.50', '1']]))).a).to.deep.equal([1234.5]);
    expect((await read(table([['1.234,50 €', '1']]))).a).to.deep.equal([1234.5]);
  });

  it('are not taken apart where digits are not in threes, or begin with a zero', async () => {
    for (const text of ['12,34', '1234,567', '0,123', '1,2345', '1,234,5', '555 1234']) {
      const { frame } = await frameOf(`a,b\n"${text}",1\n"${text}",1\n`);
      expect(frame.columns[0]?.kind, text).to.not.equal('number');
    }
  });

  it('have points between thousands where the file has decimal commas, wherever that shows', async () => {
    for (const [rows, a, b] of [
      [
        [
          ['1.343', '0,5'],
          ['938', '2,25'],
        ],
        [1343, 938],
        [0.5, 2.25],
      ],
      [
        [
          ['1.343', '1'],
          ['2.500,5', '2'],
        ],
        [1343, 2500.5],
        [1, 2],
      ],
      [
        [
          ['1.343.000', '1'],
          ['2.500', '2'],
        ],
        [1343000, 2500],
        [1, 2],
      ],
      [
        [
          ['0,5', '1.343'],
          ['2,25', '938'],
        ],
        [0.5, 2.25],
        [1343, 938],
      ],
      [
        [
          ['1,343', '0.5'],
          ['938', '2.25'],
        ],
        [1343, 938],
        [0.5, 2.25],
      ],
    ] as const) {
      const found = await read(table(rows));
      expect({ a: found.a, b: found.b }).to.deep.equal({ a, b });
    }
  });

  it('keep a point before decimals where they could not be thousands', async () => {
    const { a, b } = await read(
      table([
        ['1.34', '0,5'],
        ['0.938', '2,25'],
      ]),
    );
    expect({ a, b }).to.deep.equal({ a: [1.34, 0.938], b: [0.5, 2.25] });
  });

  it('are said to be small where nothing tells thousands from decimals, and refused where both signs are there', async () => {
    const { a, said } = await read(
      table([
        ['1.343', '1'],
        ['938', '2'],
      ]),
    );
    expect(a).to.deep.equal([1.343, 938]);
    expect(said).to.include(
      'column "a": "1.343" is read as less than a thousand; write it without the sign if that is wrong',
    );
    expect(
      (
        await read(
          table([
            ['1,343', '1'],
            ['1.343', '2'],
          ]),
        )
      ).a,
    ).to.equal('t.csv:3: column "a" has 1.343, which has a point among decimal commas.');
  });

  it('mean the same however they are written, in any order', async () => {
    const whole = fc.integer({ min: -5_000_000, max: 5_000_000 });
    await fc.assert(
      fc.asyncProperty(
        fc.array(whole, { minLength: 1 }),
        fc.constantFrom('.', ','),
        async (values, decimal) => {
          const apart = decimal === '.' ? ',' : '.';
          const write = (value: number) =>
            String(value / 4)
              .replace('.', decimal)
              .replace(/^-?\d+/, (digits) => digits.replaceAll(/(?<=\d)(?=(\d{3})+$)/g, apart));
          const rows = [
            ...values.map((value) => [write(value), '1'] as const),
            [`0${decimal}5`, '1'] as const,
          ];
          const { a } = await read(table(rows));
          expect(a).to.deep.equal([...values.map((value) => value / 4), 0.5]);
        },
      ),
      { seed: 4, numRuns: 100 },
    );
  });
});
