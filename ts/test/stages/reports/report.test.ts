import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { report } from '../../../stages/reports/report.ts';
import { reportRows } from '../../../stages/reports/rows.ts';
import { writeTable } from '../../../stages/tables/table.ts';
import { type MadeUp, madeUp } from '../../report/made-up-page.ts';

describe('a report', () => {
  const store = mkdtempSync(join(tmpdir(), 'swat report '));
  let made: MadeUp;
  before(async () => {
    made = await madeUp({});
  });
  after(() => rmSync(store, { recursive: true }));

  /** Leaves a table and a search in folders of the store, and reports on them. */
  async function reportIn(
    out: string,
    search: string,
  ): Promise<{ html: string; files: object; text: string }> {
    const folder = (name: string) => {
      mkdirSync(join(store, name), { recursive: true });
      return join(store, name);
    };
    writeTable({ out: folder('table-1') }, made.table);
    mkdirSync(join(folder(search), 'networks'), { recursive: true });
    made.front.networks.forEach(({ file }, index) => {
      writeFileSync(join(folder(search), file), JSON.stringify(made.networks[index]));
    });
    writeFileSync(join(folder(search), 'front.json'), JSON.stringify(made.front));
    writeFileSync(join(folder(search), 'history.json'), '[]');
    await report.run(
      {
        stage: 'report',
        with: { title: '' },
        deps: {
          table: { stage: 'table', folder: folder('table-1') },
          search: { stage: 'search', folder: folder(search) },
        },
        out: folder(out),
        work: folder(out),
        signal: new AbortController().signal,
        progress: () => {},
        notice: () => {},
      },
      () => Promise.reject(new Error('no kernel is needed')),
    );
    const { text, files } = JSON.parse(readFileSync(join(store, out, 'results.json'), 'utf8'));
    return { html: readFileSync(join(store, out, 'report.html'), 'utf8'), files, text };
  }

  it('is a page titled by what was predicted from which table, and the front as text', async () => {
    const { html, text } = await reportIn('report-1', 'search-1');
    expect(html).to.contain('<title>species from penguins</title>');
    expect(html).to.contain('id="confusion"').and.to.contain('id="importance"');
    expect(text).to.match(/^penguins: networks by size/);
  });

  it('names its files from where it lies: beside the search, or in its folder', async () => {
    const apart = await reportIn('report-1', 'search-1');
    expect(apart.files).to.include({ chosen: '../search-1/chosen.json', report: 'report.html' });
    expect(apart.html).to.contain('npx swat predict ../search-1/chosen.json TABLE.csv');
    const inside = await reportIn('fit-1', 'fit-1');
    expect(inside.files).to.include({ front: 'front.json', chosen: 'chosen.json' });
    expect(inside.html).to.contain('swat explain chosen.json');
  });

  it('judges columns on the test rows where these are fifty or more, otherwise on all', () => {
    const { table, front, networks } = made;
    const network = networks[front.chosen];
    if (network === undefined) throw new Error('no network was chosen');
    const inputs = table.card.inputs.length;
    const { fitted, judged, predictions } = reportRows(table, front, network);
    expect(judged.part).to.equal('test');
    expect(judged.x.length / inputs).to.equal(table.card.rows.test);
    expect(fitted.length / inputs).to.equal(table.card.rows.train);
    expect(predictions).to.have.length(table.card.rows.test);
    expect(predictions[0]?.prediction).to.have.length(3);
    const [x, y, part] = [table.x.slice(0, 80 * inputs), table.y.slice(0, 80), table.part.slice(0, 80)];
    const few = reportRows({ ...table, x, y, part }, front, network).judged;
    expect(few.part).to.equal('all');
    expect([few.x.length / inputs, few.y.length]).to.deep.equal([80, 80]);
  });
});
