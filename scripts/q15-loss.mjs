// Prints what whole numbers cost networks of real tables, as docs/export.md has it: R2 or accuracy on the test rows, and bytes of
// flash on a Cortex-M0 (of every tenth network), in q15 and with weights that are rounded to 8 bits before.
// `node --import tsx scripts/q15-loss.mjs FOLDER` with the folder that `make real` leaves: TABLE/SPLIT/test.csv, and networks beside it.
import { readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { CommandError } from '../ts/commands/command.ts';
import { flashOf } from '../ts/commands/flash.ts';
import { readInputs } from '../ts/commands/read-inputs.ts';
import { columnOf, isGap, wordOf } from '../ts/data/frame.ts';
import { MISSING } from '../ts/export/fixed/fixed-program.ts';
import { quantise } from '../ts/export/fixed/quantise.ts';
import { fixedCell, runFixed } from '../ts/export/fixed/run.ts';
import { predict } from '../ts/export/predict.ts';
import { programOf } from '../ts/export/program.ts';
import { mostProbable } from '../ts/export/task.ts';

/** How much of R2, or of the accuracy, may be lost. */
const MUCH = 0.01;
const FLASH_OF = 10;
const INT8 = 127;

async function main(folder) {
  const found = [];
  const refused = [];
  const files = readdirSync(folder, { recursive: true }).filter((file) => basename(file) === 'chosen.json');
  for (const name of files.sort()) {
    const file = join(folder, name);
    const network = JSON.parse(readFileSync(file, 'utf8'));
    try {
      found.push(
        await lossesOf(network, join(dirname(file), '..', 'test.csv'), found.length % FLASH_OF === 0),
      );
    } catch (error) {
      if (!(error instanceof RangeError || error instanceof CommandError)) throw error;
      refused.push(`${file}: ${error.message}`);
    }
  }
  console.log(`${found.length} networks; ${refused.length} were left out`);
  for (const line of refused) console.log(`  ${line}`);
  for (const type of ['q15', 'int8']) report(type, found);
}

function report(type, found) {
  const losses = found.map((each) => each.score - each[type]).sort((a, b) => a - b);
  const flash = found.filter((each) => each.flash).map(({ flash: bytes }) => bytes[type]);
  const most = losses.filter((loss) => loss > MUCH).length;
  const worst = losses.at(-1);
  const at = (share) => losses[Math.floor(share * (losses.length - 1))].toExponential(1);
  console.log(
    `${type}: ${most} lose more than ${MUCH}; median ${at(0.5)}, nine of ten below ${at(0.9)}, worst ${worst.toFixed(4)}; flash ${median(flash)} B in the median of ${flash.length}`,
  );
}

/** R2 (of classes the accuracy) of the network as it is, in q15, and in q15 with weights of 8 bits. */
async function lossesOf(network, table, withFlash) {
  const target = network.target ?? network.outputs[0].name;
  const { frame, x } = await readInputs(network, table, undefined, new Map([[target, null]]));
  const rows = Array.from({ length: frame.rows }, (_, row) => row);
  const column = columnOf(frame, target);
  const columns = network.columns.map(({ name }) => columnOf(frame, name));
  const cells = rows.map((row) => columns.map((each) => cellOf(each, row)));
  const programs = { q15: programOf(network), int8: programOf(withSmallWeights(network)) };
  const width = network.labels && network.labels.length > 2 ? network.labels.length : 1;
  const exact = predict(network, x);
  const known = rows.filter((row) => !isGap(column, row) && Number.isFinite(exact[row * width]));
  const truth = known.map((row) =>
    network.labels ? network.labels.indexOf(wordOf(column, row)) : column.values[row],
  );
  const score = (answers) => scoreOf(network.labels, Float64Array.from(answers), truth);
  const scores = Object.entries(programs).map(([type, program]) => {
    const fixed = quantise(program);
    const answers = known.flatMap((row) => {
      const taken = cells[row].map((cell, i) => fixedCell(cell, i, fixed, program));
      return runFixed(fixed, program.labels, taken).map((value, o) => {
        if (value === MISSING) return Number.NaN;
        return network.labels ? value / 2 ** 15 : value * fixed.outputs[o].unit;
      });
    });
    return [type, score(answers)];
  });
  const bytes = (program) => flashOf(program).find(({ core }) => core === 'cortex-m0').q15;
  const flash = withFlash ? { q15: bytes(programs.q15), int8: bytes(programs.int8) } : null;
  const right = known.flatMap((row) => Array.from(exact.slice(row * width, (row + 1) * width)));
  return { score: score(right), ...Object.fromEntries(scores), flash };
}

function cellOf(column, row) {
  if (isGap(column, row)) return null;
  return column.kind === 'category' ? wordOf(column, row) : column.values[row];
}

/** Each neuron's weights as whole numbers of 8 bits times a power of two. */
function withSmallWeights(network) {
  const rounded = (weights) => {
    const most = Math.max(...weights.map(Math.abs));
    if (most === 0) return weights;
    const step = 2 ** Math.ceil(Math.log2(most / INT8));
    return weights.map((weight) => Math.round(weight / step) * step);
  };
  return {
    ...network,
    layers: network.layers.map((layer) => ({ ...layer, weights: layer.weights.map(rounded) })),
  };
}

function scoreOf(labels, answers, truth) {
  if (labels) {
    const said = mostProbable(labels.length, answers);
    return truth.filter((label, i) => label === said[i]).length / truth.length;
  }
  const mean = truth.reduce((sum, value) => sum + value, 0) / truth.length;
  const squares = (of) => truth.reduce((sum, value, i) => sum + (value - of(i)) ** 2, 0);
  return 1 - squares((i) => answers[i]) / squares(() => mean);
}

function median(values) {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
}

await main(process.argv[2]);
