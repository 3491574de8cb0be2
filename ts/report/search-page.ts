import { Eta } from 'eta';
import type { Selection } from '../schema/types.ts';
import { curveFigure } from './curve-figure.ts';
import { type Figure, swatch } from './figure.ts';
import { frontFigure } from './front-figure.ts';
import { headline } from './headline.ts';
import { historyFigure } from './history-figure.ts';
import { networkFigure } from './network-figure.ts';
import { counted, percent, significant, withUnit } from './number.ts';
import type { SearchPage } from './page.ts';
import { decodingText, type Matrix, reconstructionMatrices } from './reconstruction-table.ts';
import { frontRows, type TextTable } from './table.ts';
import { pageTemplate } from './templates/page.ts';
import { style } from './templates/style.ts';
import { truthFigure } from './truth-figure.ts';

/** All that the template prints; texts are plain, and escaped there. */
interface View {
  readonly title: string;
  readonly style: string;
  readonly headline: readonly string[];
  readonly facts: readonly (readonly [string, string])[];
  readonly figures: readonly (Figure & { swatches: readonly string[] })[];
  readonly front: TextTable;
  readonly chosenBy: string;
  readonly reconstruction: { readonly note: string; readonly matrices: readonly Matrix[] } | null;
  readonly provenance: readonly (readonly [string, string])[];
}

const eta = new Eta({ autoEscape: true, autoTrim: false });

/** One HTML page about a search, complete in itself: no script, no font, nothing fetched. */
export async function renderSearchPage(page: SearchPage): Promise<string> {
  const drawn = await Promise.all([
    frontFigure(page),
    networkFigure(page),
    truthFigure(page),
    historyFigure(page),
    curveFigure(page.curve ?? []),
  ]);
  const figures = drawn.filter((figure) => figure !== null);
  const view: View = {
    title: page.title,
    style,
    headline: headline(page),
    facts: facts(page),
    figures: figures.map((figure) => ({ ...figure, swatches: figure.legend.map(swatch) })),
    front: frontRows(page.front, page.front.baselines),
    chosenBy: chosenBy(page.front.selection),
    reconstruction: reconstruction(page),
    provenance: Object.entries(page.provenance),
  };
  return eta.renderString(pageTemplate, view);
}

function facts(page: SearchPage): [string, string][] {
  const { task, front } = page;
  const { read, dropped, train, validation, test } = task.rows;
  return [
    ['Table', task.table],
    ['Target', task.unit === '' ? task.target : `${task.target} (${task.unit})`],
    ['Inputs', task.inputs.join(', ')],
    ['Rows', `${read} read${dropped > 0 ? `, ${dropped} dropped for missing values` : ''}`],
    ['Split', split(front.selection, train, validation, test)],
    ...(front.selection ? [['Choice', front.selection.reason] as [string, string]] : []),
    ...noise(page),
    ['Search', searched(front)],
    [
      'Chosen network',
      `${front.networks[front.chosen]?.file ?? 'none'} beside front.json, and chosen.json: swat predict chosen.json TABLE.csv, swat export chosen.json --to c`,
    ],
  ];
}

function chosenBy(selection: Selection | undefined): string {
  return selection?.by === 'folds'
    ? 'left out: the error (RMSE) of networks of that size on rows that they had not seen, by which the choice was made, and its standard error.'
    : 'the choice was made on the validation rows.';
}

function split(selection: Selection | undefined, train: number, validation: number, test: number): string {
  const { by = 'validation', folds = 0, repeats = 1 } = selection ?? {};
  const dealt = repeats === 1 ? '' : `, dealt ${repeats} times`;
  return by === 'folds'
    ? `${train + validation} fitted and judged in ${folds} folds${dealt}, ${test} test`
    : `${train} training, ${validation} validation, ${test} test`;
}

/** How sure predictions are; nothing where it was not estimated. */
function noise({ task, front: { selection }, network: { interval } }: SearchPage): [string, string][] {
  if (!selection || selection.noise === null || !interval) return [];
  const value = (number: number) => withUnit(significant(number), task.unit);
  return [
    ['Noise', `about ${value(selection.noise)} (standard deviation)`],
    [
      'Intervals',
      `${percent(interval.coverage)} of new rows are expected within ${value(interval.half_width)} of the prediction`,
    ],
  ];
}

function searched({ seconds, steps, seed }: SearchPage['front']): string {
  const parts = [
    seconds === undefined ? '' : `${significant(seconds)} s`,
    steps === undefined ? '' : counted(steps, 'step'),
    seed === undefined ? '' : `seed ${seed}`,
  ];
  return parts.filter((part) => part !== '').join(', ') || '–';
}

function reconstruction({ reconstruction: measured }: SearchPage): View['reconstruction'] {
  if (measured === undefined) return null;
  const decoding = decodingText(measured);
  return {
    note: `${counted(measured.networks, 'fresh random network')} of each depth (columns), encoded and decoded, compared with the original on ${measured.grid} values an input. The constant is each network's own median output; a value that is no better than it is grey. "best" is the decoder with the least mean MPE${decoding && `; ${decoding}`}.`,
    matrices: reconstructionMatrices(measured),
  };
}
