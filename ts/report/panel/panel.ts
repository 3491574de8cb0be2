import { Eta } from 'eta';
import type { FrontNetwork } from '../../schema/types.ts';
import { type Figure, swatch } from '../figure.ts';
import { errorOf, type Measured, measuredOf, writtenError } from '../measured.ts';
import { networkFigure } from '../network-figure.ts';
import { counted } from '../number.ts';
import type { SearchPage } from '../page.ts';
import { panelTemplate } from '../templates/panel.ts';
import { type Control, controlsOf } from './controls.ts';
import { moduleOf } from './module.ts';
import { type ColumnData, type PanelData, panelScript } from './script.ts';

/** The part of the page in which a reader sets columns and reads answers: its HTML, and the script that it needs. */
export interface Panel {
  readonly html: string;
  readonly script: string;
}

/** What the template prints. */
interface View {
  readonly target: string;
  readonly controls: readonly Control[];
  readonly networks: readonly {
    readonly label: string;
    readonly figure: Figure;
    readonly swatches: readonly string[];
  }[];
  readonly chosen: number;
}

const eta = new Eta({ autoEscape: true, autoTrim: false });

export function panelOf(page: SearchPage): Panel {
  const { networks, front, task } = page;
  const controls = controlsOf(networks, page.fitted);
  const measured = measuredOf(front);
  const view: View = {
    target: task.target,
    controls,
    networks: networks.map((network, index) => {
      const figure = networkFigure(network, task.target);
      const label = front.networks[index]
        ? optionText(front.networks[index], measured, index === front.chosen)
        : '';
      return { label, figure, swatches: figure.legend.map(swatch) };
    }),
    chosen: front.chosen,
  };
  return {
    html: eta.renderString(panelTemplate, view),
    script: panelScript(dataOf(page, controls), networks.map(moduleOf)),
  };
}

/** "31 weights (chosen), RMSE 351 g, 2 hidden layers": on a phone the end is cut. */
function optionText(network: FrontNetwork, measured: Measured, isChosen: boolean): string {
  const { nonzeros, neurons, test } = network;
  const shape = neurons.length === 0 ? 'line' : counted(neurons.length, 'hidden layer');
  const error = `${measured.error} ${writtenError(measured, errorOf(measured, test))}`;
  return `${counted(nonzeros, 'weight')}${isChosen ? ' (chosen)' : ''}, ${error}, ${shape}`;
}

function dataOf({ networks, task }: SearchPage, controls: readonly Control[]): PanelData {
  const [first] = networks;
  return {
    columns: controls.map(columnData),
    networks: networks.map(({ columns, interval }) => ({
      columns: columns.length,
      interval: interval ?? null,
    })),
    unit: task.unit,
    targets: first?.outputs.map(({ name }) => name) ?? [],
    labels: first?.labels ?? null,
  };
}

function columnData(control: Control): ColumnData {
  const { column, kind, name } = control;
  const [least, greatest, step] =
    kind === 'number' ? [control.least, control.greatest, control.step] : [0, 0, 1];
  const levels = kind === 'category' ? [...control.levels, ...(control.gap ? [null] : [])] : [];
  return { column, kind, name, levels, least, greatest, step };
}
