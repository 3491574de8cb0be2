import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect } from 'chai';
import type { Browser, Page } from 'playwright-core';
import type { SearchPage } from '../../report/page.ts';
import { renderSearchPage } from '../../report/search-page.ts';
import { openPage, startBrowser } from './open-page.ts';
import { penguinPage } from './penguin-page.ts';

describe('the page in a browser', function () {
  this.timeout(60000);
  const folder = mkdtempSync(join(tmpdir(), 'swat-report-'));
  const address = pathToFileURL(join(folder, 'report.html')).href;
  const longNames = pathToFileURL(join(folder, 'long.html')).href;
  let browser: Browser | undefined;

  before(async function () {
    browser = await startBrowser(this);
    writeFileSync(join(folder, 'report.html'), await renderSearchPage(penguinPage()));
    writeFileSync(join(folder, 'long.html'), await renderSearchPage(withLongNames(penguinPage())));
  });

  after(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true });
  });

  const open = (width: number, colorScheme: 'light' | 'dark' = 'light') =>
    openPage(browser, address, width, { colorScheme });

  for (const width of [390, 1280]) {
    it(`at ${width} px logs nothing, asks for nothing and does not overflow`, async () => {
      const { page, events } = await open(width);
      const scrolled = await page.evaluate('document.documentElement.scrollWidth');
      expect(events).to.deep.equal([]);
      expect(scrolled).to.equal(width);
    });

    it(`at ${width} px shows six plots, each inside its figure and clear of its caption`, async () => {
      const { page } = await open(width);
      const figures = await boxes(page, '.figures > figure');
      const captions = await boxes(page, '.figures > figure > figcaption');
      const plots = await boxes(page, '.figures > figure > svg.plot');
      expect([figures.length, captions.length, plots.length]).to.deep.equal([6, 6, 6]);
      plots.forEach((plot, index) => {
        const figure = figures[index] as Box;
        const caption = captions[index] as Box;
        expect(plot.right - plot.left).to.be.above(250);
        expect(plot.bottom - plot.top).to.be.above(90);
        expect(plot.left).to.be.at.least(figure.left);
        expect(plot.right).to.be.at.most(figure.right);
        expect(plot.top >= caption.bottom || plot.left >= caption.right).to.equal(true);
      });
    });

    it(`at ${width} px keeps every word of a plot inside it, and clear of the others`, async () => {
      const { page } = await open(width);
      const plots = await boxes(page, PLOTS);
      const all = await wordsOfPlots(page);
      for (const [index, plot] of plots.entries()) {
        const words = all[index] ?? [];
        expect(words.length).to.be.above(6);
        expectWordsInside(plot, words);
        words.forEach((word, first) => {
          for (const other of words.slice(first + 1)) {
            const apart =
              word.right <= other.left ||
              other.right <= word.left ||
              word.bottom <= other.top + 2 ||
              other.bottom <= word.top + 2;
            expect(apart, `${word.text} and ${other.text}`).to.equal(true);
          }
        });
      }
    });
  }

  it('does not overflow on a phone for names without end', async () => {
    const { page } = await open(390);
    await page.goto(longNames);
    expect(await page.evaluate('document.documentElement.scrollWidth')).to.equal(390);
    const all = await wordsOfPlots(page);
    for (const [index, plot] of (await boxes(page, PLOTS)).entries())
      expectWordsInside(plot, all[index] ?? []);
  });

  it('has light ink on dark paper in the dark, and dark ink on light paper otherwise and in print', async () => {
    const { page } = await open(1280, 'dark');
    const looks = async () => {
      const style = "getComputedStyle(document.querySelector('.figures > figure'))";
      return [await lightness(page, `${style}.color`), await lightness(page, `${style}.backgroundColor`)];
    };
    const [ink = 0, paper = 255] = await looks();
    expect(ink - paper).to.be.above(150);
    await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
    const [printed = 255, sheet = 0] = await looks();
    expect(sheet - printed).to.be.above(150);
    await page.emulateMedia({ media: 'screen', colorScheme: 'light' });
    expect(await looks()).to.deep.equal([printed, sheet]);
  });
});

/** The page of a table whose columns, unit and title are one long word. */
function withLongNames(page: SearchPage): SearchPage {
  const long = 'compressive_strength_of_concrete_'.repeat(4);
  return {
    ...page,
    title: long,
    task: { ...page.task, table: long, target: long, unit: long, inputs: [long, long] },
    front: { ...page.front, unit: long },
    networks: page.networks.map((network) => ({
      ...network,
      columns: network.columns.map((column) => ({ ...column, name: long })),
      inputs: network.inputs.map((input) => ({ ...input, name: long })),
      outputs: network.outputs.map((output) => ({ ...output, name: long })),
    })),
    files: { front: long, chosen: long, networks: long },
    provenance: { [long]: long },
  };
}

interface Box {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
  readonly text: string;
}

/** Plots that are shown. */
const PLOTS = '.figures svg.plot, .drawings > figure:not([hidden]) > svg.plot, .panel > svg.plot';

/** The words of each plot that is shown, in the order of PLOTS. */
async function wordsOfPlots(page: Page): Promise<Box[][]> {
  const found = await page.evaluate(`Array.from(document.querySelectorAll('${PLOTS}'), (plot) =>
    Array.from(plot.querySelectorAll('text'), (element) => {
      const { left, right, top, bottom } = element.getBoundingClientRect();
      return { left, right, top, bottom, text: element.textContent };
    }))`);
  return found as Box[][];
}

function expectWordsInside(plot: Box, words: readonly Box[]): void {
  for (const word of words) {
    expect(word.left, word.text).to.be.at.least(plot.left - 1);
    expect(word.right, word.text).to.be.at.most(plot.right + 1);
    expect(word.top, word.text).to.be.at.least(plot.top - 1);
    expect(word.bottom, word.text).to.be.at.most(plot.bottom + 1);
  }
}

/** Where the elements that `selector` finds are shown, in px. */
async function boxes(page: Page, selector: string): Promise<Box[]> {
  const found = await page.evaluate(`Array.from(document.querySelectorAll('${selector}'), (element) => {
    const { left, right, top, bottom } = element.getBoundingClientRect();
    return { left, right, top, bottom, text: element.textContent };
  })`);
  return found as Box[];
}

/** The mean of red, green and blue, from 0 to 255, of a colour that `expression` gives. */
async function lightness(page: Page, expression: string): Promise<number> {
  const colour = String(await page.evaluate(expression));
  const [red = 0, green = 0, blue = 0] = (colour.match(/\d+/g) ?? []).map(Number);
  return (red + green + blue) / 3;
}
