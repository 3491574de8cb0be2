import type { Figure } from '../figure.ts';
import { legendItem, looksOf, strokeOf } from '../looks.ts';
import { counted, significant } from '../number.ts';
import { dashes, palette } from '../palette.ts';
import { drawPlot, type Layer } from '../plot.ts';
import { ascending, type FewRow, type FewRun, methodsOf, relativeFvu, runsOf } from './rows.ts';

/** A method at a number of rows. */
interface Mark {
  readonly rows: number;
  /** log10 of FVU over ridge's. */
  readonly exponent: number;
  readonly description: string;
}

interface Series {
  readonly method: string;
  readonly marks: readonly Mark[];
}

/** FVU over ridge's against the rows fitted, a line a method: one figure for every noise, all of the same range. */
export async function noiseFigures(rows: readonly FewRow[], ours: string): Promise<Figure[]> {
  const runs = runsOf(rows).filter(({ isFunction }) => isFunction);
  const methods = methodsOf(rows, ours).filter((method) => method !== 'ridge' && method !== 'constant');
  const noises = ascending(runs.map(({ noise }) => noise)).map((noise) => {
    const own = runs.filter((run) => run.noise === noise);
    return { noise, series: methods.map((method): Series => ({ method, marks: marksOf(own, method) })) };
  });
  const all = noises.flatMap(({ series }) => series.flatMap(({ marks }) => marks));
  const exponents = [0, ...all.map(({ exponent }) => exponent)];
  const domains = {
    rows: [Math.min(...all.map((mark) => mark.rows)), Math.max(...all.map((mark) => mark.rows))],
    exponent: [Math.min(...exponents), Math.max(...exponents)],
  };
  const drawn = noises.filter(({ series }) => series.some(({ marks }) => marks.length > 0));
  return Promise.all(drawn.map(({ noise, series }, i) => figure(`noise-${i}`, noise, series, ours, domains)));
}

function marksOf(runs: readonly FewRun[], method: string): Mark[] {
  return ascending(runs.map((run) => run.rows)).flatMap((rows): Mark[] => {
    const some = runs.filter((run) => run.rows === rows && run.methods.has(method));
    const ratio = relativeFvu(some, method, 'ridge');
    if (!Number.isFinite(ratio)) return [];
    const description = `${method}, ${rows} rows: ${significant(ratio)} of ridge’s FVU (${counted(some.length, 'run')})`;
    return [{ rows, exponent: Math.log10(ratio), description }];
  });
}

async function figure(
  id: string,
  noise: number,
  series: readonly Series[],
  ours: string,
  domains: { readonly rows: number[]; readonly exponent: number[] },
): Promise<Figure> {
  const looks = looksOf(
    ours,
    series.map(({ method }) => method),
  );
  const sizes = ascending(series.flatMap(({ marks }) => marks.map(({ rows }) => rows)));
  const x = {
    field: 'rows',
    type: 'quantitative',
    title: 'Rows fitted',
    scale: { type: 'log', nice: false, domain: domains.rows },
    axis: { values: sizes },
  } as const;
  const y = {
    field: 'exponent',
    type: 'quantitative',
    title: 'log10 of FVU over ridge’s',
    scale: { domain: domains.exponent, nice: true },
  } as const;
  const description = { field: 'description', type: 'nominal' } as const;
  const level: Layer = {
    data: { values: [{ exponent: 0 }] },
    mark: { type: 'rule', color: palette.muted, strokeDash: dashes.dashed, aria: false },
    encoding: { y },
  };
  const shown = series.filter(({ marks }) => marks.length > 0);
  const lines = shown.toReversed().flatMap(({ method, marks }): Layer[] => {
    const look = looks.get(method);
    if (look === undefined) return [];
    const data = { values: [...marks] };
    const point = { type: 'point', filled: true, color: look.colour, size: 30, opacity: 1 } as const;
    return [
      { data, mark: { type: 'line', aria: false, ...strokeOf(look) }, encoding: { x, y } },
      { data, mark: point, encoding: { x, y, description } },
    ];
  });
  return {
    id,
    title: noise === 0 ? 'Without noise' : `Noise ${noise}`,
    note: '',
    legend: shown.map(({ method }) => legendItem(method, looks.get(method))),
    svg: await drawPlot(
      id,
      { layer: [level, ...lines] },
      `FVU over ridge’s against rows, ${counted(shown.length, 'method')}, noise ${noise}`,
    ),
  };
}
