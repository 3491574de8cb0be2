import { counted, significant } from '../number.ts';
import { decodingText } from '../reconstruction-table.ts';
import type { SpaceGroup } from './groups.ts';
import { FAMILY_NAMES, LOSS_NAMES } from './groups.ts';
import type { Line } from './section.ts';
import type { MeasuredSearch, Published } from './study.ts';

/** What the spaces of a group were trained with, against the paper's budget, with their artifacts. */
export function spaceLine({ about, members }: SpaceGroup, { training }: Published): Line {
  const { family, loss, masks, networks, unique_networks } = about;
  const known = members.flatMap(({ about: { seconds } }) => (seconds === null ? [] : [seconds]));
  const time = known.length === 0 ? '' : `, ${timeText(known)} of training`;
  const different =
    unique_networks < networks ? ` of ${counted(unique_networks, 'different network')}` : ', all different';
  const decodings = [...new Set(members.map(decodingText))].filter((text) => text !== '');
  return {
    text: `${FAMILY_NAMES[family]}, ${LOSS_NAMES[loss] ?? loss}, masks ${masks}: ${presentations(networks, training)}${different}${time}; ${[counted(members.length, 'seed'), ...decodings].join('; ')}`,
    links: members.map(({ about: { seed }, source: { href } }) => ({ text: `seed ${seed}`, href })),
  };
}

/** "reduced: 50,000 of the paper's 12,800,000 presentations". */
export function presentations(networks: number, { networks: unique, epochs }: Published['training']): string {
  const whole = unique * epochs;
  if (networks === whole) return `the paper's ${counted(whole, 'presentation')}`;
  return `${networks < whole ? 'reduced' : 'more'}: ${grouped(networks)} of the paper's ${counted(whole, 'presentation')}`;
}

/** What the searches of one kind were given; `searches` share a preset. */
export function searchLine(searches: readonly MeasuredSearch[], published: Published): Line {
  const steps = searches.map(({ search }) => search.steps);
  const seconds = searches.map(({ search }) => search.seconds);
  const starts = range(searches.map(({ search }) => search.starts));
  const gradients = [...new Set(searches.map(({ search }) => search.threshold_gradient))];
  const { steps: theirs } = published.search;
  const isTheirs = searches.every(({ search }) => ['paper', 'authors-code'].includes(search.preset));
  const against =
    isTheirs && Math.max(...steps) < theirs
      ? `reduced: ${range(steps)} of the authors' ${counted(theirs, 'step')}`
      : `${range(steps)} steps`;
  return {
    text: `search: ${against}, ${starts} ${starts === '1' ? 'start' : 'starts'} a depth, ${timeText(seconds)}; t moved by ${gradients.map((name) => `the ${name}${name === 'whole' ? ' loss' : ' alone'}`).join(' or ')}`,
    links: [],
  };
}

/** "3 s" or "3 to 5 s". */
export function timeText(seconds: readonly number[]): string {
  const [least, most] = [significant(Math.min(...seconds), 2), significant(Math.max(...seconds), 2)];
  return least === most ? `${least} s` : `${least} to ${most} s`;
}

function range(values: readonly number[]): string {
  const [least, most] = [Math.min(...values), Math.max(...values)];
  return least === most ? grouped(least) : `${grouped(least)} to ${grouped(most)}`;
}

function grouped(value: number): string {
  return value.toLocaleString('en-GB');
}
