import { expect } from 'chai';
import * as fc from 'fast-check';
import { exampleFigure } from '../../../report/paper/example-figure.ts';
import { groupSpaces } from '../../../report/paper/groups.ts';
import { panelSheet } from '../../../report/paper/panel-sheet.ts';
import type { SurfaceData } from '../../../report/paper/section.ts';
import { drawFacets, drawSurface, projectPoint, shade } from '../../../report/paper/surface.ts';
import { surfaceFigures } from '../../../report/paper/surface-figure.ts';
import { tradeOffFigure, tradeOffs } from '../../../report/paper/trade-off-figure.ts';
import { frontNetwork, measuredSearch, measuredSpace, published, wholeStudy } from './made-up.ts';

const angle = fc.double({ min: -7, max: 7, noNaN: true });
const raised = fc.double({ min: 0.05, max: 1.45, noNaN: true });
const inside = fc.double({ min: -1, max: 1, noNaN: true });

/** A surface of these heights. */
function surface(points: number, heights: readonly number[]): SurfaceData {
  return { points, heights, colour: 'truth', names: ['x1', 'x2'], ends: ['-1', '1'] };
}

describe('a surface', () => {
  it('has one facet a cell of its grid, all inside its picture from any side', () => {
    fc.assert(
      fc.property(angle, raised, (azimuth, elevation) => {
        const heights = Array.from({ length: 25 }, (_, i) => ((i * 7) % 5) / 4);
        const text = drawFacets(surface(5, heights), { azimuth, elevation });
        const outlines = [...text.matchAll(/d="M([^"]*)Z"/g)].map(([, outline = '']) => outline);
        expect(outlines).to.have.length(16);
        for (const [left = -1, top = -1] of outlines.flatMap((outline) =>
          outline.split('L').map((corner) => corner.split(',').map(Number)),
        )) {
          expect(left).to.be.within(20, 240);
          expect(top).to.be.within(-16, 205);
        }
      }),
      { numRuns: 60, seed: 4 },
    );
  });

  it('is painted from the farthest facet to the nearest', () => {
    fc.assert(
      fc.property(angle, (azimuth) => {
        const view = { azimuth, elevation: 1.2 };
        const flat = drawFacets(surface(6, Array(36).fill(0)), view);
        // Seen from above, what is farther stands higher on the paper.
        const tops = [...flat.matchAll(/d="M([^"]*)Z"/g)].map(([, outline = '']) =>
          outline.split('L').reduce((sum, corner) => sum + Number(corner.split(',')[1]), 0),
        );
        expect(tops.every((top, i) => top >= (tops[i - 1] ?? 0) - 0.5)).to.equal(true);
      }),
      { numRuns: 40, seed: 5 },
    );
  });

  it('is lit by slope: equal slopes have one colour, other slopes another', () => {
    const view = { azimuth: 0.6, elevation: 0.4 };
    expect(shade('truth', 0.3, -0.2, view)).to.equal(shade('truth', 0.3, -0.2, view));
    expect(shade('truth', 0.3, -0.2, view)).not.to.equal(shade('truth', -2, 2, view));
    const channels = (text: string) => text.match(/\d+/g)?.map(Number) ?? [];
    const [red = 0, , blue = 0] = channels(shade('truth', 0, 0, view));
    const [redder = 0, , bluer = 0] = channels(shade('prediction', 0, 0, view));
    expect(blue > red && redder > bluer).to.equal(true);
  });

  it('is projected without distortion: a full turn leads back, and height is up on the paper', () => {
    fc.assert(
      fc.property(inside, inside, angle, raised, (x, y, azimuth, elevation) => {
        const low = projectPoint(x, y, 0.2, { azimuth, elevation });
        const again = projectPoint(x, y, 0.2, { azimuth: azimuth + 2 * Math.PI, elevation });
        const high = projectPoint(x, y, 0.9, { azimuth, elevation });
        expect(again.left).to.be.closeTo(low.left, 1e-6);
        expect(high.left).to.equal(low.left);
        expect(high.top).to.be.below(low.top);
      }),
      { numRuns: 60, seed: 6 },
    );
  });

  it('names its inputs and the ends of its box, and shows no markup that stands in them', () => {
    const named = {
      ...surface(2, [0, 1, 1, 0]),
      names: ['<b>', 'x2'] as const,
      ends: ['-4.5', '4.5'] as const,
    };
    const text = drawSurface(named, { azimuth: 0.6, elevation: 0.4 });
    for (const word of ['&lt;b>', 'x2', '-4.5', '4.5']) expect(text).to.contain(`>${word}</text>`);
    expect(text).not.to.contain('<b>');
  });
});

describe('Figures 3, 5 and 6', () => {
  it('have a row a family: the teacher in blue, then what each decoder found in red', () => {
    const figures = surfaceFigures('paper', wholeStudy().searches, published);
    expect(figures.map(({ id, columns, panels }) => [id, columns, panels.length])).to.deep.equal([
      ['figure-3-paper', 5, 15],
      ['figure-5-paper', 5, 15],
      ['figure-6-paper', 5, 15],
    ]);
    const [third] = figures;
    expect(third?.title).to.contain('35 weights');
    expect(third?.note).to.contain('x3 = 0');
    expect(third?.panels.slice(5, 10).map(({ surface: data }) => data?.colour)).to.deep.equal([
      'truth',
      ...Array(4).fill('prediction'),
    ]);
    expect(third?.panels.slice(5, 7).map(({ heading }) => heading)).to.deep.equal([
      'leaky ReLU, teacher (35)',
      'D1: 1.75 % (20)',
    ]);
  });

  it('give a row one scale, from the teacher’s range, and cut what lies beyond', () => {
    const search = measuredSearch('sigmoid', 3, 'paper');
    const values = Array.from({ length: 17 ** 2 }, (_, i) => (i === 0 ? -2 : i === 1 ? 2 : 0));
    const surfaces = { ...search.surfaces, truth: values, found: { 1: values.map(() => 9), 2: values } };
    const [figure] = surfaceFigures(
      'paper',
      [{ ...search, surfaces: surfaces as typeof search.surfaces }],
      published,
    );
    const [truth, above, exact, missing] = figure?.panels ?? [];
    // The box goes from -3 to 3.
    expect(truth?.surface?.ends).to.deep.equal(['-3.0', '3.0']);
    expect(truth?.surface?.heights.slice(0, 3)).to.deep.equal([0.167, 0.833, 0.5]);
    expect(new Set(above?.surface?.heights)).to.deep.equal(new Set([1]));
    expect(exact?.surface?.heights).to.deep.equal(truth?.surface?.heights);
    expect(missing).to.deep.include({ heading: 'D3: nothing found', surface: null });
  });
});

describe('the box of a row', () => {
  it('has as many digits at its ends as tell them apart', () => {
    const search = measuredSearch('sigmoid', 4, 'paper');
    const truth = Array.from({ length: 17 ** 2 }, (_, i) => (i === 0 ? -7.21 : -7.205));
    const surfaces = { ...search.surfaces, truth } as typeof search.surfaces;
    const [figure] = surfaceFigures('paper', [{ ...search, surfaces }], published);
    expect(figure?.panels[0]?.surface?.ends).to.deep.equal(['-7.21', '-7.20']);
  });
});

describe('Figure 2', () => {
  it('has three networks of each family with four decoders, and no point outside its box', async () => {
    const groups = groupSpaces(wholeStudy().reconstructions);
    const figure = await exampleFigure('swat', groups, published);
    expect(
      figure?.panels.map(({ heading }) => heading.replace(/: less than 1 % outside$/, '')).slice(2, 5),
    ).to.deep.equal([
      'sigmoid, 3 hidden layers',
      'leaky ReLU, 1 hidden layer',
      'leaky ReLU, 2 hidden layers',
    ]);
    expect(figure?.panels).to.have.length(9);
    for (const depth of [1, 2, 3, 4]) expect(figure?.panels[0]?.svg).to.contain(`decoder_${depth}_marks`);
  });

  it('is drawn of the min loss, and leaves out what is not finite', async () => {
    const [first] = measuredSpace().examples;
    if (first === undefined) throw new Error('no example');
    const broken = { ...first, decoded: { ...first.decoded, 2: first.truth.map(() => null) } };
    const groups = groupSpaces([
      { ...measuredSpace({ loss: 'p_2' }), examples: [first, first] },
      { ...measuredSpace(), examples: [broken] },
    ]);
    const figure = await exampleFigure('paper', groups, published);
    expect(figure?.panels).to.have.length(1);
    expect(figure?.panels[0]?.svg).to.contain('decoder_1_marks');
    expect(figure?.panels[0]?.svg).not.to.contain('decoder_2_marks');
    // One decoder of four has no finite output; of the others few are outside.
    expect(figure?.panels[0]?.heading).to.match(/^sigmoid, 1 hidden layer: (2[5-9]) % outside$/);
  });

  it('is none without examples', async () => {
    const groups = groupSpaces([{ ...measuredSpace(), examples: [] }]);
    expect(await exampleFigure('paper', groups, published)).to.equal(null);
  });
});

describe('Figure 4', () => {
  it('has a panel a preset and family with every network of decoder 3, and says where the knee is', async () => {
    const { sweep } = wholeStudy();
    const figure = await tradeOffFigure(sweep, published);
    expect(figure?.panels).to.have.length(6);
    // 90 exp(-n / 6) + 1.5 at 30 weights.
    expect(figure?.panels[0]?.heading).to.equal('paper, sigmoid: knee at 30 weights, 2.11 %');
    expect(figure?.panels[0]?.svg.match(/alpha 0\.0010/g)).to.have.length(8);
  });

  it('has a scale for networks of one error', async () => {
    const search = measuredSearch('linear', 2, 'paper');
    const networks = [frontNetwork(3, 0, 48.23)];
    const sweep = [{ ...search, depths: [{ depth: 3, networks, chosen: 0 }] }];
    const figure = await tradeOffFigure(sweep, published);
    for (const tick of ['20', '50', '100']) expect(figure?.panels[0]?.svg).to.contain(`>${tick}</text>`);
    expect(figure?.panels[0]?.svg).not.to.match(/>48\.2[^<]*<\/text>/);
  });

  it('takes whole fronts, and no other decoder', () => {
    const search = measuredSearch('linear', 2, 'swat');
    expect(tradeOffs([search]).map(({ nonzeros }) => nonzeros)).to.deep.equal([11, 22]);
  });

  it('is none without a sweep', async () => {
    expect(await tradeOffFigure([], published)).to.equal(null);
  });
});

describe('a figure’s file', () => {
  it('is one SVG with title, legend and every panel, below and beside each other', () => {
    const [figure] = surfaceFigures('paper', wholeStudy().searches, published);
    if (figure === undefined) throw new Error('no figure');
    const sheet = panelSheet(figure);
    const places = [...sheet.matchAll(/<svg x="(\S+)" y="(\S+)" width="(\S+)"[^>]*viewBox="0 0 240 200"/g)];
    expect(places).to.have.length(15);
    expect(new Set(places.map(([, x]) => x)).size).to.equal(5);
    expect(new Set(places.map(([, , y]) => y)).size).to.equal(3);
    for (const word of [figure.title, 'truth', 'prediction', 'D4: 2.50 % (26)'])
      expect(sheet).to.contain(`>${word}<`);
    expect(sheet.match(/<svg/g)?.length).to.equal(sheet.match(/<\/svg>/g)?.length);
  });
});
