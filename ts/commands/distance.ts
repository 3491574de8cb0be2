import { distance as distanceOf } from '../fit/latent.ts';
import { renderDistance } from '../report/latent/distance-page.ts';
import { distanceJson } from '../stages/latent/distance.ts';
import { distanceText } from '../stages/latent/text.ts';
import type { Command } from './command.ts';
import { spaceIn } from './encode.ts';
import { namedNetwork, SEED, SPACE, type SpaceOption, settingsFrom, told } from './in-space.ts';
import { writeWhole } from './write-file.ts';

const OPTIONS: readonly SpaceOption[] = [
  {
    flags: '--networks <n>',
    summary: 'random networks that they are compared with ("2000")',
    sets: 'networks',
  },
  SEED,
];

export const distance: Command = {
  name: 'distance',
  computes: true,
  summary: 'Say how far two networks are from each other, in a latent space and in what they compute',
  arguments: [
    { name: 'network', summary: "a network's file, or a fit's folder" },
    { name: 'other', summary: 'the other one' },
  ],
  options: [
    SPACE,
    ...OPTIONS,
    {
      flags: '--out <file>',
      summary: 'a page that shows the two among random pairs, HTML without a script (none)',
    },
    { flags: '--json', summary: 'the same as JSON' },
  ],
  async run(input) {
    const { options, stdout } = input;
    const space = spaceIn(options.space);
    const a = await namedNetwork(input.arguments.network ?? '');
    const b = await namedNetwork(input.arguments.other ?? '');
    return told('distance', OPTIONS, input, async (hooks) => {
      const found = await distanceOf(a, b, { space, ...settingsFrom(OPTIONS, options) }, hooks);
      if (options.out !== undefined)
        await writeWhole(String(options.out), await renderDistance({ ...found, names: [a.name, b.name] }));
      stdout.write(
        options.json ? `${JSON.stringify(distanceJson(found), null, 2)}\n` : `${distanceText(found)}\n`,
      );
    });
  },
};
