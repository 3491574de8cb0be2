import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect } from 'chai';
import type { Browser, Page } from 'playwright-core';
import { predict } from '../../export/predict.ts';
import { significant } from '../../report/number.ts';
import { chosenNetwork, type SearchPage } from '../../report/page.ts';
import { renderSearchPage } from '../../report/search-page.ts';
import { madeUpPage } from './made-up-page.ts';
import { openPage, startBrowser } from './open-page.ts';
import { penguinPage } from './penguin-page.ts';

describe('the panel in a browser', function () {
  this.timeout(60000);
  const folder = mkdtempSync(join(tmpdir(), 'swat-panel-'));
  let browser: Browser | undefined;

  before(async function () {
    browser = await startBrowser(this);
  });

  after(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true });
  });

  async function open(name: string, made: SearchPage, width = 1280, javaScriptEnabled = true) {
    const file = join(folder, `${name}.html`);
    writeFileSync(file, await renderSearchPage(made));
    return openPage(browser, pathToFileURL(file).href, width, { javaScriptEnabled });
  }

  const answerOn = (page: Page) => page.locator('#try-answer');
  const values = (page: Page, selector: string) => page.locator(selector).allInnerTexts();

  it('answers what the network predicts, as numbers are typed', async () => {
    const made = penguinPage();
    const { page, events } = await open('penguins', made);
    for (const row of [
      [40, 18, 190],
      [50.5, 15.25, 225],
    ]) {
      await page.getByRole('spinbutton', { name: 'bill_length_mm' }).fill(String(row[0]));
      await page.getByRole('spinbutton', { name: 'bill_depth_mm' }).fill(String(row[1]));
      await page.getByRole('spinbutton', { name: 'flipper_length_mm' }).fill(String(row[2]));
      const [expected] = predict(chosenNetwork(made), Float64Array.from(row));
      expect(await answerOn(page).innerText()).to.equal(`${significant(expected ?? Number.NaN, 4)} g`);
    }
    expect(events).to.deep.equal([]);
  });

  it('is moved by the keys alone: a slider sets its number, and the answer follows', async () => {
    const { page } = await open('penguins', penguinPage());
    const before = await answerOn(page).innerText();
    const field = page.getByRole('spinbutton', { name: 'flipper_length_mm' });
    const from = Number(await field.inputValue());
    await page.locator('#try-network').focus();
    const focused = () => page.evaluate('document.activeElement.type + document.activeElement.ariaLabel');
    for (let press = 0; press < 8 && (await focused()) !== 'rangeflipper_length_mm'; press++) {
      await page.keyboard.press('Tab');
    }
    for (let press = 0; press < 20; press++) await page.keyboard.press('ArrowRight');
    expect(Number(await field.inputValue())).to.equal(from + 20);
    expect(await answerOn(page).innerText()).not.to.equal(before);
    await page.getByRole('button', { name: 'Back to the middle of the rows' }).press('Enter');
    await page.waitForFunction(`document.getElementById('try-answer').innerText === '${before}'`);
    expect(Number(await field.inputValue())).to.equal(from);
  });

  it('picks another network: its answer, its drawing and its row in the table', async () => {
    const made = penguinPage();
    const { page } = await open('penguins', made);
    const shown = () => values(page, '.drawings figure:not([hidden]) p');
    expect(await shown()).to.have.length(1);
    expect((await shown())[0]).to.contain(`${chosenNetwork(made).nonzeros} non-zero weights`);
    await page.locator('#try-network').selectOption('1');
    const network = made.networks[1];
    if (network === undefined) throw new Error('the front has one network alone');
    expect((await shown())[0]).to.contain(`${network.nonzeros} non-zero weights`);
    expect(await page.locator('tr.picked').count()).to.equal(1);
    expect(await page.locator('tr.picked').getAttribute('data-network')).to.equal('1');
    const row = await page
      .locator('.control .field')
      .evaluateAll((fields) =>
        fields.map((field) => (field as unknown as { valueAsNumber: number }).valueAsNumber),
      );
    const [expected] = predict(network, Float64Array.from(row));
    expect(await answerOn(page).innerText()).to.equal(`${significant(expected ?? Number.NaN, 4)} g`);
  });

  it('says what it is asked without, and where it extrapolates', async () => {
    const { page } = await open('penguins', penguinPage());
    const field = page.getByRole('spinbutton', { name: 'bill_depth_mm' });
    const notes = page.locator('#try-notes');
    await field.fill('99');
    expect(await notes.innerText()).to.equal(
      'Outside what it was fitted to: bill_depth_mm. It extrapolates.',
    );
    await field.fill('');
    expect(await notes.innerText()).to.equal('No answer without a value of bill_depth_mm.');
    expect(await answerOn(page).innerText()).to.equal('–');
    await field.fill('17');
    expect(await notes.innerText()).to.equal('');
  });

  it('shows the probability of each class as a bar, and takes levels and gaps', async () => {
    const made = await madeUpPage({});
    const { page, events } = await open('species', made, 360);
    expect(await values(page, '.bar .name')).to.deep.equal(['Adelie', 'Chinstrap', 'Gentoo']);
    const shares = async () => (await values(page, '.bar .value')).map((text) => Number.parseFloat(text));
    const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0);
    const first = await shares();
    expect(sum(first)).to.be.closeTo(100, 0.2);
    await page.getByRole('combobox', { name: 'island' }).selectOption('Torgersen');
    const second = await shares();
    expect(second).not.to.deep.equal(first);
    await page.getByRole('combobox', { name: 'sex' }).selectOption('missing');
    const third = await shares();
    expect(third).not.to.deep.equal(second);
    const gap = page.locator('.control', { hasText: 'flipper_length_mm' }).getByRole('checkbox');
    await page.getByRole('spinbutton', { name: 'flipper_length_mm' }).fill('175');
    const known = await shares();
    await gap.check();
    expect(await page.getByRole('spinbutton', { name: 'flipper_length_mm' }).isDisabled()).to.equal(true);
    expect(await shares()).not.to.deep.equal(known);
    expect(sum(await shares())).to.be.closeTo(100, 0.2);
    expect(await page.evaluate('document.documentElement.scrollWidth')).to.equal(360);
    expect(events).to.deep.equal([]);
  });

  it('takes dates, gives the interval of a number, and names several targets', async () => {
    const file = join(folder, 'rides.csv');
    const rows = Array.from({ length: 120 }, (_, row) => {
      const day = String(1 + (row % 28)).padStart(2, '0');
      return `2024-0${1 + (row % 9)}-${day},${(row * 7) % 31},${100 + 3 * (row % 28) + ((row * 7) % 31)},${row % 11}`;
    });
    writeFileSync(file, `day,heat,rides,falls\n${rows.join('\n')}\n`);
    const one = await open('rides', await madeUpPage({ file, target: 'rides', drop: 'falls' }), 360);
    const before = await one.page.locator('.number').innerText();
    expect(await one.page.locator('.interval').innerText()).to.match(
      /^[\d.]+ to [\d.]+: so wide that it holds the truth of 90 % of new rows$/,
    );
    await one.page.locator('input[type=date]').fill('2024-01-27');
    expect(await one.page.locator('.number').innerText()).not.to.equal(before);
    const two = await open('two', await madeUpPage({ file, target: ['rides', 'falls'] }));
    expect(await values(two.page, '.number .name')).to.deep.equal(['rides', 'falls']);
    expect(await two.page.locator('.interval').count()).to.equal(0);
    expect([...one.events, ...two.events]).to.deep.equal([]);
  });

  it('survives names that would end its script, and shows them as they are', async () => {
    const evil = '</script><script>throw 1</script><!-- "\' \\';
    const made = await madeUpPage({});
    const named = made.networks.map((network) => ({
      ...network,
      labels: [evil, ...(network.labels?.slice(1) ?? [])],
      columns: network.columns.map((column) =>
        column.name === 'island' ? { ...column, name: evil, levels: [evil, 'Dream', 'Torgersen'] } : column,
      ),
      inputs: network.inputs.map((input) =>
        input.name === 'island = Biscoe' ? { ...input, name: evil, level: evil } : input,
      ),
    }));
    const { page, events } = await open('evil', { ...made, networks: named });
    expect(events).to.deep.equal([]);
    expect((await values(page, '.bar .name'))[0]).to.equal(evil);
    const before = await values(page, '.bar .value');
    await page.locator('.control select').first().selectOption('Dream');
    expect(await values(page, '.bar .value')).not.to.deep.equal(before);
  });

  it('without JavaScript shows the chosen network, and says what is missing', async () => {
    const { page } = await open('off', penguinPage(), 1280, false);
    expect(await page.locator('.drawings figure:visible').count()).to.equal(1);
    expect(await page.locator('#try').innerText()).to.contain('Answers need JavaScript, which is off.');
  });
});
