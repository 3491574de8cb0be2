import { map as mapOf } from '../fit/latent.ts';
import { renderMap } from '../report/latent/map-page.ts';
import { mapText } from '../stages/latent/text.ts';
import { type Command, CommandError } from './command.ts';
import { spaceIn } from './encode.ts';
import { SEED, SPACE, type SpaceOption, settingsFrom, told } from './in-space.ts';
import { writeWhole } from './write-file.ts';

const OPTIONS: readonly SpaceOption[] = [
  { flags: '--networks <n>', summary: 'random networks of the space ("2000")', sets: 'networks' },
  SEED,
];

export const map: Command = {
  name: 'map',
  computes: true,
  summary: 'Draw a latent space: its random networks, and the found ones in a folder among them',
  options: [
    SPACE,
    { flags: '--among <folder>', summary: 'with networks in files, at any depth, that are marked (none)' },
    ...OPTIONS,
    { flags: '--out <file>', summary: 'the page, HTML without a script' },
    { flags: '--json', summary: 'the places as JSON' },
  ],
  async run(input) {
    const { options, stdout } = input;
    const space = spaceIn(options.space);
    if (options.out === undefined && !options.json)
      throw new CommandError('say where the page is written: --out FILE.html', 2);
    const among = options.among === undefined ? [] : String(options.among);
    return told('map', OPTIONS, input, async (hooks) => {
      const found = await mapOf(among, { space, ...settingsFrom(OPTIONS, options) }, hooks);
      if (options.out !== undefined) await writeWhole(String(options.out), await renderMap(found));
      if (options.json) stdout.write(`${JSON.stringify(found, null, 2)}\n`);
      else stdout.write(`${mapText(found)}\npage: ${options.out}\n`);
    });
  },
};
