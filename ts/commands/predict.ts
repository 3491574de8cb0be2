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

/** The table's name where it comes by standard input. */
const STDIN = '-';

export const predict: Command = {
  name: 'predict',
  summary: `Predict a CSV table with a network, as CSV on standard output: a line a row, ${MISSING} where an input is missing`,
  arguments: [
    NETWORK,
    { name: 'table', summary: `CSV file with the columns of its inputs, or ${STDIN} for standard input` },
  ],
  async run({ arguments: { network: named = '', table = '' }, stdout }) {
    const { network } = await loadNetwork(named);
    const rows = await readInputs(network, table);
    const complete = rows.filter((row) => row !== null);
    const predictions = predictRows(network, Float64Array.from(complete.flat()));
    let next = 0;
    const lines = rows.map((row) => (row === null ? MISSING : String(predictions[next++])));
    tellMissing(rows.length - complete.length, rows.length);
    stdout.write(`${[csvField(network.output.name), ...lines].join('\n')}\n`);
    return 0;
  },
};

function tellMissing(missing: number, rows: number): void {
  if (missing === 0) return;
  const verb = missing === 1 ? 'has' : 'have';
  process.stderr.write(
    `${missing} of ${rows} rows ${verb} no prediction (${MISSING}): an input is missing\n`,
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
