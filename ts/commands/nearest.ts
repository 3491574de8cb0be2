import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type Nearest, nearest as nearestOf } from '../fit/latent.ts';
import { counted, significant } from '../report/number.ts';
import { alignedTable } from '../report/table.ts';
import { type Command, CommandError } from './command.ts';
import { spaceIn } from './encode.ts';
import { namedNetwork, SEED, SPACE, type SpaceOption, settingsFrom, told } from './in-space.ts';
import { writeWhole } from './write-file.ts';

const OPTIONS: readonly SpaceOption[] = [
  { flags: '--count <n>', summary: 'how many ("5")', sets: 'count' },
  {
    flags: '--networks <n>',
    summary: 'random networks, of those that are generated ("100000")',
    sets: 'searched',
  },
  SEED,
];

export const nearest: Command = {
  name: 'nearest',
  computes: true,
  summary: 'Name the networks that are nearest to one in a latent space',
  arguments: [{ name: 'network', summary: "a network's file, or a fit's folder" }],
  options: [
    SPACE,
    {
      flags: '--among <folder>',
      summary: 'with networks in files, at any depth; or generated: random ones of the space',
    },
    ...OPTIONS,
    { flags: '--out <folder>', summary: 'where they are written as 1.json, 2.json ... (nowhere)' },
    { flags: '--json', summary: 'the same as JSON' },
  ],
  async run(input) {
    const { options, stdout } = input;
    const space = spaceIn(options.space);
    if (options.among === undefined)
      throw new CommandError('say among which networks: --among FOLDER, or --among generated', 2);
    const among = String(options.among);
    const one = await namedNetwork(input.arguments.network ?? '');
    return told('nearest', OPTIONS, input, async (hooks) => {
      const found = await nearestOf(one, among, { space, ...settingsFrom(OPTIONS, options) }, hooks);
      if (options.out !== undefined) await leave(String(options.out), found);
      stdout.write(options.json ? `${JSON.stringify(found, null, 2)}\n` : `${textOf(found)}\n`);
    });
  },
};

async function leave(folder: string, { neighbours }: Nearest): Promise<void> {
  await mkdir(folder, { recursive: true }).catch((error: NodeJS.ErrnoException) => {
    throw new CommandError(`the folder ${folder} cannot be made (${error.code})`, 2);
  });
  for (const [i, { network }] of neighbours.entries())
    await writeWhole(join(folder, `${i + 1}.json`), `${JSON.stringify(network, null, 2)}\n`);
}

function textOf({ neighbours, among, misfits, misfit }: Nearest): string {
  const left = misfits === 0 ? '' : `; ${misfits} more cannot be compared: ${misfit}`;
  const said = `the nearest of ${counted(among, 'network')}${left}`;
  if (neighbours.length === 0) return said;
  const table = alignedTable({
    header: ['network', 'in z', 'in what they compute', 'numbers', 'hidden layers'],
    rows: neighbours.map(({ name, z, function: own, nonzeros, depth }) => ({
      cells: [name, significant(z), significant(own), String(nonzeros), String(depth)],
      span: 1,
      marked: false,
    })),
  });
  return `${said}\n${table}`;
}
