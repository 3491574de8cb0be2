import { type GivenTable, encode as pointOf } from '../fit/latent.ts';
import { pointText } from '../stages/latent/point.ts';
import { pointSentence } from '../stages/latent/text.ts';
import { type Command, CommandError } from './command.ts';
import { namedNetwork, SEED, SPACE, type SpaceOption, settingsFrom, told } from './in-space.ts';
import { writeWhole } from './write-file.ts';

const OPTIONS: readonly SpaceOption[] = [
  { flags: '--rows <n>', summary: 'of a table: how many are read, at random of more ("256")', sets: 'rows' },
  SEED,
];

export const encode: Command = {
  name: 'encode',
  computes: true,
  summary: 'Write the point z of a network in a latent space, or with --target of a table',
  arguments: [
    {
      name: 'network',
      summary: "a network's file or a fit's folder; with --target a table, for a space that reads tables",
    },
  ],
  options: [
    SPACE,
    { flags: '--target <column>', summary: 'of a table: what is to be answered' },
    { flags: '--inputs <columns>', summary: 'of a table: from these columns, a,b,c (all others)' },
    ...OPTIONS,
    { flags: '--out <file>', summary: 'where the point is written (standard output)' },
  ],
  async run(input) {
    const { options, stdout } = input;
    const asked = input.arguments.network ?? '';
    const space = spaceIn(options.space);
    if (options.inputs !== undefined && options.target === undefined)
      throw new CommandError('--inputs names columns of a table: say with --target which one it answers', 2);
    const given = options.target === undefined ? await namedNetwork(asked) : tableOf(asked, options);
    return told('encode', OPTIONS, input, async (hooks) => {
      const point = await pointOf(given, { space, ...settingsFrom(OPTIONS, options) }, hooks);
      const text = pointText(point);
      if (options.out === undefined) stdout.write(text);
      else {
        await writeWhole(String(options.out), text);
        stdout.write(`${options.out}: ${pointSentence(point)}\n`);
      }
    });
  },
};

/** The space that a command must be told. */
export function spaceIn(given: unknown): string {
  if (typeof given === 'string') return given;
  throw new CommandError('say which space: --space sigmoid, leaky_relu, linear, table, or a file', 2);
}

function tableOf(table: string, { target, inputs }: Readonly<Record<string, unknown>>): GivenTable {
  return { table, target: String(target), ...(inputs === undefined ? {} : { inputs: String(inputs) }) };
}
