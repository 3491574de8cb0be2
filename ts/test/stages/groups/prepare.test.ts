import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { fitParameters } from '../../../fit/options.ts';
import { splitGroups } from '../../../stages/groups/split.ts';
import { prepareGroups } from '../../../stages/prepare/table.ts';

describe('the tables of groups', () => {
  const folder = mkdtempSync(join(tmpdir(), 'swat groups '));
  after(() => rmSync(folder, { recursive: true }));

  it('have each its own test rows, a fifth, and names sorted by their numbers', async () => {
    const file = join(folder, 'table.csv');
    const rows = Array.from({ length: 240 }, (_, i) =>
      [`s${i % 12}`, Math.sin(3.1 * i), Math.cos(1.7 * i * i)].join(','),
    );
    writeFileSync(file, `shop,a,y\n${rows.join('\n')}\n`);
    const checked = fitParameters({ table: file, target: 'y', by: 'shop' });
    if (!checked.ok) throw new Error('the options are wrong');
    const grouped = await prepareGroups(checked.parameters.table, 'shop', {
      notice: () => {},
      progress: () => {},
    });
    const { groups, leftOut } = splitGroups(grouped);
    expect(leftOut).to.deep.equal([]);
    expect(groups.map(({ name }) => name)).to.deep.equal(Array.from({ length: 12 }, (_, i) => `s${i}`));
    expect(groups.map(({ table }) => table.card.rows.test)).to.deep.equal(Array(12).fill(4));
  });
});
