import { columnOf, type Frame } from '../data/frame.ts';
import { predict as predictRows } from '../export/predict.ts';
import type { NetworkFile } from '../export/read.ts';
import { answerWidth, mostProbable, probabilityOf } from '../export/task.ts';
import { usesInput } from '../export/used.ts';
import { type Command, CommandError } from './command.ts';
import { loadNetwork, NETWORK } from './load-network.ts';
import { readInputs, STDIN } from './read-inputs.ts';

/** The line of a row without a prediction. An empty one would be skipped by most readers of CSV, and rows misaligned. */
const MISSING = 'NA';

const INTERVAL = {
  flags: '--interval',
  summary: 'two more columns: the ends of the interval in which nine of ten new rows are expected',
};

export const predict: Command = {
  name: 'predict',
  summary: `Predict a table with a network, as CSV on standard output: a line a row, ${MISSING} where an input is missing; of classes the class and the probability of each`,
  arguments: [
    NETWORK,
    { name: 'table', summary: `table with the columns of its inputs, or ${STDIN} for standard input` },
  ],
  options: [INTERVAL],
  async run({ arguments: { network: named = '', table = '' }, options: { interval }, stdout }) {
    const { network, file } = await loadNetwork(named);
    if (interval) refuseWithoutInterval(network, file);
    const { frame, x } = await readInputs(network, table);
    const rows = rowsOf(x, frame.rows, network);
    const complete = rows.filter((row) => row !== null);
    const answers = answersOf(network, complete, interval === true);
    let next = 0;
    const missing = Array(answers.header.length).fill(MISSING);
    const lines = rows.map((row) => (row === null ? missing : (answers.lines[next++] ?? missing)));
    tellMissing(rows.length - complete.length, rows.length);
    tellUnknown(network, frame);
    tellExtrapolated(network, complete);
    stdout.write(`${[answers.header, ...lines].map((cells) => cells.map(csvField).join(',')).join('\n')}\n`);
    return 0;
  },
};

/** Rows of what inputs take; null where a used one has a gap that nothing fills. */
function rowsOf(x: Float64Array, count: number, network: NetworkFile): (Float64Array | null)[] {
  const width = network.inputs.length;
  const used = network.inputs.map((_, place) => place).filter((place) => usesInput(network, place));
  return Array.from({ length: count }, (_, row) => {
    const values = x.subarray(row * width, (row + 1) * width);
    return used.some((place) => Number.isNaN(values[place])) ? null : values;
  });
}

/** What is said of rows without gaps: a line each, and names of its cells. */
interface Answers {
  readonly header: readonly string[];
  readonly lines: readonly (readonly string[])[];
}

function answersOf(network: NetworkFile, rows: readonly Float64Array[], withInterval: boolean): Answers {
  const x = new Float64Array(rows.length * network.inputs.length);
  rows.forEach((row, place) => {
    x.set(row, place * row.length);
  });
  const predictions = predictRows(network, x);
  return network.labels === undefined
    ? numbersOf(network, predictions, withInterval)
    : classesOf(network, network.labels, predictions);
}

function numbersOf(
  { outputs, interval }: NetworkFile,
  predictions: Float64Array,
  withInterval: boolean,
): Answers {
  const names = outputs.map(({ name }) => name);
  const [name = ''] = names;
  const halfWidth = withInterval ? interval?.half_width : undefined;
  const ends = halfWidth === undefined ? [] : [-halfWidth, halfWidth];
  const count = predictions.length / names.length;
  return {
    header: halfWidth === undefined ? names : [name, `${name} low`, `${name} high`],
    lines: Array.from({ length: count }, (_, row) => {
      const values = predictions.subarray(row * names.length, (row + 1) * names.length);
      return [...values, ...ends.map((end) => (values[0] as number) + end)].map(String);
    }),
  };
}

/** The most probable class, and the probability of each. */
function classesOf(network: NetworkFile, labels: readonly string[], predictions: Float64Array): Answers {
  const target = network.target ?? 'class';
  const width = answerWidth({ kind: 'classification', targets: [target], labels });
  const guesses = mostProbable(labels.length, predictions);
  return {
    header: [target, ...labels.map((label) => `p(${label})`)],
    lines: Array.from(guesses, (guess, row) => [
      labels[guess] as string,
      ...labels.map((_, which) => String(probabilityOf(predictions, row * width, labels.length, which))),
    ]),
  };
}

function refuseWithoutInterval({ interval, outputs: [output] }: NetworkFile, file: string): void {
  if (interval) {
    const share = Math.round(100 * interval.coverage);
    process.stderr.write(
      `${share} % of new rows are expected between "${output?.name} low" and "${output?.name} high"\n`,
    );
    return;
  }
  throw new CommandError(`${file} has no interval: only networks of one number that folds chose have one`, 2);
}

function tellMissing(missing: number, rows: number): void {
  if (missing === 0) return;
  const verb = missing === 1 ? 'has' : 'have';
  process.stderr.write(
    `${missing} of ${rows} rows ${verb} no prediction (${MISSING}): an input is missing\n`,
  );
}

/** Says which words of a category the network has not met, or too seldom to have an input for. */
function tellUnknown({ columns }: NetworkFile, frame: Frame): void {
  for (const { name, levels } of columns) {
    const column = columnOf(frame, name);
    if (levels === null || column.kind !== 'category') continue;
    const unknown = column.levels.map((level) => !levels.includes(level));
    const rows = column.codes.filter((code) => code >= 0 && unknown[code]).length;
    if (rows === 0) continue;
    const first = column.levels.find((_, code) => unknown[code]);
    process.stderr.write(
      `${rows} of ${frame.rows} rows say in "${name}" what the network has no input for ("${first}")\n`,
    );
  }
}

/** Says how many rows lie outside what the network was fitted to, and by which column first. */
function tellExtrapolated(network: NetworkFile, rows: readonly Float64Array[]): void {
  const isUsed = network.inputs.map((_, place) => usesInput(network, place));
  const outside = (row: Float64Array) =>
    network.inputs.find(
      ({ range }, i) =>
        isUsed[i] &&
        range &&
        !((row[i] as number) >= (range[0] as number) && (row[i] as number) <= (range[1] as number)),
    );
  const beyond = rows.map(outside).filter((column) => column !== undefined);
  const first = beyond[0];
  if (!first?.range) return;
  const verb = beyond.length === 1 ? 'lies' : 'lie';
  process.stderr.write(
    `${beyond.length} of ${rows.length} rows ${verb} outside what the network was fitted to (${first.name} from ${first.range[0]} to ${first.range[1]}): it extrapolates there\n`,
  );
}

/** A CSV field, quoted where it must be (RFC 4180). */
function csvField(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
