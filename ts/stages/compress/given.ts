import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { StageError } from '../../dag/operation.ts';
import { type NetworkFile, readNetwork } from '../../export/read.ts';
import { ForeignError } from '../../foreign/chain.ts';
import { type Hints, isForeign, readForeign } from '../../foreign/read.ts';

/** Larger files hold no network that could be searched; they are not read. */
const MOST_BYTES = 64 * 2 ** 20;

/** The network that is to become smaller. Throws a StageError, a sentence, for what is none. */
export function readGiven(named: string, hints: Hints): NetworkFile {
  const file = chosenIn(named);
  const bytes = bytesOf(file);
  if (isForeign(file)) {
    try {
      return readForeign(file, bytes, hints);
    } catch (error) {
      if (error instanceof ForeignError) throw new StageError(error.message, 'user');
      throw error;
    }
  }
  const result = readNetwork(new TextDecoder().decode(bytes));
  if (result.ok) return result.value;
  throw new StageError(`${file} is not a network of swat: ${result.complaints[0]?.message}`, 'user');
}

export function bytesOf(file: string): Uint8Array {
  try {
    const { size } = statSync(file);
    if (size > MOST_BYTES) {
      throw new StageError(
        `${file} has ${size} bytes, too many for a network that could be searched`,
        'user',
      );
    }
    return readFileSync(file);
  } catch (error) {
    if (error instanceof StageError) throw error;
    const { code } = error as NodeJS.ErrnoException;
    throw new StageError(
      code === 'ENOENT' ? `there is no network file ${file}` : `${file} cannot be read (${code})`,
      'user',
    );
  }
}

/** Of a search's folder the chosen network. */
function chosenIn(named: string): string {
  const places = [join(named, 'chosen.json'), join(named, 'search', 'chosen.json')];
  return places.find((place) => existsSync(place)) ?? named;
}
