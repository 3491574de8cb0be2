import type { Figure } from './figure.ts';
import { errorTitle, type Measured, measuredOf } from './measured.ts';
import { significant } from './number.ts';
import type { SearchPage, SearchPoint } from './page.ts';
import { dashes, depthName, depthScale, palette } from './palette.ts';
import { drawPlot, type PlotSpec } from './plot.ts';

interface HistoryPoint {
  readonly seconds: number;
  readonly error: number;
  readonly depth: number;
}

/** The best validation error of each depth while the search ran; null where it found nothing. */
export async function historyFigure({ history, front }: SearchPage): Promise<Figure | null> {
  const measured = measuredOf(front);
  const byFolds = front.selection?.by === 'folds';
  const points = improvements(history, measured);
  if (points.length === 0) return null;
  const title = errorTitle(measured, byFolds ? 'Left-out error' : 'Validation error');
  const ends = passEnds(history);
  const { domain, range } = depthScale(points.map((point) => point.depth));
  return {
    id: 'history',
    title: 'The search',
    note: `Error of the best network of each depth so far, on ${byFolds ? 'rows left out of its fit' : 'the validation rows'}.${note(history, ends)}`,
    legend: [
      ...domain.map((depth, index) => {
        const colour = range[index] ?? palette.ink;
        return { label: depthName(depth), colour, mark: 'line' } as const;
      }),
      ...(Object.values(ends).every((end) => end === null)
        ? []
        : [{ label: 'end of a pass', colour: palette.muted, mark: 'dashed' } as const]),
    ],
    svg: await drawPlot(
      'history',
      historySpec(points, Object.values(ends), title),
      `${title} of the best network of each depth against seconds`,
    ),
  };
}

/** Each depth's errors where they change, and its last: a long search repeats the others many thousand times. */
function improvements(history: readonly SearchPoint[], measured: Measured): HistoryPoint[] {
  const known = history.flatMap(({ seconds, depth, validation_mse }): HistoryPoint[] => {
    const error = measured.errorOfLoss(validation_mse);
    return Number.isFinite(error) ? [{ seconds, depth, error }] : [];
  });
  const last = new Map(known.map((point) => [point.depth, point]));
  const before = new Map<number, number>();
  return known.filter((point) => {
    const changed = before.get(point.depth) !== point.error;
    before.set(point.depth, point.error);
    return changed || last.get(point.depth) === point;
  });
}

type PassEnds = Readonly<Record<Exclude<SearchPoint['phase'], 'polish'>, number | null>>;

/** The seconds at which a pass gave way to the next; null where it did not, or there was none. */
function passEnds(history: readonly SearchPoint[]): PassEnds {
  const last = history.at(-1)?.phase;
  const end = (phase: SearchPoint['phase']) => {
    const seconds = history.filter((point) => point.phase === phase).map((point) => point.seconds);
    return phase === last || seconds.length === 0 ? null : Math.max(...seconds);
  };
  return { latent: end('latent'), scout: end('scout'), finish: end('finish'), regrow: end('regrow') };
}

function note(history: readonly SearchPoint[], { latent, scout, finish, regrow }: PassEnds): string {
  if (history.every(({ phase }) => phase === 'latent')) return '';
  const scouted = scout === null ? '' : `, until ${significant(scout)} s at every depth, then at the ablest`;
  const has = (wanted: SearchPoint['phase']) => history.some(({ phase }) => phase === wanted);
  const regrown = has('regrow')
    ? `, from ${significant(finish ?? latent)} s on made dense again and pruned again, cycle by cycle`
    : '';
  const polished = has('polish')
    ? `, from ${significant(regrow ?? finish ?? latent)} s on polished on more rows`
    : '';
  const begun =
    latent === null ? '' : ` After ${significant(latent)} s the descent in the latent space ends.`;
  return `${begun} The networks' own weights are tuned and pruned${scouted}${regrown}${polished}.`;
}

function historySpec(
  points: readonly HistoryPoint[],
  ends: readonly (number | null)[],
  title: string,
): PlotSpec {
  const { domain, range } = depthScale(points.map((point) => point.depth));
  const x = { field: 'seconds', type: 'quantitative', title: 'Seconds', scale: { nice: false } } as const;
  const seconds = ends.filter((end) => end !== null);
  const rule = {
    data: { values: seconds.map((end) => ({ seconds: end })) },
    mark: { type: 'rule', color: palette.muted, strokeDash: dashes.dashed, aria: false },
    encoding: { x },
  } as const;
  const lines = {
    data: { values: [...points] },
    mark: { type: 'line', interpolate: 'step-after', strokeWidth: 2, clip: true, aria: false },
    encoding: {
      x,
      y: {
        field: 'error',
        type: 'quantitative',
        title,
        scale: { domain: errorDomain(points), zero: false, nice: false },
      },
      color: { field: 'depth', type: 'nominal', scale: { domain, range } },
    },
  } as const;
  return { layer: seconds.length === 0 ? [lines] : [rule, lines] };
}

/** Up to twice the largest error of the second half: the first errors can be of any size. */
function errorDomain(points: readonly HistoryPoint[]): [number, number] {
  const errors = points.map((point) => point.error);
  const last = Math.max(...points.map((point) => point.seconds));
  const late = points.filter((point) => point.seconds >= last / 2).map((point) => point.error);
  const least = Math.min(...errors);
  const greatest = Math.min(Math.max(...errors), 2 * Math.max(...late));
  const room = (greatest - least) * 0.06 || greatest * 0.1;
  return [Math.max(0, least - room), greatest + room];
}
