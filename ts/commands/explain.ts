import { type Cost, costOf } from '../export/cost.ts';
import { formulas, quoted } from '../export/forms/formulas.ts';
import { SHUFFLES } from '../export/importance.ts';
import { programOf } from '../export/program.ts';
import type { NetworkFile } from '../export/read.ts';
import { usesColumn } from '../export/used.ts';
import { type Command, CommandError } from './command.ts';
import { type Flash, flashOf } from './flash.ts';
import { type Judged, judgeColumns } from './judge-columns.ts';
import { loadNetwork, NETWORK } from './load-network.ts';
import { MISSING_WORDS } from './read-inputs.ts';

export const explain: Command = {
  name: 'explain',
  summary: 'Print a network as formulas, what it costs, and with a table how much each column matters',
  arguments: [NETWORK],
  options: [
    { flags: '--table <file>', summary: 'rows with the target, by which columns are judged' },
    { flags: '--target <column>', summary: 'what it is called there (as it was when the network was found)' },
    MISSING_WORDS,
    {
      flags: '--flash',
      summary: 'bytes of flash on three microcontrollers, where arm-none-eabi-gcc is installed',
    },
    { flags: '--json', summary: 'the same as JSON' },
  ],
  async run({ arguments: { network: named = '' }, options, stdout }) {
    const { table, target, missing, flash, json } = options;
    const { network } = await loadNetwork(named);
    if (target !== undefined && table === undefined) {
      throw new CommandError('--target names a column of --table', 2);
    }
    const program = programOf(network);
    const { lines, notes } = formulas(program);
    const cost = costOf(program);
    const judged =
      table === undefined
        ? null
        : await judgeColumns(network, String(table), target ? String(target) : null, missing);
    const sizes = flash ? flashOf(program) : null;
    if (json) {
      const all = {
        formulas: lines,
        notes,
        cost,
        ...(sizes ? { flash: sizes } : {}),
        ...(judged ? { table: judged } : {}),
      };
      stdout.write(`${JSON.stringify(all, null, 2)}\n`);
      return 0;
    }
    const parts = [
      lines.map((line) => `  ${line}`),
      notes,
      [...costLines(cost), ...(sizes ?? []).map(flashLine)],
    ];
    if (judged) parts.push(judgedLines(network, judged));
    stdout.write(`${parts.map((part) => part.join('\n')).join('\n\n')}\n`);
    return 0;
  },
};

function costLines(cost: Cost): string[] {
  const called = Object.entries(cost.activations).map(([name, count]) => `${count} ${name}`);
  const activations = called.length === 0 ? 'no activation' : `activations: ${called.join(', ')}`;
  return [
    `size   ${counted(cost.nonzeros, 'number that is', 'numbers that are')} not zero, ${cost.weight_bytes} bytes as float32; ${cost.constant_bytes} bytes of constants in C`,
    `a row  ${counted(cost.multiplications, 'multiplication')}, ${counted(cost.additions, 'addition')}, ${activations}`,
  ];
}

function flashLine({ core, ...sizes }: Flash): string {
  const parts = Object.entries(sizes).filter(([, size]) => size !== null);
  return `flash  ${parts.map(([type, size]) => `${size} bytes in ${type}`).join(', ')}: on ${core}, libraries included`;
}

function judgedLines(network: NetworkFile, { file, rows, read, measure, error, columns }: Judged): string[] {
  const of =
    rows === read ? `${rows} rows` : `${rows} of ${read} rows (the others lack the target or an input)`;
  const several = network.outputs.length > 1;
  const name =
    measure === 'log_loss'
      ? 'log-loss'
      : `root mean squared error${several ? ', in standard deviations of the targets,' : ''}`;
  const width = Math.max(...columns.map(({ column }) => quoted(column).length));
  return [
    `On ${of} of ${file} the ${name} is ${short(error)}. Where a column is shuffled, it grows by`,
    ...columns.map(({ column, mean, spread }) => {
      const isUsed = usesColumn(
        network,
        network.columns.findIndex((each) => each.name === column),
      );
      const growth = isUsed ? `${short(mean)} ± ${short(spread)}` : '0 (not used)';
      return `  ${quoted(column).padEnd(width)}  ${growth}`;
    }),
    `(mean and standard deviation of ${SHUFFLES} shuffles)`,
  ];
}

function short(value: number): string {
  return String(Number(value.toPrecision(3)));
}

function counted(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}
