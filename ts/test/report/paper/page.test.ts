import { expect } from 'chai';
import { writePaperReport } from '../../../report/paper/paper-report.ts';
import { measuredSpace, wholeStudy } from './made-up.ts';

const whole = writePaperReport(wholeStudy());

async function file(name: string): Promise<string> {
  return (await whole).files.get(name) ?? '';
}

describe('the report on the paper', () => {
  it('is a page, a Markdown file and a picture a figure', async () => {
    const presets = ['paper', 'swat'];
    expect([...(await whole).files.keys()]).to.have.members([
      'report.html',
      'report.md',
      ...[2, 3, 5, 6].flatMap((number) => presets.map((preset) => `figures/figure-${number}-${preset}.svg`)),
      'figures/figure-4.svg',
      'figures/distances.svg',
      'figures/masks-figure.svg',
      'figures/losses-figure.svg',
    ]);
  });

  it('says the same in both files: every number of every table', async () => {
    const [html, markdown] = [await file('report.html'), await file('report.md')];
    const cells = [...html.matchAll(/<td[^>]*>(?:<a href="([^"]*)">)?([^<]*)/g)].slice(0, 400);
    expect(cells.length).to.equal(400);
    for (const [, href, text = ''] of cells) {
      if (href !== undefined) expect(markdown).to.contain(`](${href})`);
      if (text !== '–') expect(markdown).to.contain(text);
    }
  });

  it('links every figure of the Markdown file to a picture that is there', async () => {
    const { files } = await whole;
    const linked = [...(await file('report.md')).matchAll(/!\[[^\]]*\]\(([^)]*)\)/g)].map(
      ([, path = '']) => path,
    );
    expect(linked).to.have.length(12);
    expect(linked.filter((path) => !files.has(path))).to.deep.equal([]);
  });

  it('lists every declared deviation, and the paper as the source of its numbers', async () => {
    for (const name of ['report.html', 'report.md']) {
      expect(await file(name)).to.contain('Masks train softly.');
      expect(await file(name)).to.contain('Huang, Montazerin, Srivastava');
    }
  });

  it('states the budget at each table', async () => {
    const tables = (await file('report.html'))
      .split('<div class="grid-table"')
      .slice(1)
      .map((part) => part.split('<table')[0] ?? '');
    const stated = tables.filter((table) => table.includes('the paper&#39;s 12,800,000 presentations'));
    const under = tables.filter((table) => /id="table-\d-\w+-skill"/.test(table));
    expect(stated.length + under.length).to.equal(tables.length);
    expect(under).to.have.length(6);
  });

  it('fetches nothing, and runs its own script alone', async () => {
    const html = await file('report.html');
    expect(html.match(/<script/g)).to.have.length(2);
    expect(html).to.match(
      /content="default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-[^']+'"/,
    );
    expect(html).not.to.match(/<link|<img|<iframe|@import|url\((?!#)|<[^>]* on\w+=/i);
  });

  it('escapes every text that comes from a pipeline or a file', async () => {
    const evil = '</style></script><script>alert("1")</script>|[x](y)`';
    const study = wholeStudy();
    const { files } = await writePaperReport({
      ...study,
      title: evil,
      budget: evil,
      deviations: [evil],
      reconstructions: [{ ...measuredSpace(), source: { stage: evil, href: '../x' } }],
      distances: [],
      searches: [],
      sweep: [],
    });
    const html = files.get('report.html') ?? '';
    expect(html.match(/<script/g)).to.have.length(2);
    expect(html).to.contain('&lt;script&gt;alert');
    expect(files.get('report.md')).to.contain('\\<script\\>alert');
    expect(files.get('report.md')).not.to.contain('[x](y)');
  });

  it('is a report still where only one space was measured: what was not run is said', async () => {
    const nothing = { distances: [], searches: [], sweep: [] };
    const { files, cells } = await writePaperReport({
      ...wholeStudy(),
      ...nothing,
      reconstructions: [measuredSpace()],
    });
    const markdown = files.get('report.md') ?? '';
    expect(markdown.match(/left open/g)).to.have.length(3);
    expect(markdown).to.contain('ran no such search');
    expect(cells).to.have.length(24);
  });

  it('is the same bytes for the same artifacts', async () => {
    const again = await writePaperReport(wholeStudy());
    for (const [name, text] of (await whole).files)
      expect(again.files.get(name) === text, name).to.equal(true);
  });
});
