import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { readFront } from '../../export/read.ts';
import { frontPicture, frontText } from '../../report/front-picture.ts';
import { frontTable } from '../../report/table.ts';

describe('docs/choose.md', () => {
  const page = readFileSync('docs/choose.md', 'utf8');
  const result = readFront(readFileSync('docs/choose/front.json', 'utf8'));
  if (!result.ok) throw new Error('docs/choose/front.json is no front');
  const front = result.value;

  it('shows the front that its commands made: the picture, the table, the reason of the choice', async () => {
    expect(await frontPicture(front)).to.equal(readFileSync('docs/choose/front.svg', 'utf8'));
    const table = frontTable(front).trimEnd().split('\n');
    const [, shown = ''] = /```text\n([\s\S]*?)\n```/.exec(page) ?? [];
    expect(table.join('\n')).to.contain(shown);
    expect(page).to.contain(`> ${front.selection?.reason}\n`);
  });

  it('names networks that the front has', () => {
    const named = Array.from(page.matchAll(/penguins\/(networks\/\d+\.json)/g), ([, file]) => file);
    expect(named).to.have.length.above(1);
    expect(front.networks.map(({ file }) => file)).to.include.members(named);
    const sizes = Array.from(page.matchAll(/here (\d+) weights/g), ([, size]) => Number(size));
    expect(front.networks.map(({ nonzeros }) => nonzeros)).to.include.members(sizes);
  });

  it('draws that front in a terminal, the chosen network among the others', () => {
    const drawing = frontText(front);
    expect(drawing).to.contain('Test error (RMSE in g)').and.to.contain('Non-zero weights');
    expect(drawing.split('\n').every((line) => line.length < 80)).to.equal(true);
    const [, marks = ''] = /\n(o .*)$/.exec(drawing) ?? [];
    expect(marks).to.equal('o straight line   x 1 hidden layer   + chosen   - least squares   . constant');
    expect(drawing.match(/[ox+](?![^\n]*Non-zero)/g)?.length).to.be.above(8);
  });
});
