import { type ClassAnswers, classAnswers, classesByCount, guesses } from './answers.ts';
import type { Figure } from './figure.ts';
import { counted, percent } from './number.ts';
import type { SearchPage } from './page.ts';
import { palette } from './palette.ts';
import { drawPlot, type PlotSpec } from './plot.ts';

/** Of more classes the rarer ones are taken together. */
const MOST_CLASSES = 10;
const OTHERS = 'others';

interface Cell {
  readonly truth: string;
  readonly guess: string;
  readonly count: string;
  /** Of the rows of its true class, from 0 to 1. */
  readonly share: number;
  readonly percent: string;
  readonly description: string;
}

/** Which classes the chosen network takes for which, on the test rows; null of numbers. */
export async function confusionFigure(page: SearchPage): Promise<Figure | null> {
  const answers = classAnswers(page);
  if (answers === null) return null;
  const names = namesOf(answers);
  const shown = [...new Set(names)];
  const cells = cellsOf(answers, names, shown);
  const together = shown.includes(OTHERS) && names.length > MOST_CLASSES;
  return {
    id: 'confusion',
    title: 'Confusion matrix',
    note: `${counted(answers.truth.length, 'test row')} by the class that they are of (rows) and the one that the chosen network finds most probable (columns): how many, and their share of the true class. On the diagonal it is right.${
      together
        ? ` All but the ${MOST_CLASSES - 1} most frequent of ${names.length} classes are taken together.`
        : ''
    }`,
    legend: [],
    svg: await drawPlot('confusion', confusionSpec(cells, shown), 'Confusion matrix of the test rows'),
  };
}

/** What each class is called in the figure. */
function namesOf(answers: ClassAnswers): string[] {
  if (answers.labels.length <= MOST_CLASSES) return [...answers.labels];
  const frequent = new Set(classesByCount(answers).slice(0, MOST_CLASSES - 1));
  return answers.labels.map((label, which) => (frequent.has(which) ? label : OTHERS));
}

function cellsOf(answers: ClassAnswers, names: readonly string[], shown: readonly string[]): Cell[] {
  const pairs = guesses(answers).map((guess, row) => ({
    truth: names[answers.truth[row] ?? -1],
    guess: names[guess],
  }));
  return shown.flatMap((truth) => {
    const own = pairs.filter((pair) => pair.truth === truth);
    return shown.map((guess): Cell => {
      const count = own.filter((pair) => pair.guess === guess).length;
      const share = own.length === 0 ? 0 : count / own.length;
      const description = `${counted(count, 'row')} of ${truth} found to be ${guess}, ${percent(share)} of ${truth}`;
      return { truth, guess, count: String(count), share, percent: percent(share), description };
    });
  });
}

function confusionSpec(cells: readonly Cell[], shown: readonly string[]): PlotSpec {
  const domain = [...shown];
  const scale = { domain, paddingInner: 0.04, paddingOuter: 0 } as const;
  const axis = { labelLimit: 96, domain: false, ticks: false, grid: false } as const;
  const x = {
    field: 'guess',
    type: 'nominal',
    title: 'Predicted',
    scale,
    axis: {
      ...axis,
      labelAngle: shown.length > 4 ? -40 : 0,
      labelLimit: shown.length > 4 ? 96 : 380 / shown.length,
    },
  } as const;
  const y = { field: 'truth', type: 'nominal', title: 'True', scale, axis } as const;
  const shares: [number, number] = [0, 1];
  const opacities: [number, number] = [0.04, 0.5];
  const opacity = {
    field: 'share',
    type: 'quantitative',
    scale: { domain: shares, range: opacities },
  } as const;
  const description = { field: 'description', type: 'nominal' } as const;
  const crowded = shown.length > 6;
  const text = (field: 'count' | 'percent', dy: number, fontSize: number) => ({
    mark: { type: 'text', dy, fontSize, color: palette.ink, aria: false } as const,
    encoding: { x, y, text: { field, type: 'nominal' } as const },
  });
  return {
    layer: [
      {
        data: { values: [...cells] },
        mark: { type: 'rect', color: palette.truth },
        encoding: { x, y, opacity, description },
      },
      { data: { values: [...cells] }, ...text('count', crowded ? 0 : -8, crowded ? 11 : 14) },
      ...(crowded ? [] : [{ data: { values: [...cells] }, ...text('percent', 9, 11.5) }]),
    ],
  };
}
