import { distance as distanceOf, type LatentDistance } from '../fit/latent.ts';
import { counted, percent, significant } from '../report/number.ts';
import { alignedTable } from '../report/table.ts';
import type { Command } from './command.ts';
import { spaceIn } from './encode.ts';
import { namedNetwork, SEED, SPACE, type SpaceOption, settingsFrom, told } from './in-space.ts';

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
  options: [SPACE, ...OPTIONS, { flags: '--json', summary: 'the same as JSON' }],
  async run(input) {
    const { options, stdout } = input;
    const space = spaceIn(options.space);
    const a = await namedNetwork(input.arguments.network ?? '');
    const b = await namedNetwork(input.arguments.other ?? '');
    return told('distance', OPTIONS, input, async (hooks) => {
      const found = await distanceOf(a, b, { space, ...settingsFrom(OPTIONS, options) }, hooks);
      stdout.write(options.json ? `${JSON.stringify(found, null, 2)}\n` : `${textOf(found)}\n`);
    });
  },
};

function textOf({ z, function: own, nearer, pairs, networks, inputs, space }: LatentDistance): string {
  const rows = [
    ['in z', significant(z), percent(nearer.z, 1)],
    ['in what they compute', significant(own), percent(nearer.function, 1)],
  ];
  const table = alignedTable({
    header: ['', 'distance', 'random pairs that are nearer'],
    rows: rows.map((cells) => ({ cells, span: 1, marked: false })),
  });
  return `${table}
What they compute: root mean square of the difference over the standard deviation, on points of the domain.
Random pairs: ${counted(pairs, 'pair')} of ${counted(networks, 'network')} of ${counted(inputs, 'input')} from the generator of the space ${space}.`;
}
