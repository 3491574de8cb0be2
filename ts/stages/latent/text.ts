import { counted, percent, significant } from '../../report/number.ts';
import { alignedTable } from '../../report/table.ts';
import type { Decoded } from './decode.ts';
import type { LatentDistance } from './distance.ts';
import type { Interpolation } from './interpolate.ts';
import type { LatentMap } from './map.ts';
import type { Nearest } from './nearest.ts';
import type { LatentPoint } from './point.ts';

/** What a person is told of a point. */
export function pointSentence({ z, space }: LatentPoint): string {
  return `${counted(z.length, 'number')}, a point of the space ${space.name}`;
}

/** Of a decoded network. */
export function decodedSentence({ network: { nonzeros, layers }, off }: Decoded): string {
  const size = `${counted(nonzeros, 'number')} in ${counted(layers.length - 1, 'hidden layer')}`;
  return `${size}; its own point is ${off.toPrecision(3)} away`;
}

export function distanceText(found: LatentDistance): string {
  const { z, function: own, nearer, pairs, networks, inputs, space } = found;
  const table = tableOf(
    ['', 'distance', 'random pairs that are nearer'],
    [
      ['in z', significant(z), percent(nearer.z, 1)],
      ['in what they compute', significant(own), percent(nearer.function, 1)],
    ],
  );
  return `${table}
What they compute: root mean square of the difference over the standard deviation, on points of the domain.
Random pairs: ${counted(pairs, 'pair')} of ${counted(networks, 'network')} of ${counted(inputs, 'input')} from the generator of the space ${space}.`;
}

export function nearestText({ neighbours, among, misfits, misfit }: Nearest): string {
  const left = misfits === 0 ? '' : `; ${misfits} more cannot be compared: ${misfit}`;
  const said = `the nearest of ${counted(among, 'network')}${left}`;
  if (neighbours.length === 0) return said;
  const table = tableOf(
    ['network', 'in z', 'in what they compute', 'numbers', 'hidden layers'],
    neighbours.map(({ name, z, function: own, nonzeros, depth }) => [
      name,
      significant(z),
      significant(own),
      String(nonzeros),
      String(depth),
    ]),
  );
  return `${said}\n${table}`;
}

export function wayText({ frames, space }: Interpolation): string {
  const table = tableOf(
    ['way', 'numbers', 'hidden layers', 'from its point'],
    frames.map(({ way, network, depth, off }) => [
      percent(way),
      String(network.nonzeros),
      String(depth),
      significant(off),
    ]),
  );
  return `${counted(frames.length, 'network')} on the way in the space ${space}\n${table}`;
}

export function mapText({ random, found, paths, shares, misfits, misfit }: LatentMap): string {
  const left = misfits === 0 ? '' : `; ${misfits} more are not in it: ${misfit}`;
  const ways = paths.length === 0 ? '' : `, ${counted(paths.length, 'path')} of searches`;
  return `${counted(random.length, 'random network')}, ${counted(found.length, 'found one')}${ways}${left}
two components of z with ${percent(shares[0], 1)} and ${percent(shares[1], 1)} of its variance`;
}

function tableOf(header: readonly string[], rows: readonly (readonly string[])[]): string {
  return alignedTable({
    header: [...header],
    rows: rows.map((cells) => ({ cells: [...cells], span: 1, marked: false })),
  });
}
