import { expect } from 'chai';
import { type FilmPage, renderFilm } from '../../report/latent/film.ts';
import { byBend, bySpread, type MapPage, mapFigure } from '../../report/latent/map-figure.ts';
import { renderMap } from '../../report/latent/map-page.ts';

const axis = (name: string, count: number) => ({ name, least: 0, greatest: 10, count });

function film(axes: FilmPage['axes']): FilmPage {
  const points = axes.reduce((product, { count }) => product * count, 1);
  const answers = (way: number) => Array.from({ length: points }, (_, i) => way * i);
  return {
    names: ['<a>.json', 'b.json'],
    space: 'sigmoid',
    target: 'y & z',
    axes,
    fixed: ['c'],
    frames: [0, 0.5, 1].map((way) => ({ way, nonzeros: 7, depth: 2, off: 0.01, answers: answers(way) })),
    ends: [answers(0), answers(1)],
  };
}

describe('the page of a way between networks', () => {
  it('has a figure and a choice a frame, and nothing that runs or is fetched', async () => {
    const page = await renderFilm(film([axis('x', 5)]));
    expect(page.match(/<figure /g)).to.have.length(3);
    expect(page.match(/<input type="radio"/g)).to.have.length(5);
    expect(page)
      .to.contain('50 % of the way')
      .and.contain('7 numbers, 2 hidden layers, 0.0100 from its point');
    expect(page).to.contain('&lt;a&gt;.json').and.contain('y &amp; z by x, c in the middle');
    expect(page).to.not.match(/<script|<a>|https?:\/\/(?!www\.w3\.org)/);
    expect(page).to.contain("default-src 'none'");
  });

  it('draws curves with the two ends, and surfaces of two inputs in one scale of colours', async () => {
    const curves = await renderFilm(film([axis('x', 5)]));
    expect(curves.match(/mark-line/g)).to.have.length(9);
    const surfaces = await renderFilm(film([axis('x', 4), axis('z', 4)]));
    expect(surfaces.match(/<path[^>]*fill="(#|rgb)/g)?.length ?? 0).to.be.at.least(48);
    expect(surfaces).to.contain('Dark is 0, light is 15.0');
    // The first frame is all dark, the last goes from dark to light.
    const colours = (frame: number) =>
      new Set(surfaces.split('<figure ')[frame]?.match(/(?<=fill=")(#|rgb)[^"]*/g)).size;
    expect(colours(1)).to.be.below(colours(3));
  });
});

describe('the map of a space', () => {
  const point = (i: number) => ({
    x: Math.sin(i),
    y: Math.cos(2 * i),
    depth: 1,
    spread: 1 + i,
    bend: (i % 10) / 10,
  });
  const page: MapPage = {
    space: 'sigmoid',
    inputs: 2,
    shares: [0.7, 0.2],
    random: Array.from({ length: 300 }, (_, i) => point(i)),
    found: [{ ...point(3), x: 5, name: 'mine.json', nonzeros: 9 }],
  };

  it('says how much of the variance it shows, and marks found networks wherever they lie', async () => {
    const html = await renderMap(page);
    expect(html).to.contain('component 1, 70 % of the variance').and.contain('90.0 % of the variance of z');
    expect(html).to.contain('<title>mine.json</title>').and.contain('found networks');
    expect(html).to.not.contain('<script');
  });

  it('counts the networks beyond its edges', async () => {
    const far = { ...page, random: [...page.random, { ...point(0), y: 1e6 }] };
    const { note, svg } = await mapFigure(far, byBend);
    expect(note).to.match(/ \d+ random networks? beyond the edges/);
    expect(svg).to.not.contain('1,000,000');
  });

  it('is not coloured by what does not differ', () => {
    expect(bySpread(page)).to.include({ id: 'spread' });
    expect(bySpread({ ...page, random: page.random.map((each) => ({ ...each, spread: 1 })) })).to.equal(null);
  });
});
