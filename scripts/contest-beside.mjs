// Compares the searches of two builds, or two methods of one, on the contest's tasks, by the hypervolume of their fronts and
// what they chose:
//   npx swat run pipelines/contest/contest.yaml 'search-on-*' -S seconds=10 -S 'function_seeds=[0]'     # in both
//   node --import tsx scripts/contest-beside.mjs out/contest OTHER/out/contest
//   npx swat run pipelines/contest/contest.yaml 'search-on-*' 'drawn-on-*' 'again-on-*' -S seconds=10 -S 'function_seeds=[0]'
//   node --import tsx scripts/contest-beside.mjs out/contest:search out/contest:drawn                   # and :again
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { hypervolume } from '../ts/contest/hypervolume.ts';

const [one, other] = process.argv.slice(2);
if (!one || !other) throw new Error('contest-beside.mjs FOLDER[:METHOD] OTHER[:METHOD]');
const [ours, theirs] = [one, other].map(frontsOf);
const tasks = [...ours.keys()].filter((task) => theirs.has(task));
if (tasks.length === 0) throw new Error(`no task is in both ${one} and ${other}`);

const gains = tasks.map((task) => {
  const [a, b] = [ours.get(task), theirs.get(task)];
  const shown = [a.volume.toFixed(3), b.volume.toFixed(3), `chosen ${a.numbers} and ${b.numbers}`];
  console.log([task.padEnd(40), ...shown].join('  '));
  return (a.volume - b.volume) / Math.max(a.volume, b.volume);
});
const count = (holds) => gains.filter(holds).length;
const [better, worse] = [count((gain) => gain > 0.01), count((gain) => gain < -0.01)];
console.log(
  `${tasks.length} tasks: larger by 1 % on ${better}, level on ${tasks.length - better - worse}, smaller on ${worse}; mean ${mean(ours)} and ${mean(theirs)}`,
);

/** By task: what the fronts of a method (search, where none is named) cover, and the size of the chosen network. */
function frontsOf(place) {
  const [, folder, method = 'search'] = /^(.*?)(?::([a-z]+))?$/.exec(place);
  const prefix = `${method}-on-`;
  const searches = readdirSync(folder).filter((name) => name.startsWith(prefix));
  return new Map(
    searches.map((name) => {
      const { networks, chosen } = JSON.parse(readFileSync(join(folder, name, 'front.json'), 'utf8'));
      const points = networks.map(({ nonzeros, test }) => ({ nonzeros, fvu: 1 - test.r2 }));
      return [name.slice(prefix.length), { volume: hypervolume(points), numbers: networks[chosen].nonzeros }];
    }),
  );
}

function mean(fronts) {
  const volumes = tasks.map((task) => fronts.get(task).volume);
  return (volumes.reduce((sum, each) => sum + each, 0) / tasks.length).toFixed(3);
}
