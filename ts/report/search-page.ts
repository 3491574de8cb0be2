import { createHash } from 'node:crypto';
import { Eta } from 'eta';
import { type Importance, importanceOf } from '../export/importance.ts';
import type { Front, Selection } from '../schema/types.ts';
import { calibrationFigure } from './calibration-figure.ts';
import { confusionFigure } from './confusion-figure.ts';
import { curveFigure } from './curve-figure.ts';
import { type Dependences, dependences } from './dependence-figure.ts';
import { type Figure, swatch } from './figure.ts';
import { frontFigure } from './front-figure.ts';
import { headline } from './headline.ts';
import { historyFigure } from './history-figure.ts';
import { importanceFigure } from './importance-figure.ts';
import { MPE, measuredOf } from './measured.ts';
import { counted, percent, significant, withUnit } from './number.ts';
import { chosenNetwork, type SearchPage } from './page.ts';
import { panelOf } from './panel/panel.ts';
import { decodingText, type Matrix, reconstructionMatrices } from './reconstruction-table.ts';
import { rocFigure } from './roc-figure.ts';
import { frontRows, MPE_MEANS, type TextTable } from './table.ts';
import { pageTemplate } from './templates/page.ts';
import { panelStyle } from './templates/panel-style.ts';
import { style } from './templates/style.ts';
import { truthFigures } from './truth-figure.ts';

/** Seed of the shuffles by which columns are measured: the same search gives the same page. */
const IMPORTANCE_SEED = 0;

/** All that the template prints; texts are plain, and escaped there. */
interface View {
  readonly title: string;
  readonly style: string;
  readonly headline: readonly string[];
  readonly facts: readonly Line[];
  /** HTML. */
  readonly panel: string;
  readonly script: string;
  readonly scriptHash: string;
  readonly figures: readonly (Figure & { swatches: readonly string[] })[];
  readonly dependences: (Dependences & { swatches: readonly string[] }) | null;
  readonly front: TextTable;
  /** Rows of `front` that are networks, the first ones. */
  readonly networks: number;
  readonly chosenBy: string;
  readonly reconstruction: { readonly note: string; readonly matrices: readonly Matrix[] } | null;
  readonly files: readonly Line[];
  readonly commands: readonly Line[];
  readonly provenance: readonly Line[];
}

/** A name, and what is said of it. */
type Line = readonly [string, string];

const eta = new Eta({ autoEscape: true, autoTrim: false });

/** One HTML page about a search, complete in itself: nothing is fetched, and its one script computes what it shows. */
export async function renderSearchPage(given: SearchPage): Promise<string> {
  const page = inDeviations(given);
  const { networks, judged, front } = page;
  const panel = panelOf(page);
  const importances = importanceOf(chosenNetwork(page), judged.x, judged.y, IMPORTANCE_SEED);
  const shown = await dependences(page, importances);
  const figures = await figuresOf(page, importances);
  const view: View = {
    title: page.title,
    style: `${style}${panelStyle}`,
    headline: headline(page),
    facts: facts(page),
    panel: panel.html,
    script: panel.script,
    scriptHash: `sha256-${createHash('sha256').update(panel.script).digest('base64')}`,
    figures: figures.map((figure) => ({ ...figure, swatches: figure.legend.map(swatch) })),
    dependences: shown && { ...shown, swatches: shown.legend.map(swatch) },
    front: frontRows(front, front.baselines),
    networks: networks.length,
    chosenBy: chosenBy(front),
    reconstruction: reconstruction(page),
    files: files(page),
    commands: commands(page),
    provenance: Object.entries(page.provenance),
  };
  return eta.renderString(pageTemplate, view);
}

/** In the order of the page; those that there is nothing to say about are left out. */
async function figuresOf(page: SearchPage, importances: readonly Importance[]): Promise<Figure[]> {
  const drawn = await Promise.all([
    frontFigure(page),
    confusionFigure(page),
    rocFigure(page),
    calibrationFigure(page),
    importanceFigure(page, importances),
    historyFigure(page),
    curveFigure(page.curve ?? []),
  ]);
  const [first, ...others] = drawn;
  return [first, ...(await truthFigures(page)), ...others].filter((figure) => figure != null);
}

/** Errors of several targets are in standard deviations of each. */
function inDeviations(page: SearchPage): SearchPage {
  const { front, networks } = page;
  const isOne = front.kind === 'classification' || (networks[0]?.outputs.length ?? 1) === 1;
  return isOne ? page : { ...page, front: { ...front, unit: 'SD' } };
}

function files({ files: { front, chosen, networks } }: SearchPage): Line[] {
  return [
    [chosen, 'the chosen network: columns, scaling, weights'],
    [networks, 'all networks of the front, one file each'],
    [front, 'the front with all scores'],
  ];
}

function commands({ files: { chosen } }: SearchPage): Line[] {
  return [
    [`npx swat predict ${chosen} TABLE.csv`, 'predicts the rows of a table that has the same columns'],
    [`npx swat export ${chosen} --to c`, 'writes the network as source code'],
    [`npx swat explain ${chosen}`, 'says what the network does, in words and as a formula'],
  ];
}

function facts(page: SearchPage): [string, string][] {
  const { task, front } = page;
  const { read, dropped, train, validation, test } = task.rows;
  return [
    ['Table', task.table],
    ['Target', task.unit === '' ? task.target : `${task.target} (${task.unit})`],
    ['Inputs', inputs(page)],
    ['Rows', `${read} read${dropped > 0 ? `, ${dropped} dropped for missing values` : ''}`],
    ['Split', split(front.selection, train, validation, test)],
    ...(front.selection ? [['Choice', front.selection.reason] as [string, string]] : []),
    ...noise(page),
    ['Search', searched(front)],
  ];
}

/** The columns, and how many numbers are made of them where that is more. */
function inputs(page: SearchPage): string {
  const { columns, inputs: numbers } = chosenNetwork(page);
  const names = columns.map(({ name }) => name).join(', ');
  return numbers.length > columns.length ? `${names} (as ${numbers.length} numbers)` : names;
}

function chosenBy(front: Front): string {
  const units = front.unit === 'SD' ? ' SD: standard deviations of each target.' : '';
  const mpe = frontRows(front, front.baselines).header.includes(MPE) ? ` ${MPE_MEANS}.` : '';
  return `${choice(front)}${units}${mpe}`;
}

function choice(front: Front): string {
  return front.selection?.by === 'folds'
    ? `left out: the error (${measuredOf(front).error}) of networks of that size on rows that they had not seen, by which the choice was made, and its standard error.`
    : 'the choice was made on the validation rows.';
}

function split(selection: Selection | undefined, train: number, validation: number, test: number): string {
  const { by = 'validation', folds = 0, repeats = 1 } = selection ?? {};
  const dealt = repeats === 1 ? '' : `, dealt ${repeats === 2 ? 'twice' : `${repeats} times`}`;
  return by === 'folds'
    ? `${train + validation} fitted and judged in ${folds} folds${dealt}, ${test} test`
    : `${train} training, ${validation} validation, ${test} test`;
}

/** How sure predictions are; nothing where it was not estimated. */
function noise(page: SearchPage): [string, string][] {
  const { task, front } = page;
  const { selection } = front;
  const { interval } = chosenNetwork(page);
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
