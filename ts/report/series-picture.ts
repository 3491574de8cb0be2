import { dashes, palette } from './palette.ts';
import { type PictureLegend, picture } from './picture.ts';
import { drawPlot, type Layer } from './plot.ts';
import { type Axes, extentOf, type Series } from './series.ts';

/** Colours of series, told apart by the colour-blind (Okabe and Ito). */
const COLOURS = ['#0072b2', '#c9252d', '#00795a', '#b87700', '#5e3c99', '#6a6a6a'];

/** A plot of two axes as an SVG file that stands alone. Throws a RangeError where nothing is finite. */
export async function seriesPicture(series: readonly Series[], axes: Axes): Promise<string> {
  const extent = extentOf(series);
  if (extent === null) throw new RangeError('there is no point to draw');
  const type = 'quantitative' as const;
  const x = { field: 'x', type, title: axes.x, scale: { zero: false } };
  const y = {
    field: 'y',
    type,
    title: axes.y,
    scale: axes.isLog ? { type: 'log' as const } : { zero: false },
  };
  const layer = series.flatMap(({ mark, points }, i): Layer[] => {
    const values = points
      .filter(([a, b]) => Number.isFinite(a) && Number.isFinite(b) && (!axes.isLog || b > 0))
      .map(([a, b]) => ({ x: a, y: b }));
    if (values.length === 0) return [];
    const color = colourOf(i);
    if (mark === 'level')
      return [
        { data: { values }, mark: { type: 'rule', color, strokeDash: dashes.dashed }, encoding: { y } },
      ];
    const drawn = mark === 'line' ? ({ type: 'line', color } as const) : ({ type: 'circle', color } as const);
    // A curve goes through its points in their order, not in that of x.
    const order = { field: 'place', type };
    const placed = values.map((value, place) => ({ ...value, place }));
    return [
      { data: { values: placed }, mark: drawn, encoding: mark === 'line' ? { x, y, order } : { x, y } },
    ];
  });
  const legend = series.map(
    ({ name, mark }, i): PictureLegend => ({
      label: name,
      colour: colourOf(i),
      mark: mark === 'points' ? 'point' : mark === 'line' ? 'line' : 'dashed',
    }),
  );
  const label = `${axes.y} against ${axes.x}: ${series.map(({ name }) => name).join(', ')}`;
  return picture(await drawPlot('plot', { layer }, label), legend);
}

function colourOf(place: number): string {
  return COLOURS[place % COLOURS.length] ?? palette.ink;
}
