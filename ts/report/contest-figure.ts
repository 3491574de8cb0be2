import type { ContestPage, Run } from './contest.ts';
import type { Figure, LegendItem } from './figure.ts';
import { counted, significant } from './number.ts';
import { dashes, palette } from './palette.ts';
import { drawPlot, type Layer } from './plot.ts';

/** The box of the hypervolume: what lies outside counts for nothing, and is not drawn. */
const BOX = { nonzeros: 150, digits: 8 } as const;

interface Step {
  readonly nonzeros: number;
  /** log10 of FVU on the test rows. */
  readonly exponent: number;
  readonly run: string;
  readonly description: string;
}

interface Look {
  readonly colour: string;
  readonly mark: 'line' | 'dashed' | 'dotted';
  readonly width: number;
}

const x = {
  field: 'nonzeros',
  type: 'quantitative',
  title: 'Non-zero weights',
  scale: { domain: [0, BOX.nonzeros] as number[], nice: false },
} as const;
const y = {
  field: 'exponent',
  type: 'quantitative',
  title: 'log10 FVU on test rows',
  scale: { domain: [-BOX.digits, 0] as number[], nice: false },
} as const;
const description = { field: 'description', type: 'nominal' } as const;

/** The fronts of every run on one task, each as what it has reached at each size. */
export async function taskFigure(
  { contest, runs }: ContestPage,
  task: string,
  index: number,
): Promise<Figure | null> {
  const looks = looksOf(contest.ours, contest.methods);
  const ofTask = runs.filter((run) => run.task === task);
  const layer = contest.methods.toReversed().flatMap((method) => {
    const look = looks.get(method);
    const steps = ofTask.filter((run) => run.method === method).map(stepsOf);
    return look ? steps.flatMap((each) => methodLayers(each, look)) : [];
  });
  if (layer.length === 0) return null;
  const id = `task-${index}`;
  const drawn = contest.methods.filter((method) =>
    ofTask.some((run) => run.method === method && stepsOf(run).length > 0),
  );
  return {
    id,
    title: task,
    note: '',
    legend: drawn.map((method) => legendItem(method, looks.get(method))),
    svg: await drawPlot(id, { layer }, `Fronts of ${counted(drawn.length, 'method')} on ${task}`),
  };
}

/** Ours is drawn thick in the colour of predictions, the others thin; colours come again with another dash. */
function looksOf(ours: string, methods: readonly string[]): Map<string, Look> {
  const colours = [1, 2, 3, 4, 5].map((n) => `var(--depth-${n}, ${FALLBACK[n - 1]})`);
  const marks = ['line', 'dashed', 'dotted'] as const;
  const rivals = methods.filter((method) => method !== ours);
  const looks = new Map<string, Look>([[ours, { colour: palette.prediction, mark: 'line', width: 2.6 }]]);
  rivals.forEach((method, i) => {
    const colour = colours[i % colours.length] ?? palette.muted;
    looks.set(method, {
      colour,
      mark: marks[Math.floor(i / colours.length) % marks.length] ?? 'line',
      width: 1.5,
    });
  });
  return looks;
}

/** The light colours of palette.ts, for an SVG that stands alone. */
const FALLBACK = ['#b87700', '#00795a', '#b0538b', '#2f8fc4', '#6b4fa0'] as const;

/** What the run's networks reach on test rows up to each size, inside the box. */
function stepsOf({ method, seed, networks }: Run): Step[] {
  const run = `${method} ${seed}`;
  let best = 0;
  return networks
    .filter(({ nonzeros }) => nonzeros < BOX.nonzeros)
    .toSorted((a, b) => a.nonzeros - b.nonzeros)
    .flatMap(({ nonzeros, r2, mpe }): Step[] => {
      const exponent = Math.max(-BOX.digits, Math.log10(1 - (r2 ?? Number.NaN)));
      if (!(exponent < best)) return [];
      best = exponent;
      const words = `${method}, seed ${seed}: ${counted(nonzeros, 'non-zero weight')}, FVU ${significant(10 ** exponent)}, MPE ${significant(mpe)} %`;
      return [{ nonzeros, exponent, run, description: words }];
    });
}

function methodLayers(steps: readonly Step[], { colour, mark, width }: Look): Layer[] {
  const last = steps.at(-1);
  if (last === undefined) return [];
  const line = {
    type: 'line',
    interpolate: 'step-after',
    color: colour,
    strokeWidth: width,
    aria: false,
    ...(mark === 'line' ? {} : { strokeDash: dashes[mark] }),
  } as const;
  const point = { type: 'point', filled: true, color: colour, size: 18, opacity: 1 } as const;
  const reached = [...steps, { ...last, nonzeros: BOX.nonzeros }];
  return [
    { data: { values: reached }, mark: line, encoding: { x, y } },
    { data: { values: [...steps] }, mark: point, encoding: { x, y, description } },
  ];
}

function legendItem(label: string, look: Look | undefined): LegendItem {
  return { label, colour: look?.colour ?? palette.muted, mark: look?.mark ?? 'line' };
}
