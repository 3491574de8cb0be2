import { text } from 'node:stream/consumers';
import { STDIN } from '../data/read/source.ts';
import { decode as networkOf } from '../fit/latent.ts';
import { readPoint } from '../stages/latent/point.ts';
import { decodedSentence } from '../stages/latent/text.ts';
import type { Command } from './command.ts';
import { DEPTH, REFINE_STEPS, type SpaceOption, settingsFrom, told } from './in-space.ts';
import { writeWhole } from './write-file.ts';

const OPTIONS: readonly SpaceOption[] = [DEPTH, REFINE_STEPS];

export const decode: Command = {
  name: 'decode',
  computes: true,
  summary: 'Write the network that a point of a latent space means',
  arguments: [{ name: 'point', summary: `what \`swat encode\` wrote; ${STDIN} for standard input` }],
  options: [
    { flags: '--space <space>', summary: 'as it is called here, or its file (as the point says)' },
    ...OPTIONS,
    { flags: '--out <file>', summary: 'where the network is written (standard output)' },
  ],
  async run(input) {
    const { options, stdout } = input;
    const asked = input.arguments.point ?? '';
    return told('decode', OPTIONS, input, async (hooks) => {
      const point = asked === STDIN ? readPoint('standard input', await text(process.stdin)) : asked;
      const space = options.space === undefined ? {} : { space: String(options.space) };
      const found = await networkOf(point, { ...space, ...settingsFrom(OPTIONS, options) }, hooks);
      if (options.out === undefined) stdout.write(found.text);
      else {
        await writeWhole(String(options.out), found.text);
        stdout.write(`${options.out}: ${decodedSentence(found)}\n`);
      }
    });
  },
};
