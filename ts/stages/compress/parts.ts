import { StageError } from '../../dag/operation.ts';
import { shuffle } from '../../random/distributions.ts';
import { openStream } from '../../random/stream.ts';
import type { CompressParameters, NetworkFile } from '../../schema/types.ts';
import { domainRows } from './domain.ts';
import { smoothedRows } from './smoothed.ts';
import type { Rows } from './table-rows.ts';

/** Rows of a search: those that move weights, those that compare networks of a size, those that choose the size, and fresh ones. */
export interface Parts {
  /** Rows of the table, or those drawn: how far answers range is seen on them. */
  readonly all: Rows;
  readonly fit: Rows;
  readonly screen: Rows;
  readonly choice: Rows;
  readonly proof: Rows;
  /** In words: what the proof's rows are. */
  readonly about: string;
}

/** Of a table's rows what chooses, and what of that compares as well; what proves. */
const SHARE = { screen: 0.15, choice: 0.3, proof: 0.2 };
/** Fewer rows prove nothing. */
const FEWEST = 25;
/** Of the rows that are asked for, how many compare; of a domain as many choose, and as many prove. */
const CHOICE = 0.5;
/** Where points are added, the share of the rows, which are repeated. With more of them networks learn them by heart. */
const ROWS = 0.25;

/**
 * The rows of a table dealt into parts; where they are few, points like the rows of a part are added to those that move weights
 * and compare. Rows of the table alone choose, those that compare among them, and prove.
 */
export function partsOfTable(
  network: NetworkFile,
  rows: Rows,
  { rows: wanted, seed }: CompressParameters,
  table: string,
): Parts {
  if (rows.count < FEWEST) {
    throw new StageError(
      `${table} has ${rows.count} different rows without gaps; at least ${FEWEST} are needed to search, choose and prove by`,
      'user',
    );
  }
  const order = shuffle(
    openStream(`compress/${seed}/rows`),
    Uint32Array.from({ length: rows.count }, (_, row) => row),
  );
  const [proof, choice, screen] = [SHARE.proof, SHARE.choice, SHARE.screen].map((share) =>
    Math.round(share * rows.count),
  ) as [number, number, number];
  const part = (from: number, to: number) => chosen(rows, order.slice(from, to), network.inputs.length);
  const filled = (own: Rows, most: number, name: string) =>
    withPoints(network, own, most, `compress/${seed}/${name}`);
  const moving = proof + choice;
  return {
    all: rows,
    proof: part(0, proof),
    choice: part(proof, Math.min(moving, proof + wanted)),
    screen: filled(part(moving - screen, moving), Math.round(CHOICE * wanted), 'screen'),
    fit: filled(part(moving, rows.count), wanted, 'fit'),
    about: `rows of ${table} that had no part in the search`,
  };
}

/** Rows drawn in the ranges of the network's inputs. */
export function partsOfDomain(network: NetworkFile, { rows, seed }: CompressParameters): Parts {
  const some = Math.round(CHOICE * rows);
  const fit = domainRows(network, rows, `compress/${seed}/fit`);
  return {
    all: fit,
    fit,
    screen: domainRows(network, some, `compress/${seed}/screen`),
    choice: domainRows(network, some, `compress/${seed}/choice`),
    proof: domainRows(network, some, `compress/${seed}/proof`),
    about: "fresh points drawn in the inputs' ranges",
  };
}

function withPoints(network: NetworkFile, own: Rows, most: number, label: string): Rows {
  const width = network.inputs.length;
  if (own.count >= most) return { count: most, x: own.x.slice(0, most * width) };
  const times = Math.max(1, Math.floor((ROWS * most) / own.count));
  const x = new Float64Array(most * width);
  for (let time = 0; time < times; time++) x.set(own.x, time * own.x.length);
  x.set(smoothedRows(network, own, most - times * own.count, label), times * own.x.length);
  return { count: most, x };
}

function chosen({ x }: Rows, numbers: Uint32Array, width: number): Rows {
  const some = new Float64Array(numbers.length * width);
  numbers.forEach((row, place) => {
    some.set(x.subarray(row * width, (row + 1) * width), place * width);
  });
  return { count: numbers.length, x: some };
}
