import { expect } from 'chai';
import { sizesFigure } from '../../report/groups/figures.ts';
import { renderGroupsPage } from '../../report/groups/page.ts';
import { groupsTable } from '../../report/groups/table.ts';
import type { GroupsFile } from '../../schema/types.ts';

/** A fit of groups whose networks have so many weights. */
function groupsOf(sizes: readonly number[]): GroupsFile {
  const groups = sizes.map((nonzeros, i) => ({
    name: `shop ${i}`,
    folder: `groups/${i + 1}-shop`,
    fitted: 40,
    tested: 10,
    nonzeros,
    depth: 0,
    rule: 'line' as const,
    left_out: 0.5,
    test: 0.6,
    constant: 0,
    linear: 0.55,
  }));
  return {
    table: 'sales',
    target: 'price',
    unit: '',
    by: 'shop',
    by_kind: 'category',
    score: 'r2',
    seed: 0,
    seconds: 1,
    groups,
    left_out: [],
  };
}

describe('what a report says of groups', () => {
  it('counts weights and groups in whole numbers', async () => {
    const few = groupsOf([6, 7, 9]);
    const page = await renderGroupsPage(few, '');
    expect(page).to.contain('with 7 non-zero weights in the median');
    expect(groupsTable(few)).to.match(/^\* chosen networks +7 /m);
    expect(groupsTable(groupsOf([6, 7]))).to.match(/^\* chosen networks +6\.5 /m);
    const { svg } = await sizesFigure(few);
    const labels = Array.from(svg.matchAll(/<text[^>]*>([\d.]+)<\/text>/g), ([, text]) => text);
    expect(labels).to.include.members(['0', '1', '6', '7', '8', '9']);
    expect(labels.join('')).not.to.contain('.');
  });

  it('says below the title of each figure what it shows', async () => {
    const page = await renderGroupsPage(groupsOf([6, 7]), '');
    expect(page).to.contain('<p>A point is a group').and.to.contain('<p>0: the constant.');
  });
});
