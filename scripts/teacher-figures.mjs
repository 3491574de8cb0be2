// Prints what searches on teachers reach with no more non-zeros than the teacher: `node scripts/teacher-figures.mjs STAGE ROOT`,
// STAGE a search in the folder ROOT: `search out/teachers` after pipelines/contest/teachers.yaml, `swat-search out/all`
// after `make paper-evidence`. Of all depths, the least validation error; medians over seeds. Then the sizes that were chosen,
// and on what share of runs they are within 1.5 times the teacher's.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const [stage = 'swat-search', root = 'out/all'] = process.argv.slice(2);
const json = (folder, file) => JSON.parse(readFileSync(join(root, folder, file), 'utf8'));
const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
const folders = existsSync(root) ? readdirSync(root).filter((name) => name.startsWith(`${stage}@`)) : [];
if (folders.length === 0) {
  console.error(`there is no search ${stage}@... in ${root}: run its pipeline first`);
  process.exit(2);
}
/** The folder's name without its seed. */
const taskOf = (folder) => folder.replace(/-[0-9]+$/, '');

const chosenRatios = [];
for (const task of new Set(folders.map(taskOf))) {
  const seeds = folders.filter((folder) => taskOf(folder) === task);
  const found = seeds.map((folder) => {
    const { nonzeros } = json(folder, 'about.json').teacher;
    const small = json(folder, 'depths.json')
      .flatMap(({ networks }) => networks)
      .filter((network) => network.nonzeros <= nonzeros);
    const best = small.reduce((a, b) => (b.validation.mse < a.validation.mse ? b : a));
    const { networks, chosen } = json(folder, 'front.json');
    const size = networks[chosen].nonzeros;
    chosenRatios.push(size / nonzeros);
    return {
      chosen: size,
      mpe: best.test.mpe,
      fvu: 1 - best.test.r2,
      size: `${best.nonzeros} of ${nonzeros}`,
    };
  });
  const [mpe, fvu] = ['mpe', 'fvu'].map((name) => median(found.map((each) => each[name])).toPrecision(2));
  console.log(
    `${task}: MPE ${mpe} %, FVU ${fvu}, non-zeros ${found.map(({ size }) => size).join(', ')}; chosen ${found.map(({ chosen }) => chosen).join(', ')}`,
  );
}
const within = chosenRatios.filter((ratio) => ratio <= 1.5).length;
console.log(`chosen within 1.5 times the teacher's size: ${within} of ${chosenRatios.length}`);
