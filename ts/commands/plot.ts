import { StageError } from '../dag/operation.ts';
import { loadFront } from '../fit/load-front.ts';
import { frontPicture, frontText } from '../report/front-picture.ts';
import { type Command, CommandError } from './command.ts';
import { writeWhole } from './write-file.ts';

export const plot: Command = {
  name: 'plot',
  summary: 'Draw a front, error against size: in the terminal, or as an SVG file',
  arguments: [{ name: 'front', summary: "a fit's or a search's folder, or its front.json" }],
  options: [{ flags: '--out <file.svg>', summary: 'an SVG file; without it, characters on standard output' }],
  async run({ arguments: { front: named = '' }, options: { out }, stdout }) {
    if (out !== undefined && !String(out).endsWith('.svg'))
      throw new CommandError(`--out takes a file that ends in .svg, not ${out}`, 2);
    const { front, file } = await loadFront(named).catch((error: unknown) => {
      throw error instanceof StageError ? new CommandError(error.message, 2) : error;
    });
    if (out === undefined) {
      stdout.write(`${frontText(front)}\n`);
      return 0;
    }
    const svg = await frontPicture(front);
    if (svg === null) throw new CommandError(`${file} has no error that can be drawn`, 2);
    await writeWhole(String(out), svg);
    return 0;
  },
};
