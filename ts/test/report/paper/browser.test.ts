import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect } from 'chai';
import type { Browser, Page } from 'playwright-core';
import { writePaperReport } from '../../../report/paper/paper-report.ts';
import { FAMILIES } from '../../../report/paper/study.ts';
import { openPage, startBrowser } from '../open-page.ts';
import { measuredSearch, measuredSpace, wholeStudy } from './made-up.ts';

describe('the report on the paper in a browser', function () {
  this.timeout(60000);
  const folder = mkdtempSync(join(tmpdir(), 'swat-paper-'));
  const address = pathToFileURL(join(folder, 'report.html')).href;
  let browser: Browser | undefined;

  before(async function () {
    browser = await startBrowser(this);
    const { sweep, ...study } = wholeStudy();
    const { files } = await writePaperReport({
      ...study,
      sweep: sweep.slice(0, 8),
      reconstructions: ['min', 'p_minus_2', 'p_2'].flatMap((loss) =>
        [0, 1].map((seed) => measuredSpace({ loss, seed }, 10.123 + 3 * seed)),
      ),
      distances: study.distances.slice(0, 1),
      searches: FAMILIES.map((family) => measuredSearch(family, 3, 'paper')),
    });
    writeFileSync(join(folder, 'report.html'), files.get('report.html') ?? '');
  });

  after(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true });
  });

  const open = (width: number) => openPage(browser, address, width);

  const surfaces = (page: Page) =>
    page.evaluate(
      `Array.from(document.querySelectorAll('svg[data-surface]'), (svg) => svg.innerHTML)`,
    ) as Promise<string[]>;

  /** Surfaces are drawn in the next frame. (waitForFunction polls by `eval`, which the page forbids.) */
  const drawnAgain = (page: Page) =>
    page.evaluate('new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))');

  for (const width of [390, 1280]) {
    it(`at ${width} px logs nothing, asks for nothing and does not overflow`, async () => {
      const { page, events } = await open(width);
      expect(await page.evaluate('document.documentElement.scrollWidth')).to.equal(width);
      expect(events).to.deep.equal([]);
    });
  }

  it('fits the width of a sheet of A4 in print, in dark ink', async () => {
    const { page } = await open(718);
    await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
    const wide = await page.evaluate(`Array.from(document.querySelectorAll('table, .panels, svg.plot'))
      .filter((element) => element.getBoundingClientRect().right > 719).length`);
    expect(wide).to.equal(0);
    const ink = String(await page.evaluate(`getComputedStyle(document.querySelector('td')).color`));
    expect(Math.max(...(ink.match(/\d+/g) ?? []).map(Number))).to.be.below(120);
  });

  it('draws a surface in the page as it was drawn before, and other again when it is turned', async () => {
    const { page, events } = await open(1280);
    const drawn = await surfaces(page);
    expect(drawn).to.have.length(15);
    const surface = page.locator('svg[data-surface]').nth(3);
    await surface.scrollIntoViewIfNeeded();
    const box = await surface.boundingBox();
    if (box === null) throw new Error('the surface is not shown');
    await page.mouse.move(box.x + 100, box.y + 80);
    await page.mouse.down();
    await page.mouse.move(box.x + 160, box.y + 95, { steps: 4 });
    await page.mouse.up();
    await drawnAgain(page);
    const turned = await surfaces(page);
    expect(turned.filter((text, i) => text === drawn[i])).to.deep.equal([]);
    await page.mouse.dblclick(box.x + 100, box.y + 80);
    expect(await surfaces(page)).to.deep.equal(drawn);
    expect(events).to.deep.equal([]);
  });

  it('turns a surface by the arrow keys', async () => {
    const { page } = await open(1280);
    const [first] = await surfaces(page);
    await page.locator('svg[data-surface]').first().focus();
    await page.keyboard.press('ArrowRight');
    await drawnAgain(page);
    expect((await surfaces(page))[0]).to.not.equal(first);
  });

  it('hides a decoder’s points by a click on its name, and shows them again', async () => {
    const { page } = await open(1280);
    const shown = () =>
      page.evaluate(`Array.from(document.querySelectorAll('#figure-2-paper .decoder_2_marks'), (marks) =>
        getComputedStyle(marks).display)`);
    const button = page.locator('#figure-2-paper button[data-series="decoder_2"]');
    expect(await shown()).to.deep.equal(['inline', 'inline', 'inline']);
    await button.click();
    expect(await shown()).to.deep.equal(['none', 'none', 'none']);
    expect(await button.getAttribute('aria-pressed')).to.equal('true');
    await button.click();
    expect(await shown()).to.deep.equal(['inline', 'inline', 'inline']);
  });

  it('shows every figure as wide as its place, and no panel of it empty', async () => {
    const { page } = await open(1280);
    const sizes = (await page.evaluate(`Array.from(document.querySelectorAll('figure svg.plot'), (svg) => {
      const { width, height } = svg.getBoundingClientRect();
      return [width, height, svg.querySelectorAll('path').length];
    })`)) as [number, number, number][];
    expect(sizes.length).to.be.above(20);
    for (const [width, height, paths] of sizes) {
      expect(width).to.be.above(140);
      expect(height).to.be.above(100);
      expect(paths).to.be.above(3);
    }
  });
});
