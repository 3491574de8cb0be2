import { expect } from 'chai';
import { importanceOf } from '../../export/importance.ts';
import { calibrationFigure } from '../../report/calibration-figure.ts';
import { confusionFigure } from '../../report/confusion-figure.ts';
import { dependences } from '../../report/dependence-figure.ts';
import type { Figure } from '../../report/figure.ts';
import { headline } from '../../report/headline.ts';
import { importanceFigure } from '../../report/importance-figure.ts';
import { chosenNetwork, type Prediction, type SearchPage } from '../../report/page.ts';
import { rocFigure } from '../../report/roc-figure.ts';
import { renderSearchPage } from '../../report/search-page.ts';
import { truthFigures } from '../../report/truth-figure.ts';
import { madeUpPage } from './made-up-page.ts';
import { penguinPage } from './penguin-page.ts';

async function shown(figure: Promise<Figure | null>): Promise<Figure> {
  const drawn = await figure;
  if (drawn === null) throw new Error('there is no figure');
  return drawn;
}

const words = (svg: string) => [...svg.matchAll(/<text[^>]*>([^<]*)<\/text>/g)].map((match) => match[1]);
const tooltips = (svg: string) => [...svg.matchAll(/<title>([^<]*)<\/title>/g)].map((match) => match[1]);

/** Test rows of two classes, by the probability of the second. */
const pairs = (rows: readonly (readonly [number, number])[]): Prediction[] =>
  rows.map(([truth, second]) => ({ part: 'test', truth: [truth], prediction: [1 - second, second] }));

describe('the figures of a classification', () => {
  let species: SearchPage;
  let sex: SearchPage;
  before(async () => {
    species = await madeUpPage({});
    sex = await madeUpPage({ target: 'sex', drop: 'species' });
  });

  it('count which class is taken for which, and its share of the true class', async () => {
    const predictions = pairs([
      [0, 0.2],
      [0, 0.4],
      [0, 0.3],
      [0, 0.9],
      [1, 0.8],
    ]);
    const { svg } = await shown(confusionFigure({ ...sex, predictions }));
    expect(tooltips(svg)).to.include.members([
      '3 rows of FEMALE found to be FEMALE, 75 % of FEMALE',
      '1 row of FEMALE found to be MALE, 25 % of FEMALE',
      '1 row of MALE found to be MALE, 100 % of MALE',
    ]);
    expect(words(svg)).to.include.members(['3', '75 %', '1', '25 %', '100 %', 'Predicted', 'True']);
  });

  it('take the rarer of many classes together', async () => {
    const labels = Array.from({ length: 14 }, (_, which) => `class ${which}`);
    const networks = species.networks.map((network) => ({ ...network, labels }));
    const predictions = Array.from({ length: 140 }, (_, row): Prediction => {
      const truth = row % 14 < 9 ? row % 14 : row % 3;
      const prediction = labels.map((_label, which) => (which === truth ? 1 : 0));
      return { part: 'test', truth: [truth], prediction };
    });
    const { svg, note } = await shown(confusionFigure({ ...species, networks, predictions }));
    expect(note).to.contain('All but the 9 most frequent of 14 classes are taken together.');
    expect(words(svg)).to.include('others').and.not.to.include('class 12');
  });

  it('have one ROC curve of two classes, with its area, and one each of more', async () => {
    const perfect = pairs([
      [0, 0.1],
      [0, 0.2],
      [1, 0.3],
      [1, 0.9],
    ]);
    const { legend } = await shown(rocFigure({ ...sex, predictions: perfect }));
    expect(legend.map(({ label }) => label)).to.deep.equal(['MALE (AUC 1.000)', 'chance']);
    const three = await shown(rocFigure(species));
    expect(three.legend.map(({ label }) => label.split(' ')[0]).sort()).to.deep.equal([
      'Adelie',
      'Chinstrap',
      'Gentoo',
      'chance',
    ]);
    const one = pairs([
      [1, 0.2],
      [1, 0.9],
    ]);
    expect(await rocFigure({ ...sex, predictions: one })).to.equal(null);
  });

  it('say how often what is said with a probability comes true, with the rows in each tenth', async () => {
    const predictions = pairs([
      ...Array.from({ length: 8 }, (_, row) => [row < 2 ? 1 : 0, 0.25] as const),
      ...Array.from({ length: 5 }, () => [1, 1] as const),
    ]);
    const { svg, note } = await shown(calibrationFigure({ ...sex, predictions }));
    expect(tooltips(svg)).to.deep.equal([
      '8 rows: said 25 %, came true 25 %',
      '5 rows: said 100 %, came true 100 %',
    ]);
    expect(words(svg)).to.include.members(['8', '5', 'Probability of "MALE"']);
    expect(note).to.contain('in tenths');
  });

  it('are there on a page of classes, and those of numbers on a page of numbers', async () => {
    const classes = ['confusion', 'roc', 'calibration'];
    const numbers = ['truth', 'residuals'];
    const html = await renderSearchPage(species);
    for (const id of classes) expect(html).to.contain(`<figure id="${id}">`);
    for (const id of numbers) expect(html).not.to.contain(`<figure id="${id}">`);
    const other = await renderSearchPage(penguinPage());
    for (const id of classes) expect(other).not.to.contain(`<figure id="${id}">`);
    for (const id of numbers) expect(other).to.contain(`<figure id="${id}">`);
  });

  it('are led by what the network gets right, beside the logistic model and the most frequent class', () => {
    const [first, second] = headline(species);
    expect(first).to.match(
      /^The logistic model predicts species better than the chosen network with \d+ non-zero weights and 5 hidden neurons: accuracy [\d.]+ % against [\d.]+ %; the most frequent class reaches [\d.]+ %\.$/,
    );
    expect(second).to.match(/The log-loss of the chosen network there is 0\.\d+, /);
  });
});

describe('the figures of columns', () => {
  it('have a bar for the eight most important columns, and say what is left', async () => {
    const page = penguinPage();
    const importances = Array.from({ length: 11 }, (_, index) => ({
      column: `column ${index}`,
      mean: index === 10 ? 0 : 10 - index,
      spread: index === 10 ? 0 : 0.5,
    }));
    const { svg, note } = await shown(importanceFigure(page, importances));
    expect(tooltips(svg)).to.have.length(8);
    expect(tooltips(svg)[0]).to.equal('column 0: 10.0 g more error, ± 0.50');
    expect(note).to.contain('2 less important columns not shown, 1 column not used.');
    expect(await importanceFigure(page, importances.slice(10))).to.equal(null);
  });

  it('have a plot a column, the most important first, with a rug for numbers and dots for levels', async () => {
    const page = await madeUpPage({});
    const { x, y } = page.judged;
    const importances = importanceOf(chosenNetwork(page), x, y, 0);
    const found = await dependences(page, importances);
    expect(found?.panels.map(({ title }) => title)).to.deep.equal(importances.map(({ column }) => column));
    expect(found?.legend.map(({ label }) => label)).to.deep.equal(['Adelie', 'Chinstrap', 'Gentoo']);
    const panel = (name: string) => found?.panels.find(({ title }) => title === name)?.svg ?? '';
    expect(tooltips(panel('island'))).to.have.length(9);
    expect(words(panel('sex'))).to.include('missing');
    const { columns, inputs } = chosenNetwork(page);
    const depth = inputs.findIndex(({ column }) => columns[column]?.name === 'bill_depth_mm');
    const values = new Set(page.fitted.filter((_, place) => place % inputs.length === depth));
    expect(panel('bill_depth_mm').match(/opacity="0.35"/g)).to.have.length(values.size);
  });

  it('draw several targets in their standard deviations, and each against its truth', async () => {
    const page = await madeUpPage({ target: ['body_mass_g', 'bill_depth_mm'], drop: 'species' });
    const found = await dependences(page, importanceOf(chosenNetwork(page), page.judged.x, page.judged.y, 0));
    expect(words(found?.panels[0]?.svg ?? '')).to.include('Mean answer (SD)');
    const figures = await truthFigures(page);
    expect(figures.map(({ id, title }) => [id, title])).to.deep.equal([
      ['truth', 'Truth against prediction: body_mass_g'],
      ['truth-2', 'Truth against prediction: bill_depth_mm'],
    ]);
    expect(await renderSearchPage(page)).to.contain('SD: standard deviations of each target.');
  });
});
