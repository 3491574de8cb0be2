import { expect } from 'chai';
import { type DistancePage, renderDistance } from '../../report/latent/distance-page.ts';
import { type FilmPage, renderFilm } from '../../report/latent/film.ts';
import { byBend, bySpread, type MapPage, mapFigure } from '../../report/latent/map-figure.ts';
import { renderMap } from '../../report/latent/map-page.ts';
import { renderNeighbours } from '../../report/latent/neighbours-page.ts';

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

describe('the page of neighbours', () => {
  it('has a figure of the network itself and one of each neighbour, beside it', async () => {
    const near = { function: 0.2, nonzeros: 4, depth: 1, answers: [1, 2, 4] };
    const html = await renderNeighbours({
      name: '<one>',
      space: 'sigmoid',
      target: 'y',
      among: 30,
      axes: [axis('x', 3)],
      fixed: [],
      answers: [1, 2, 3],
      neighbours: [
        { ...near, name: 'a', z: 0.1 },
        { ...near, name: 'b', z: 0.3 },
      ],
    });
    expect(html.match(/<figure /g)).to.have.length(3);
    expect(html)
      .to.contain('the nearest of 30 networks')
      .and.contain('0.300 away in z, 0.200 in what it computes');
    expect(html.match(/mark-line/g)).to.have.length(6);
    expect(html).to.contain('&lt;one&gt;').and.not.contain('<script');
  });
});

describe('the page of a distance', () => {
  const sample = Array.from({ length: 50 }, (_, i) => ({ z: 0.1 * (i + 1), function: 0.02 * (i + 1) }));
  const page: DistancePage = {
    names: ['<a>.json', 'b.json'],
    space: 'sigmoid',
    z: 0.3,
    function: 0.5,
    nearer: { z: 0.04, function: 0.5 },
    pairs: 500,
    networks: 100,
    inputs: 2,
    sample,
  };

  it('shows the two among random pairs, and the same network twice without a place', async () => {
    const html = await renderDistance(page);
    expect(html).to.contain('4.0 % of 500 random pairs of 100 networks of 2 inputs are nearer');
    expect(html).to.contain('<title>&lt;a&gt;.json and b.json</title>').and.not.contain('<script');
    const same = await renderDistance({
      ...page,
      z: 0,
      function: 0,
      sample: [...sample, { z: 0, function: 0 }],
    });
    expect(same).to.contain('The two themselves are the same').and.contain('50 random pairs by both');
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
    paths: [],
  };

  it('says how much of the variance it shows, and marks found networks wherever they lie', async () => {
    const html = await renderMap(page);
    expect(html).to.contain('component 1, 70 % of the variance').and.contain('90.0 % of the variance of z');
    expect(html).to.contain('<title>mine.json</title>').and.contain('found networks');
    expect(html).to.not.contain('<script');
  });

  it('draws the path of a search wherever it leads, from a square to a point', async () => {
    const points = [0, 5, 10].map((step) => ({ step, x: 7 - step / 2, y: step / 10 }));
    const path = { name: '<my> search', depth: 2, points };
    const { svg, legend } = await mapFigure({ ...page, paths: [path] }, byBend);
    const bare = await mapFigure(page, byBend);
    expect(svg).to.contain('<title>&lt;my&gt; search, 2 hidden layers: first, step 0</title>');
    expect(svg).to.contain('last, step 10');
    expect(bare.svg).to.not.contain('mark-line');
    // A light line under the dark one.
    expect(svg.match(/mark-line/g)).to.have.length(2);
    expect(legend.map(({ label }) => label)).to.include('path of a search');
    expect(bare.legend.map(({ label }) => label)).to.not.include('path of a search');
    expect(await renderMap({ ...page, paths: [path] })).to.contain('10 steps of the start');
  });

  it('is drawn once more, nearer, where what is marked is small in it', async () => {
    expect(await renderMap(page)).to.not.contain('id="bend-nearer"');
    const found = [0, 0.1, 0.2].map((x, i) => ({ ...point(3), x, y: x / 2, name: `n${i}`, nonzeros: 9 }));
    const html = await renderMap({ ...page, found });
    expect(html).to.contain('id="bend-nearer"');
    expect(html.match(/<title>n1<\/title>/g)).to.have.length(3);
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
