import { expect } from 'chai';
import { headline } from '../../report/headline.ts';
import type { SearchPage } from '../../report/page.ts';
import { renderSearchPage } from '../../report/search-page.ts';
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
        `${page.front.baselines.ols?.test.r2?.toFixed(3)}, a constant ${page.front.baselines.constant.test.r2?.toFixed(3)}.`,
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
  });

  it('fetches nothing and runs nothing', async () => {
    const html = await renderSearchPage(page);
    expect(html).not.to.match(/<script|<link|<img|<iframe|@import|url\((?!#)|<[^>]* on\w+=/i);
    expect(
      html
        .replaceAll('xmlns="http://www.w3.org/2000/svg"', '')
        .replaceAll('xmlns:xlink="http://www.w3.org/1999/xlink"', ''),
    ).not.to.match(/https?:/);
    expect(html).to.contain(`content="default-src 'none'`);
  });

  it('escapes every name that comes from a table, a pipeline or a file', async () => {
    const evil = '</style><script>alert("1")</script>&\'';
    const html = await renderSearchPage({
      ...page,
      title: evil,
      task: { ...page.task, table: evil, target: evil, unit: evil, inputs: [evil] },
      front: { ...page.front, task: evil, unit: evil },
      network: {
        ...page.network,
        inputs: page.network.inputs.map((input) => ({ ...input, name: evil })),
        outputs: page.network.outputs.map((output) => ({ ...output, name: evil })),
      },
      provenance: { [evil]: evil },
    });
    expect(html).not.to.contain('<script');
    expect(html.match(/<\/style>/g)).to.have.length(1);
    expect(html).to.contain('&lt;script&gt;');
  });

  it('has only the parts that there is something to say about', async () => {
    const whole = await renderSearchPage(page);
    const { curve: _curve, reconstruction: _reconstruction, untrainedFront: _front, ...less } = page;
    const part = await renderSearchPage(less as SearchPage);
    for (const id of ['curve', 'reconstruction']) {
      expect(whole).to.contain(`id="${id}"`);
      expect(part).not.to.contain(`id="${id}"`);
    }
    for (const id of ['front', 'network', 'truth', 'history', 'networks', 'provenance']) {
      expect(whole).to.contain(`id="${id}"`);
      expect(part).to.contain(`id="${id}"`);
    }
    expect(await renderSearchPage({ ...less, curve: [] } as SearchPage)).to.equal(part);
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
