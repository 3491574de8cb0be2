import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { StageError } from '../dag/operation.ts';
import { readFront } from '../export/read.ts';
import { contestText, frontsText } from '../report/contest-table.ts';
import { type Compared, hold, readCompared, runsOf } from '../stages/reports/compared-fronts.ts';
import { type Command, CommandError, misread } from './command.ts';

const FRONT = 'front.json';

export const compare: Command = {
  name: 'compare',
  summary: 'Compare the fronts of searches and rivals: by size, by hypervolume, and by a paired test',
  rest: {
    name: 'folders',
    summary: `folders with a ${FRONT}, named like their stages (those in out/PIPELINE are), or folders of such folders`,
  },
  options: [
    { flags: '--ours <method>', summary: 'the method that stands against each other one ("search")' },
  ],
  async run({ rest = [], options: { ours = 'search' }, stdout }) {
    const fronts = rest.flatMap(frontFolders).map(readChecked);
    const methods = new Set(fronts.map(({ method }) => method));
    if (methods.size < 2) {
      throw new CommandError(
        `only fronts of the method ${[...methods]} are there: compare takes two or more`,
        2,
      );
    }
    stdout.write(`${frontsText(runsOf(fronts))}\n${contest(fronts, String(ours))}`);
    return 0;
  },
};

/** The folder itself where it has a front, otherwise those in it that have one. */
function frontFolders(folder: string): string[] {
  if (existsSync(join(folder, FRONT))) return [folder];
  let names: string[];
  try {
    names = readdirSync(folder).sort();
  } catch {
    throw new CommandError(`there is no folder ${folder}`, 2);
  }
  const found = names.map((name) => join(folder, name)).filter((inside) => existsSync(join(inside, FRONT)));
  if (found.length === 0) throw new CommandError(`there is no ${FRONT} in ${folder}, nor one level below`, 2);
  return found;
}

function readChecked(folder: string): Compared {
  const file = join(folder, FRONT);
  const result = readFront(readFileSync(file, 'utf8'));
  if (result.ok) {
    try {
      return readCompared({ stage: basename(folder), folder });
    } catch {
      throw new CommandError(`${join(folder, 'about.json')} cannot be read as JSON`, 2);
    }
  }
  throw misread(file, 'front', result.complaints);
}

function contest(fronts: readonly Compared[], ours: string): string {
  try {
    return contestText(hold(fronts, ours));
  } catch (error) {
    if (error instanceof StageError) throw new CommandError(error.message, 2);
    throw error;
  }
}
