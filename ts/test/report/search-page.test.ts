import { createHash } from 'node:crypto';
import { expect } from 'chai';
import { headline } from '../../report/headline.ts';
import type { SearchPage } from '../../report/page.ts';
import { renderSearchPage } from '../../report/search-page.ts';
import type { FrontNetwork, Scores } from '../../schema/types.ts';
import { makePenguinPage, penguinPage } from './penguin-page.ts';

const page = penguinPage();

describe('the page of a search', () => {
  it('opens with what was found, and how it stands to least squares and the constant', async () => {
    const network = page.front.networks[page.front.chosen];
    const html = await renderSearchPage(page);
    const first = /<p class="headline">([^<]*)<\/p>/.exec(html)?.[1] ?? '';
    expect(first).to.equal(
      `A network with ${network?.nonzeros} non-zero weights and ${network?.neurons.reduce((a, b) => a + b)} hidden neurons ` +
        `predicts body_mass_g with R² ${network?.test.r2?.toFixed(3)}; least squares reaches ` +
        `${page.front.baselines.ols?.test.r2?.toFixed(3)}, the constant ${page.front.baselines.constant.test.r2?.toFixed(3)}.`,
    );
  });

  it('says what a front and MPE are where it shows them', async () => {
    const html = await renderSearchPage(page);
    expect(html).to.contain(
      'The front is the networks that no other one found beats in both size and error.',
    );
    expect(html).to.contain('MPE: the median error, in percent of the truth.');
  });

  it('says first that a straight line is enough, or least squares as good, where that is so', () => {
    const scored = (mse: number, r2: number) => ({
      validation: { mse, r2, mpe: 0 },
      test: { mse, r2, mpe: 0 },
    });
    const first = (ols: Scores | null, change: Partial<FrontNetwork>) => {
      const network = { ...page.front.networks[0], ...scored(100, 0.8), ...change } as FrontNetwork;
      const baselines = { ols, constant: scored(500, 0), untrained: null };
      return headline({ ...page, front: { ...page.front, networks: [network], chosen: 0, baselines } })[0];
    };
    const { selection } = page.front;
    if (!selection) throw new Error('the page has no selection');
    const small = { nonzeros: 4, neurons: [1] };
    expect(first(scored(100.5, 0.799), small)).to.equal(
      'Least squares predicts body_mass_g as well as the chosen network with 4 non-zero weights and 1 hidden neuron: R² 0.799 against 0.800; the constant reaches 0.000.',
    );
    expect(first(scored(64, 0.872), small)).to.match(
      /^Least squares predicts body_mass_g better than the chosen/,
    );
    expect(first(scored(169, 0.662), small)).to.match(/^A network with 4 non-zero weights/);
    expect(first(null, small)).to.match(/^A network .* R² 0.800; the constant reaches 0.000.$/);
    expect(first(scored(90, 0.82), { nonzeros: 2, neurons: [], depth: 0 })).to.match(
      /^A straight line of 2 non-zero weights is enough for body_mass_g \(.*\): R² 0.800; least squares reaches 0.820/,
    );
    const untried = { ...page.front, selection: { ...selection, with_hidden: 0 } };
    const line = { ...page.front.networks[0], ...scored(100, 0.8), nonzeros: 2, neurons: [], depth: 0 };
    expect(
      headline({ ...page, front: { ...untried, networks: [line as FrontNetwork], chosen: 0 } })[0],
    ).to.match(
      /^A straight line of 2 non-zero weights is the best for body_mass_g of what was tried, which was no network with hidden neurons: R² 0.800; /,
    );
    expect(first(scored(90, 0.82), { nonzeros: 0, neurons: [], depth: 0 })).to.match(
      /^No input tells anything of body_mass_g for sure: the constant is chosen/,
    );
  });

  it('says more where the network is worse than least squares', () => {
    const scored = (mse: number) => ({ validation: { mse, r2: 0, mpe: 0 }, test: { mse, r2: 0, mpe: 0 } });
    const against = (network: number, ols: number, constant: number) => {
      const chosen = page.front.networks[page.front.chosen];
      if (chosen === undefined) throw new Error('the front is empty');
      const baselines = { ols: scored(ols), constant: scored(constant), untrained: null };
      const networks = [{ ...chosen, ...scored(network) }];
      return headline({ ...page, front: { ...page.front, networks, chosen: 0, baselines } })[1];
    };
    expect(against(81, 100, 400)).to.contain(
      '9.00 g, 10 % less than least squares (10.0 g) and 55 % less than the constant',
    );
    expect(against(121, 100, 121)).to.contain(
      '11.0 g, 10 % more than least squares (10.0 g) and as much as the constant',
    );
    expect(against(0.0001, 100, 0.01)).to.contain(
      '0.0100 g, less than 1 % of that of least squares (10.0 g) and 90 % less than the constant',
    );
    expect(against(900, 100, 900)).to.contain('30.0 g, 3.0 times that of least squares (10.0 g)');
  });

  it('says that one test row makes the scores, and what they are without it', () => {
    const row = (truth: number, error: number) =>
      ({ part: 'test', truth: [truth], prediction: [truth + error] }) as const;
    const rows = Array.from({ length: 20 }, (_, i) => row(i, i % 2 ? 0.1 : -0.1));
    const sentences = (predictions: SearchPage['predictions']) => headline({ ...page, predictions }).slice(2);
    expect(sentences(rows)).to.deep.equal([]);
    expect(sentences([...rows.slice(1), row(0, 1)])).to.deep.equal([]);
    expect(sentences([...rows, row(1e6, 5 - 1e6)])).to.deep.equal([
      "One of the 21 test rows (truth 1,000,000 g, prediction 5.00 g) holds 100 % of the chosen network's squared errors there: without it, R² is 0.99970.",
    ]);
    const exact = [...rows.map(({ truth: [y = 0] }) => row(y, 0)).slice(1), row(0, 1e-8)];
    expect(sentences(exact)).to.deep.equal([]);
    const validation = rows.map((each) => ({ ...each, part: 'validation' }) as const);
    expect(sentences([...validation, row(1e6, 5 - 1e6)])).to.deep.equal([]);
  });

  it('fetches nothing, and runs one script alone: the one whose hash it allows', async () => {
    const html = await renderSearchPage(page);
    expect(html).not.to.match(/<link|<img|<iframe|@import|url\((?!#)|<[^>]* on\w+=/i);
    expect(
      html
        .replaceAll('xmlns="http://www.w3.org/2000/svg"', '')
        .replaceAll('xmlns:xlink="http://www.w3.org/1999/xlink"', ''),
    ).not.to.match(/https?:/);
    const scripts = [...html.matchAll(/<script[^>]*>([\s\S]*?)<\/script>/g)].map(([, text = '']) => text);
    expect(scripts).to.have.length(1);
    const hash = createHash('sha256')
      .update(scripts[0] ?? '')
      .digest('base64');
    expect(html).to.contain(
      `content="default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-${hash}'"`,
    );
  });

  it('escapes every name that comes from a table, a pipeline or a file', async () => {
    const evil = '</style><script>alert("1")</script><!-- &\'';
    const html = await renderSearchPage({
      ...page,
      title: evil,
      task: { ...page.task, table: evil, target: evil, unit: evil, inputs: [evil] },
      front: { ...page.front, task: evil, unit: evil },
      networks: page.networks.map((network) => ({
        ...network,
        columns: network.columns.map((column) => ({ ...column, name: evil })),
        inputs: network.inputs.map((input) => ({ ...input, name: evil })),
        outputs: network.outputs.map((output) => ({ ...output, name: evil })),
      })),
      files: { front: evil, chosen: evil, networks: evil },
      provenance: { [evil]: evil },
    });
    // A script can be opened inside a script, so only what stands outside of it counts.
    const outside = html.replace(/<script>[\s\S]*?<\/script>/, '');
    expect(outside).not.to.match(/<script|<\/script|<!-- /);
    expect(html.match(/<\/script>/g)).to.have.length(1);
    expect(html.match(/<\/style>/g)).to.have.length(1);
    expect(html).not.to.contain('<!-- ');
    expect(outside).to.contain('&lt;script&gt;');
  });

  it('has only the parts that there is something to say about', async () => {
    const whole = await renderSearchPage(page);
    const { curve: _curve, reconstruction: _reconstruction, untrainedFront: _front, ...less } = page;
    const part = await renderSearchPage(less as SearchPage);
    for (const id of ['curve', 'reconstruction']) {
      expect(whole).to.contain(`id="${id}"`);
      expect(part).not.to.contain(`id="${id}"`);
    }
    for (const id of [
      'try',
      'network',
      'front',
      'truth',
      'residuals',
      'importance',
      'history',
      'dependence',
      'networks',
      'files',
      'provenance',
    ]) {
      expect(whole).to.contain(`id="${id}"`);
      expect(part).to.contain(`id="${id}"`);
    }
    expect(await renderSearchPage({ ...less, curve: [] } as SearchPage)).to.equal(part);
  });

  it('names its files and what can be done with them', async () => {
    const html = await renderSearchPage(page);
    expect(html).to.contain('../search/front.json');
    for (const command of ['predict', 'export', 'explain'])
      expect(html).to.contain(`<code>npx swat ${command} ../search/chosen.json`);
  });

  it('is the same bytes for the same search', async () => {
    expect(await renderSearchPage(page)).to.equal(await renderSearchPage(makePenguinPage()));
  });

  it('greys what is no better than the constant, and nothing else', async () => {
    const html = await renderSearchPage(page);
    const cell = (text: string) => new RegExp(`<td([^>]*)>${text}</td>`).exec(html)?.[1];
    expect(cell('35.4')).to.contain('beaten');
    expect(cell('20.7')).to.equal('');
    expect(cell('53.0')).to.equal('');
  });
});
