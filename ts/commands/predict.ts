import { buffer } from 'node:stream/consumers';
import { DataError } from '../data/error.ts';
import { readRows } from '../data/table.ts';
import { decode, readText } from '../data/text.ts';
import { predict as predictRows } from '../export/predict.ts';
import type { NetworkFile } from '../export/read.ts';
import { type Command, CommandError } from './command.ts';
import { loadNetwork, NETWORK } from './load-network.ts';

/** The line of a row without a prediction. An empty one would be skipped by most readers of CSV, and rows misaligned. */
const MISSING = 'NA';

const INTERVAL = {
  flags: '--interval',
  summary: 'two more columns: the ends of the interval in which nine of ten new rows are expected',
};

/** The table's name where it comes by standard input. */
const STDIN = '-';

export const predict: Command = {
  name: 'predict',
  summary: `Predict a CSV table with a network, as CSV on standard output: a line a row, ${MISSING} where an input is missing`,
  arguments: [
    NETWORK,
    { name: 'table', summary: `CSV file with the columns of its inputs, or ${STDIN} for standard input` },
  ],
  options: [INTERVAL],
  async run({ arguments: { network: named = '', table = '' }, options: { interval }, stdout }) {
    const { network, file } = await loadNetwork(named);
    if (interval) refuseWithoutInterval(network, file);
    const rows = await readInputs(network, table);
    const complete = rows.filter((row) => row !== null);
    const predictions = predictRows(network, Float64Array.from(complete.flat()));
    let next = 0;
    const halfWidth = interval ? network.interval?.half_width : undefined;
    const lines = rows.map((row) =>
      line(row === null ? null : (predictions[next++] ?? Number.NaN), halfWidth),
    );
    tellMissing(rows.length - complete.length, rows.length);
    tellExtrapolated(network, complete);
    stdout.write(
      `${[header(network.outputs.map(({ name }) => name).join(' '), halfWidth !== undefined), ...lines].join('\n')}\n`,
    );
    return 0;
  },
};

/** A prediction, and the ends of its interval where it has one; NA for each where it is not known. */
function line(prediction: number | null, halfWidth: number | undefined): string {
  const ends = halfWidth === undefined ? [0] : [0, -halfWidth, halfWidth];
  return ends.map((end) => (prediction === null ? MISSING : String(prediction + end))).join(',');
}

function header(name: string, withInterval: boolean): string {
  return (withInterval ? [name, `${name} low`, `${name} high`] : [name]).map(csvField).join(',');
}

function refuseWithoutInterval({ interval, outputs: [output] }: NetworkFile, file: string): void {
  if (interval) {
    const share = Math.round(100 * interval.coverage);
    process.stderr.write(
      `${share} % of new rows are expected between "${output?.name} low" and "${output?.name} high"\n`,
    );
    return;
  }
  throw new CommandError(`${file} has no interval: it was not chosen by folds, which measure one`, 2);
}

function tellMissing(missing: number, rows: number): void {
  if (missing === 0) return;
  const verb = missing === 1 ? 'has' : 'have';
  process.stderr.write(
    `${missing} of ${rows} rows ${verb} no prediction (${MISSING}): an input is missing\n`,
  );
}

/** Says how many rows lie outside what the network was fitted to, and by which column first. */
function tellExtrapolated({ inputs }: NetworkFile, rows: readonly (readonly number[])[]): void {
  const outside = (row: readonly number[]) =>
    inputs.find(
      ({ range }, i) =>
        range && !((row[i] as number) >= (range[0] as number) && (row[i] as number) <= (range[1] as number)),
    );
  const beyond = rows.map(outside).filter((column) => column !== undefined);
  const first = beyond[0];
  if (!first?.range) return;
  const verb = beyond.length === 1 ? 'lies' : 'lie';
  process.stderr.write(
    `${beyond.length} of ${rows.length} rows ${verb} outside what the network was fitted to (${first.name} from ${first.range[0]} to ${first.range[1]}): it extrapolates there\n`,
  );
}

async function readInputs({ inputs }: NetworkFile, table: string): Promise<(number[] | null)[]> {
  const names = inputs.map(({ name }) => name);
  const note = (sentence: string) => process.stderr.write(`${sentence}\n`);
  const file = table === STDIN ? 'standard input' : table;
  try {
    const text = table === STDIN ? decode(await buffer(process.stdin), file, note) : readText(table, note);
    return readRows(text, file, names, note);
  } catch (error) {
    if (error instanceof DataError) throw new CommandError(error.message, 2);
    throw error;
  }
}

/** A CSV field, quoted where it must be (RFC 4180). */
function csvField(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
