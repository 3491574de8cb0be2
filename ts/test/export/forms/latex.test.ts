import { expect } from 'chai';
import fc from 'fast-check';
import { forms } from '../../../export/forms/forms.ts';
import { programOf } from '../../../export/program.ts';
import { RUNS } from '../../mlp/spaces.ts';
import { plainNetwork } from '../plain-network.ts';
import { anyCase } from './any-file.ts';

/** The program of a line of one column. */
function lineOf(name: string, weight: number) {
  const layers = [{ weights: [[weight]], bias: null, activations: ['linear' as const] }];
  return programOf(plainNetwork([{ name, offset: 0, scale: 1 }], { name: 'y', offset: 0, scale: 1 }, layers));
}

const printed = (program: Parameters<typeof forms.latex.print>[0]) =>
  forms.latex.print(program, { name: 'predict', type: 'double', examples: null });

describe('a network in LaTeX', () => {
  it('shows names as they are, whatever LaTeX means by their letters', () => {
    expect(printed(lineOf('100 % of_{a} & #1\n$~^\\', 2))).to.contain(
      '\\text{y} &= 2 \\, \\text{100 \\% of\\_\\{a\\} \\& \\#1 \\$\\textasciitilde{}\\textasciicircum{}\\textbackslash{}}',
    );
  });

  it('writes tiny and huge numbers as powers of ten', () => {
    expect(printed(lineOf('a', 1.5e-7))).to.contain('&= 1.5 \\cdot 10^{-7} \\, \\text{a}');
    expect(printed(lineOf('a', 2e30))).to.contain('&= 2 \\cdot 10^{30} \\, \\text{a}');
  });

  it('is one block of rows that are not too long, with every brace closed', () => {
    fc.assert(
      fc.property(anyCase, ({ file }) => {
        const lines = printed(programOf(file)).trim().split('\n');
        const [first, last] = ['\\begin{align*}', '\\end{align*}'].map((line) => lines.indexOf(line));
        const rows = lines.slice((first as number) + 1, last);
        rows.forEach((row, i) => {
          const bare = row.replaceAll(/\\[\\{}&_%#$]/g, '');
          expect(bare.split('{').length, row).to.equal(bare.split('}').length);
          expect(bare.split('&').length, row).to.equal(2);
          expect(row.endsWith(' \\\\'), row).to.equal(i < rows.length - 1);
          expect(row.length).to.be.at.most(400);
        });
        for (const line of [...lines.slice(0, first), ...lines.slice((last as number) + 1)]) {
          expect(line).to.match(/^% /);
        }
      }),
      RUNS,
    );
  });
});
