import { expect } from 'chai';
import { plotText } from '../../report/characters.ts';
import { seriesPicture } from '../../report/series-picture.ts';

const axes = { x: 'time', y: 'height' };

describe('a plot in characters', () => {
  it('has what is least at the bottom left and what is greatest at the top right', () => {
    const line = {
      name: 'rise',
      mark: 'points',
      points: [
        [0, 0],
        [10, 5],
      ],
    } as const;
    const rows = plotText([line], axes).split('\n');
    expect(rows[0]).to.equal('height');
    expect(rows[1]).to.match(/^ +5 ┤ {59}o$/);
    expect(rows[16]).to.match(/^ +0 ┤o$/);
    expect(rows[18]).to.match(/^ +0 +2 +4 +6 +8 +10$/);
    expect(rows.at(-1)).to.equal('o rise');
  });

  it('joins the points of a line, in every column', () => {
    const line = {
      name: 'a',
      mark: 'line',
      points: [
        [0, 0],
        [1, 1],
      ],
    } as const;
    expect(plotText([line], axes).match(/o/g)).to.have.lengthOf(60 + 1);
  });

  it('draws powers of ten equally far apart where the axis is logarithmic, and leaves out what is not above zero', () => {
    const points = [
      [0, 1],
      [1, 10],
      [2, 100],
      [3, 0],
    ] as const;
    const rows = plotText([{ name: 'a', mark: 'points', points }], { ...axes, isLog: true }).split('\n');
    const places = rows.flatMap((row, i) => (/[┤│].*o/.test(row) ? [i] : []));
    expect(places).to.have.lengthOf(3);
    expect(Math.abs((places[0] as number) + (places[2] as number) - 2 * (places[1] as number))).to.be.at.most(
      1,
    );
  });

  it('says so where there is nothing to draw, and survives one point and what is not finite', () => {
    expect(plotText([{ name: 'a', mark: 'points', points: [[0, Number.NaN]] }], axes)).to.contain('no point');
    const one = plotText(
      [
        {
          name: 'a',
          mark: 'points',
          points: [
            [1, 1],
            [Number.NaN, 2],
          ],
        },
      ],
      axes,
    );
    expect(one.match(/o/g)).to.have.lengthOf(2);
  });
});

describe('a plot as a file', () => {
  it('stands alone: names of series, no variables of a page, the same each time', async () => {
    const curve = {
      name: 'a < b',
      mark: 'line',
      points: [
        [0, 0],
        [1, 2],
        [0.5, 1],
      ],
    } as const;
    const svg = await seriesPicture([curve], axes);
    expect(svg)
      .to.match(/^<svg xmlns/)
      .and.to.contain('a &lt; b')
      .and.to.contain('fill="#ffffff"');
    expect(svg).not.to.contain('var(');
    expect(await seriesPicture([curve], axes)).to.equal(svg);
  });
});
