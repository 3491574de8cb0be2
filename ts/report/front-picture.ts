import type { Front } from '../schema/types.ts';
import { plotText } from './characters.ts';
import { frontFigure } from './front-figure.ts';
import { errorOf, errorTitle, measuredOf } from './measured.ts';
import { depthName } from './palette.ts';
import { picture } from './picture.ts';
import type { Series } from './series.ts';

/** Errors that differ by more than this factor are drawn on a logarithmic scale. */
const DECADE = 10;

/** The front as an SVG file that stands alone; null where none of its errors is finite. */
export async function frontPicture(front: Front): Promise<string | null> {
  const figure = await frontFigure({ front });
  return figure && picture(figure.svg, figure.legend);
}

/** The front in characters, for a terminal. */
export function frontText(front: Front): string {
  const measured = measuredOf(front);
  const points = front.networks.map(({ depth, nonzeros, test }, i) => ({
    depth,
    isChosen: i === front.chosen,
    at: [nonzeros, errorOf(measured, test)] as const,
  }));
  const depths = [...new Set(points.map(({ depth }) => depth))].sort((a, b) => a - b);
  const { constant, ols } = front.baselines;
  const level = (name: string, error: number): Series[] =>
    Number.isFinite(error) ? [{ name, mark: 'level', points: [[0, error]] }] : [];
  const series: Series[] = [
    ...depths.map(
      (depth): Series => ({
        name: depthName(depth),
        mark: 'points',
        points: points.filter((point) => point.depth === depth && !point.isChosen).map(({ at }) => at),
      }),
    ),
    { name: 'chosen', mark: 'points', points: points.filter(({ isChosen }) => isChosen).map(({ at }) => at) },
    ...(ols === null ? [] : level(measured.linear, errorOf(measured, ols.test))),
    ...level(measured.constant, errorOf(measured, constant.test)),
  ];
  const errors = series.flatMap((each) => each.points.map(([, y]) => y)).filter(Number.isFinite);
  const isLog = Math.min(...errors) > 0 && Math.max(...errors) > DECADE * Math.min(...errors);
  return plotText(series, { x: 'Non-zero weights', y: errorTitle(measured, 'Test error'), isLog });
}
