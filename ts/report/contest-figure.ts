import type { ContestPage, Run } from './contest.ts';
import type { Figure } from './figure.ts';
import { type Look, legendItem, looksOf, strokeOf } from './looks.ts';
import { counted, significant } from './number.ts';
import { drawPlot, type Layer } from './plot.ts';

/** The box of the hypervolume: what lies outside counts for nothing, and is not drawn. */
const BOX = { nonzeros: 150, digits: 8 } as const;

/** Whose fronts are drawn, in the order of `methods`. */
interface Fronts {
  readonly contest: Pick<ContestPage['contest'], 'ours' | 'methods'>;
  readonly runs: readonly Run[];
}

interface Step {
  readonly nonzeros: number;
  /** log10 of FVU on the test rows. */
  readonly exponent: number;
  readonly run: string;
  readonly description: string;
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
  { contest, runs }: Fronts,
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

function methodLayers(steps: readonly Step[], look: Look): Layer[] {
  const last = steps.at(-1);
  if (last === undefined) return [];
  const line = { type: 'line', interpolate: 'step-after', aria: false, ...strokeOf(look) } as const;
  const point = { type: 'point', filled: true, color: look.colour, size: 18, opacity: 1 } as const;
  const reached = [...steps, { ...last, nonzeros: BOX.nonzeros }];
  return [
    { data: { values: reached }, mark: line, encoding: { x, y } },
    { data: { values: [...steps] }, mark: point, encoding: { x, y, description } },
  ];
}
