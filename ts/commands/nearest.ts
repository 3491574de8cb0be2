import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type Nearest, nearest as nearestOf } from '../fit/latent.ts';
import { nearestJson } from '../stages/latent/nearest.ts';
import { neighboursPage } from '../stages/latent/pages.ts';
import { nearestText } from '../stages/latent/text.ts';
import { type Command, CommandError } from './command.ts';
import { spaceIn } from './encode.ts';
import { namedNetwork, SEED, SPACE, type SpaceOption, settingsFrom, told } from './in-space.ts';
import { writeWhole } from './write-file.ts';

const OPTIONS: readonly SpaceOption[] = [
  { flags: '--count <n>', summary: 'how many ("5")', sets: 'count' },
  {
    flags: '--networks <n>',
    summary: 'random networks, of those that are generated ("100000")',
    sets: 'networks',
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
    {
      flags: '--out <folder>',
      summary: 'where they are written as 1.json, 2.json ..., and a page of what they answer (nowhere)',
    },
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
      if (options.out !== undefined) await leave(String(options.out), found, one.name);
      stdout.write(
        options.json ? `${JSON.stringify(nearestJson(found), null, 2)}\n` : `${nearestText(found)}\n`,
      );
    });
  },
};

async function leave(folder: string, found: Nearest, name: string): Promise<void> {
  await mkdir(folder, { recursive: true }).catch((error: NodeJS.ErrnoException) => {
    throw new CommandError(`the folder ${folder} cannot be made (${error.code})`, 2);
  });
  await writeWhole(join(folder, 'nearest.html'), await neighboursPage(found, name));
  for (const [i, { network }] of found.neighbours.entries())
    await writeWhole(join(folder, `${i + 1}.json`), `${JSON.stringify(network, null, 2)}\n`);
}
