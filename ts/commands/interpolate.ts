import { interpolate as wayBetween } from '../fit/latent.ts';
import { filmOf, wayJson } from '../stages/latent/pages.ts';
import { wayText } from '../stages/latent/text.ts';
import { type Command, CommandError } from './command.ts';
import { spaceIn } from './encode.ts';
import {
  DEPTH,
  namedNetwork,
  REFINE_STEPS,
  SPACE,
  type SpaceOption,
  settingsFrom,
  told,
} from './in-space.ts';
import { writeWhole } from './write-file.ts';

const OPTIONS: readonly SpaceOption[] = [
  { flags: '--frames <n>', summary: 'networks on the way, both ends among them ("9")', sets: 'frames' },
  DEPTH,
  REFINE_STEPS,
];

export const interpolate: Command = {
  name: 'interpolate',
  computes: true,
  summary: 'Draw what networks answer on the way from one to another in a latent space',
  arguments: [
    { name: 'network', summary: "a network's file, or a fit's folder" },
    { name: 'other', summary: 'the other one, of the same columns' },
  ],
  options: [
    SPACE,
    ...OPTIONS,
    { flags: '--out <file>', summary: 'the page, HTML without a script' },
    { flags: '--json', summary: 'the networks and what they answer, as JSON' },
  ],
  async run(input) {
    const { options, stdout } = input;
    const space = spaceIn(options.space);
    if (options.out === undefined && !options.json)
      throw new CommandError('say where the page is written: --out FILE.html', 2);
    const a = await namedNetwork(input.arguments.network ?? '');
    const b = await namedNetwork(input.arguments.other ?? '');
    return told('interpolate', OPTIONS, input, async (hooks) => {
      const found = await wayBetween(a, b, { space, ...settingsFrom(OPTIONS, options) }, hooks);
      if (options.out !== undefined)
        await writeWhole(String(options.out), await filmOf(found, [a.name, b.name]));
      if (options.json) stdout.write(`${JSON.stringify(wayJson(found), null, 2)}\n`);
      else stdout.write(`${wayText(found)}\npage: ${options.out}\n`);
    });
  },
};
