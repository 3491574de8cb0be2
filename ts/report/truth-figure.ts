import type { Figure } from './figure.ts';
import { counted, significant, withUnit } from './number.ts';
import { chosenNetwork, type SearchPage } from './page.ts';
import { dashes, palette } from './palette.ts';
import { drawPlot, type Layer } from './plot.ts';
import { type Unseen, unseenLayers, unseenLegend, unseenRows } from './unseen.ts';

/** Of more targets no more are drawn. */
const MOST_TARGETS = 4;

/**
 * What the chosen network says of rows that it was not fitted to, against what is true: a figure a target, and of one target
 * how far it is off. None where numbers are no targets, or without rows.
 */
export async function truthFigures(page: SearchPage): Promise<Figure[]> {
  const { outputs, task } = chosenNetwork(page);
  if (task !== 'regression') return [];
  const named = outputs.length > 1;
  const targets = outputs.slice(0, MOST_TARGETS).map(({ name }, target) => ({
    id: target === 0 ? 'truth' : `truth-${target + 1}`,
    name: withUnit(named ? name : page.task.target, page.task.unit === '' ? '' : `(${page.task.unit})`),
    title: `Truth against prediction${named ? `: ${name}` : ''}`,
    unseen: unseenRows(page.predictions, target, page.task.unit),
  }));
  const figures = targets.flatMap(({ unseen, ...target }) =>
    unseen === null ? [] : [truthFigure(unseen, target)],
  );
  const only = targets[0]?.unseen;
  return Promise.all(only && !named ? [...figures, residualFigure(only, page)] : figures);
}

async function truthFigure(
  unseen: Unseen,
  { id, name, title }: { readonly id: string; readonly name: string; readonly title: string },
): Promise<Figure> {
  return {
    id,
    title,
    note: 'The chosen network on rows that it was not fitted to. On the line a prediction is exact.',
    legend: [...unseenLegend(unseen), { label: 'truth', colour: palette.truth, mark: 'line' }],
    svg: await drawPlot(
      id,
      { layer: truthLayers(unseen, name) },
      `Predicted against true ${name} of ${counted(unseen.count, 'row')}`,
    ),
  };
}

function truthLayers(unseen: Unseen, name: string): Layer[] {
  const rows = [...unseen.test.rows, ...unseen.validation.rows];
  const domain = domainOf(rows.flatMap((row) => [row.truth, row.prediction]));
  // Both axes have one scale, so that the line of exact prediction is the diagonal.
  const scale = { domain, zero: false, nice: false } as const;
  const x = {
    field: 'truth',
    type: 'quantitative',
    title: `True ${name}`,
    scale,
    axis: { tickCount: 5 },
  } as const;
  const y = { field: 'prediction', type: 'quantitative', title: `Predicted ${name}`, scale } as const;
  const values = domain.map((value) => ({ truth: value, prediction: value }));
  const mark = { type: 'line', color: palette.truth, strokeWidth: 2, aria: false } as const;
  return [{ data: { values }, mark, encoding: { x, y } }, ...unseenLayers(unseen, { x, y })];
}

/** Truth minus prediction: a pattern along the prediction is something that the network has missed. */
async function residualFigure(unseen: Unseen, page: SearchPage): Promise<Figure> {
  const { unit, target } = page.task;
  const inUnit = unit === '' ? '' : ` (${unit})`;
  const { interval } = chosenNetwork(page);
  const width = interval ? withUnit(significant(interval.half_width), unit) : '';
  return {
    id: 'residuals',
    title: 'Residuals',
    note: 'What is missing to the truth, by the prediction. Points without a pattern, as wide on the left as on the right, are what noise leaves; a bend is something that the network has not learned.',
    legend: [
      ...unseenLegend(unseen),
      { label: 'exact', colour: palette.truth, mark: 'line' },
      ...(interval
        ? [{ label: `interval, ± ${width}`, colour: palette.muted, mark: 'dashed' } as const]
        : []),
    ],
    svg: await drawPlot(
      'residuals',
      { layer: residualLayers(unseen, `${target}${inUnit}`, inUnit, interval?.half_width ?? null) },
      `Truth minus prediction against predicted ${target} of ${counted(unseen.count, 'row')}`,
    ),
  };
}

function residualLayers(unseen: Unseen, name: string, inUnit: string, halfWidth: number | null): Layer[] {
  const rows = [...unseen.test.rows, ...unseen.validation.rows];
  const greatest = Math.max(...rows.map((row) => Math.abs(row.residual)), halfWidth ?? 0) * 1.06 || 1;
  const axis = { type: 'quantitative', scale: { zero: false, nice: false } } as const;
  const x = {
    ...axis,
    field: 'prediction',
    title: `Predicted ${name}`,
    scale: { ...axis.scale, domain: domainOf(rows.map((row) => row.prediction)) },
    axis: { tickCount: 5 },
  } as const;
  const y = {
    ...axis,
    field: 'residual',
    title: `Truth - prediction${inUnit}`,
    scale: { ...axis.scale, domain: [-greatest, greatest] },
  };
  const rule = (values: readonly number[], look: object): Layer => ({
    data: { values: values.map((residual) => ({ residual })) },
    mark: { type: 'rule', aria: false, ...look },
    encoding: { y },
  });
  return [
    rule([0], { color: palette.truth, strokeWidth: 2 }),
    ...(halfWidth === null
      ? []
      : [
          rule([-halfWidth, halfWidth], {
            color: palette.muted,
            strokeWidth: 1.5,
            strokeDash: dashes.dashed,
          }),
        ]),
    ...unseenLayers(unseen, { x, y }),
  ];
}

/** From the least to the greatest value, with some room. */
function domainOf(values: readonly number[]): [number, number] {
  const [least, greatest] = [Math.min(...values), Math.max(...values)];
  const room = (greatest - least) * 0.03 || Math.abs(greatest) * 0.1 || 1;
  return [least - room, greatest + room];
}
