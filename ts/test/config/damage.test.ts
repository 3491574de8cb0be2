import { expect } from 'chai';
import fc from 'fast-check';
import { parsePipeline } from '../../config/read.ts';
import { sound } from './sound.ts';

const scraps = fc.oneof(
  fc.string({ maxLength: 4 }),
  fc.constantFrom(
    '*a',
    '&a ',
    '<<: *a',
    '${',
    '$${',
    '\n',
    '\t',
    '- ',
    ': ',
    '[',
    '}',
    '"',
    '|',
    '!x ',
    '---\n',
    '__proto__: ',
    'null',
    '# ',
  ),
);

const damage = fc.record({
  at: fc.nat(sound.length),
  length: fc.nat(12),
  scrap: scraps,
});

describe('a damaged pipeline', () => {
  it('is read or complained of, never an exception, and every complaint is about a place within it', () => {
    let refused = 0;
    fc.assert(
      fc.property(fc.array(damage, { minLength: 1, maxLength: 3 }), (damages) => {
        const text = damages.reduce(
          (t, { at, length, scrap }) => t.slice(0, at) + scrap + t.slice(at + length),
          sound,
        );
        const result = parsePipeline('x.yaml', text, {});
        if (result.ok) return;
        refused += 1;
        const lines = text.split(/\r?\n/);
        expect(result.errors).not.to.deep.equal([]);
        for (const { line, column, length, text: shown, message } of result.errors) {
          expect(lines[line - 1], message).to.equal(shown);
          expect(column).to.be.within(1, shown.length + 1);
          expect(length).to.be.within(0, shown.length - column + 1);
        }
      }),
      { seed: 1, numRuns: 150 },
    );
    expect(refused).to.be.above(60);
  });

  it('whose aliases would multiply without end, or hold themselves, is complained of', () => {
    const rows = [...Array(12).keys()].map(
      (n) => `  v${n + 1}: &v${n + 1} [${Array(9).fill(`*v${n}`).join(', ')}]`,
    );
    const bomb = `vars:\n  v0: &v0 [1]\n${rows.join('\n')}\nstages: {}\n`;
    const messages = (text: string) => {
      const result = parsePipeline('x.yaml', text, {});
      return result.ok
        ? []
        : result.errors.map(({ line, column, message }) => `${line}:${column}: ${message}`);
    };
    expect(messages(bomb)).to.deep.equal([
      '1:1: Excessive alias count indicates a resource exhaustion attack',
    ]);
    expect(messages('vars: &v { a: [*v] }\nstages: {}\n')).to.deep.equal([
      '1:16: the alias `*v` stands within its own anchor',
    ]);
  });
});
