import { expect } from 'chai';
import { curveFigure } from '../../report/curve-figure.ts';
import type { Figure } from '../../report/figure.ts';
import { frontFigure } from '../../report/front-figure.ts';
import { historyFigure } from '../../report/history-figure.ts';
import { drawPlot } from '../../report/plot.ts';
import { truthFigures } from '../../report/truth-figure.ts';
import { penguinPage } from './penguin-page.ts';

const page = penguinPage();

/** A figure that is there. */
async function shown(figure: Promise<Figure | null>): Promise<Figure> {
  const drawn = await figure;
  if (drawn === null) throw new Error('there is no figure');
  return drawn;
}

/** The first of several figures. */
async function firstOf(figures: Promise<Figure[]>): Promise<Figure> {
  return shown(figures.then(([first]) => first ?? null));
}

const titles = (svg: string, wanted: RegExp) =>
  [...svg.matchAll(/<title>([^<]*)<\/title>/g)].filter((title) => wanted.test(title[1] ?? ''));
const labels = (svg: string) => [...svg.matchAll(/<text[^>]*>([^<]*)<\/text>/g)].map((match) => match[1]);

describe('the plot of a front', () => {
  it('has a point with a tooltip for every network, of this search and of the untrained one', async () => {
    const untrained = page.untrainedFront?.networks.length ?? 0;
    const { svg, legend } = await shown(frontFigure(page));
    expect(titles(svg, /non-zero weight/)).to.have.length(page.front.networks.length + untrained);
    expect(legend.map((item) => item.label)).to.include.members([
      'chosen',
      'constant',
      'least squares',
      'untrained latent space',
    ]);
  });

  it('has no line for an untrained search that was not made', async () => {
    const { untrainedFront: _, ...without } = page;
    const { svg, legend } = await shown(frontFigure(without));
    expect(titles(svg, /non-zero weight/)).to.have.length(page.front.networks.length);
    expect(legend.map((item) => item.label)).not.to.include('untrained latent space');
  });

  it('has a logarithmic scale where errors span more than a decade, and says so', async () => {
    const usual = await shown(frontFigure(page));
    expect(usual.note).not.to.contain('logarithmic');
    const networks = page.front.networks.map((network, index) => ({
      ...network,
      test: { mse: index === 0 ? 4 : 250000, r2: 0, mpe: 0 },
    }));
    const { note, svg } = await shown(frontFigure({ ...page, front: { ...page.front, networks } }));
    expect(note).to.contain('The scale of errors is logarithmic.');
    expect(labels(svg)).to.include.members(['2', '5', '10', '20', '50', '100', '200', '500']);
  });

  it('is not flattened by a wild network: that one is said to lie above it', async () => {
    const [first, ...rest] = page.front.networks;
    if (first === undefined) throw new Error('the front is empty');
    const wild = { ...first, test: { mse: 1e14, r2: -1e9, mpe: 1e5 } };
    const none = { ...first, test: { mse: null, r2: null, mpe: null } };
    const usual = await shown(frontFigure(page));
    const { note, svg } = await shown(
      frontFigure({
        ...page,
        front: { ...page.front, networks: [wild, none, ...rest] },
      }),
    );
    expect(note).to.contain('2 networks with a larger error would lie above the plot.');
    expect(usual.note).not.to.contain('above the plot');
    expect(labels(svg)).to.include('700');
  });

  it('reaches to the left-out errors, and counts weights in whole numbers', async () => {
    const { untrainedFront: _, ...alone } = page;
    const [first] = page.front.networks;
    if (first === undefined) throw new Error('the front is empty');
    const networks = [0, 1, 2].map((nonzeros) => ({
      ...first,
      nonzeros,
      spread: 20,
      validation: { mse: 400, r2: 0, mpe: 0 },
      test: { mse: 90000, r2: 0, mpe: 0 },
    }));
    const { svg, note } = await shown(
      frontFigure({ ...alone, front: { ...page.front, networks, chosen: 0 } }),
    );
    expect(note).to.contain('logarithmic');
    expect(labels(svg)).to.include.members(['20', '1', '2']).and.not.include('0.5');
  });

  it('does without baselines that are not finite', async () => {
    const unknown = {
      validation: { mse: null, r2: null, mpe: null },
      test: { mse: null, r2: null, mpe: null },
    };
    const baselines = { constant: unknown, ols: unknown, untrained: null };
    const { svg } = await shown(frontFigure({ ...page, front: { ...page.front, baselines } }));
    expect(svg).not.to.match(/NaN|Infinity/);
    const networks = page.front.networks.map((network) => ({ ...network, test: unknown.test }));
    const { untrainedFront: _, ...alone } = page;
    expect(await frontFigure({ ...alone, front: { ...page.front, baselines, networks } })).to.equal(null);
  });
});

describe('the plot of truth against prediction', () => {
  it('has a point for every row of the validation and test parts', async () => {
    const { svg, legend } = await firstOf(truthFigures(page));
    expect(titles(svg, /\(test\)/)).to.have.length(page.task.rows.test);
    expect(titles(svg, /\(validation\)/)).to.have.length(page.task.rows.validation);
    expect(legend[0]?.label).to.equal('prediction, test (68 rows)');
  });

  it('shows 1000 rows of a part that has more, and says so', async () => {
    const part = 'test' as const;
    const predictions = Array.from({ length: 2345 }, (_, row) => ({
      part,
      truth: [row],
      prediction: [row + 1],
    }));
    const { svg, legend } = await firstOf(truthFigures({ ...page, predictions }));
    expect(titles(svg, /\(test\)/)).to.have.length(1000);
    expect(legend[0]?.label).to.equal('prediction, test (1000 of 2345 rows)');
    expect(await truthFigures({ ...page, predictions: [] })).to.deep.equal([]);
  });

  it('has predictions in red and the truth in blue', async () => {
    const { svg } = await firstOf(truthFigures(page));
    expect(svg.match(/fill="var\(--prediction, #c9252d\)"/g)).to.have.length(page.task.rows.test);
    expect(svg.match(/stroke="var\(--truth, #0072b2\)"/g)).to.have.length(1);
  });
});

describe('the plot of residuals', () => {
  it('has a point for every row, and the ends of the interval where the network has one', async () => {
    const [, plain] = await truthFigures(page);
    expect(titles(plain?.svg ?? '', /\(test\)/)).to.have.length(page.task.rows.test);
    expect(plain?.legend.map((item) => item.label)).not.to.include('interval, ± 500 g');
    const networks = page.networks.map((network) => ({
      ...network,
      interval: { coverage: 0.9, half_width: 500 },
    }));
    const [, wide] = await truthFigures({ ...page, networks });
    expect(wide?.legend.map((item) => item.label)).to.include('interval, ± 500 g');
    expect((wide?.svg.match(/stroke-dasharray="5,3"/g) ?? []).length).to.equal(2);
  });
});

describe('the plot of the search', () => {
  it('has a line a depth and says when the latent search ended', async () => {
    const { svg, note, legend } = await shown(historyFigure(page));
    expect(svg.match(/stroke="var\(--depth-\d, #\w+\)"/g)).to.have.length(4);
    expect(note).to.contain('After 1.33 s the descent in the latent space ends');
    expect(note).to.contain(
      'until 1.99 s at every depth, then at the ablest, from 2.66 s on made dense again',
    );
    expect(note).to.contain('cycle by cycle, from 3.33 s on polished on more rows.');
    expect(legend.at(-1)?.label).to.equal('end of a pass');
  });

  it('is drawn without a finish, and left out where nothing was found', async () => {
    const history = page.history.map((point) => ({ ...point, phase: 'latent' as const }));
    const { svg, note } = await shown(historyFigure({ ...page, history }));
    expect(note).not.to.contain('the latent space ends');
    expect(svg).to.contain('Seconds');
    const nothing = history.map((point) => ({ ...point, validation_mse: null }));
    expect(await historyFigure({ ...page, history: nothing })).to.equal(null);
    expect(await historyFigure({ ...page, history: [] })).to.equal(null);
  });

  it('is no longer for an error that is repeated than for one that stays', async () => {
    const at = (seconds: number) => page.history.slice(0, 1).map((point) => ({ ...point, seconds }));
    const few = await shown(historyFigure({ ...page, history: [0, 9].flatMap(at) }));
    const many = await shown(historyFigure({ ...page, history: [0, 1, 2, 3, 4, 5, 9].flatMap(at) }));
    const other = await shown(historyFigure({ ...page, history: [0, 8].flatMap(at) }));
    expect(many.svg).to.equal(few.svg);
    expect(other.svg).not.to.equal(few.svg);
  });
});

describe('the training curve', () => {
  it('has at most 200 points a decoder, and every one where there are fewer', async () => {
    const curve = page.curve ?? [];
    const points = (svg: string) =>
      [...svg.matchAll(/<path[^>]* d="([^"]*)"[^>]*stroke="var\(--depth-1/g)].map(
        (path) => (path[1] ?? '').split(/[ML]/).length - 1,
      );
    expect(curve).to.have.length(1200);
    expect(points((await shown(curveFigure(curve))).svg)).to.deep.equal([200]);
    expect(points((await shown(curveFigure(curve.slice(0, 150)))).svg)).to.deep.equal([150]);
  });

  it('labels its logarithmic scale with 1, 2 and 5 times powers of ten', async () => {
    const { svg } = await shown(curveFigure(page.curve ?? []));
    expect(labels(svg)).to.include.members(['0.05', '0.1', '0.2', '0.5', '1']);
    expect(labels(svg)).not.to.include('0.3');
  });
});

describe('a plot', () => {
  const point = { data: { values: [{ a: 1.23456, text: 'd="1.23456" <b>' }] }, mark: 'point' } as const;

  it('escapes its label and its tooltips', async () => {
    const encoding = {
      x: { field: 'a', type: 'quantitative' },
      description: { field: 'text', type: 'nominal' },
    } as const;
    const svg = await drawPlot('p', { layer: [{ ...point, encoding }] }, '"<script>"');
    expect(svg).to.contain('aria-label="&quot;&lt;script&gt;&quot;"');
    expect(svg).to.contain('&lt;b&gt;</title>');
    expect(svg).not.to.match(/<script|<b>/);
  });

  it('has bars of any name', async () => {
    const names = ['__proto__', 'constructor', 'length', 'x'];
    const values = names.map((name, a) => ({ name, a: a + 1 }));
    const scale = { domain: names };
    const encoding = {
      x: { field: 'a', type: 'quantitative' },
      y: { field: 'name', type: 'nominal', sort: null, scale },
    } as const;
    const svg = await drawPlot('p', { layer: [{ data: { values }, mark: 'bar', encoding }] }, '');
    expect(labels(svg).map((label) => label?.replace('\u200b', ''))).to.include.members(names);
  });

  it('fails on a warning of Vega instead of drawing something else', async () => {
    const encoding = { x: { field: 'a', type: 'quantitative', scale: { type: 'band' } } } as const;
    let message = '';
    await drawPlot('p', { layer: [{ ...point, encoding }] }, '').catch((error: Error) => {
      message = error.message;
    });
    expect(message).to.match(/^vega: /);
  });
});
