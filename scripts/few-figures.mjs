// Prints what README.md and docs/few-rows.md say of few rows from the rows of a benchmark:
// `node --import tsx scripts/few-figures.mjs [results/few.json]`. FVU below 1e-5 counts as 1e-5, R2 below -1 as -1.
import { readFileSync } from 'node:fs';
import { goalsTable } from '../ts/report/few/tables.ts';
import { alignedTable } from '../ts/report/table.ts';

const rows = JSON.parse(readFileSync(process.argv[2] ?? 'results/few.json', 'utf8'));
const METHODS = [
  'search',
  'mlp',
  'gaussian_process',
  'polynomial',
  'extra_trees',
  'boosting',
  'lasso',
  'ridge',
  'constant',
].filter((name) => rows.some((row) => row.method === name));
const score = (row) => Math.max(-1, row.score ?? -1);
const fvu = (row) => Math.max(1e-5, 1 - score(row));
const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;
const geometric = (values) => Math.exp(mean(values.map(Math.log)));
const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
const percent = (some, holds) => `${(100 * mean(some.map((run) => (holds(run) ? 1 : 0)))).toFixed(1)} %`;

/** Node 20 has no Object.groupBy. */
function groupBy(all, keyOf) {
  const groups = {};
  for (const each of all) {
    const key = keyOf(each);
    groups[key] = [...(groups[key] ?? []), each];
  }
  return groups;
}

const runs = Object.values(
  groupBy(rows, ({ table, rows: fitted, noise, seed }) => JSON.stringify([table, fitted, noise, seed])),
)
  .map((group) => Object.fromEntries(group.map((row) => [row.method, row])))
  .filter(({ search, ridge }) => search && ridge);
const functions = runs.filter(({ search }) => search.table.includes(': '));
const real = runs.filter((run) => !functions.includes(run));
const sizes = [...new Set(functions.map(({ search }) => search.rows))].sort((a, b) => a - b);
const noises = [...new Set(functions.map(({ search }) => search.noise))].sort((a, b) => a - b);
const noisy = functions.filter(({ search }) => search.noise >= 0.1);
const ofSize = (some, size) => some.filter(({ search }) => search.rows === size);
const overRidge = (some, method) =>
  geometric(some.map((run) => fvu(run[method]) / fvu(run.ridge))).toPrecision(2);
const isNearRidge = ({ search, ridge }) => score(search) >= score(ridge) - 0.03;

console.log(
  `FVU over ridge's: noise from .1 at ${sizes.join(', ')} rows; all at these rows, at noise ${noises.join(', ')}; real tables, mean R2; numbers`,
);
for (const method of METHODS) {
  const cells = [
    ...sizes.map((size) => overRidge(ofSize(noisy, size), method)),
    ...sizes.map((size) => overRidge(ofSize(functions, size), method)),
    ...noises.map((noise) =>
      overRidge(
        functions.filter(({ search }) => search.noise === noise),
        method,
      ),
    ),
    mean(real.map((run) => score(run[method]))).toFixed(3),
    median([...noisy, ...real].map((run) => run[method].nonzeros)) ?? '-',
  ];
  console.log(`${method.padEnd(18)}${cells.join('  ')}`);
}
console.log(
  `\nFVU at most 1.05 times ridge's, at ${sizes.join(', ')} rows: ${sizes.map((size) => percent(ofSize(functions, size), ({ search, ridge }) => fvu(search) <= 1.05 * fvu(ridge))).join(', ')}`,
);
const above = functions.filter(({ search, ridge }) => fvu(search) > 1.05 * fvu(ridge)).length;
const below = functions.filter(({ search, ridge }) => fvu(ridge) > 1.05 * fvu(search)).length;
console.log(`worse than ridge by more than 5 %: ${above} of ${functions.length}, better: ${below}`);
for (const [name, some] of [
  ['up to 200 rows', real.filter(({ search }) => search.rows <= 200)],
  ['more', real.filter(({ search }) => search.rows > 200)],
]) {
  const difference = mean(some.map(({ search, ridge }) => score(search) - score(ridge)));
  console.log(
    `real tables, ${name}: R2 not below ridge's by more than .03: ${percent(some, isNearRidge)}; mean above ridge's ${difference.toFixed(3)}`,
  );
}
console.log(`\n${alignedTable(goalsTable(rows, 'search'))}`);
/** Geometric means of `ratio`, by the rows fitted and by the noise. */
const bySizeAndNoise = (some, ratio) => {
  const part = (name, values, of) =>
    `${name} ${values
      .map((value) => [value, some.filter((run) => of(run.search) === value)])
      .filter(([, own]) => own.length > 0)
      .map(([value, own]) => `${value}: ${geometric(own.map(ratio)).toFixed(2)}`)
      .join(', ')}`;
  return `${part('rows', sizes, (row) => row.rows)}; ${part('noise', noises, (row) => row.noise)}`;
};
if (METHODS.includes('gaussian_process')) {
  const overProcess = (run) => fvu(run.search) / fvu(run.gaussian_process);
  console.log(`\nFVU over the Gaussian process', noise from .1: ${bySizeAndNoise(noisy, overProcess)}`);
}
console.log('\nwith a change: FVU times that of the whole search, runs worse and better by 2 %');
for (const method of [...new Set(rows.map((row) => row.method))].filter((name) =>
  /^(with|without|only)_/.test(name),
)) {
  const ratio = (run) => fvu(run[method]) / fvu(run.search);
  const shared = functions.filter((run) => run[method]);
  const ratios = shared.map(ratio);
  const seconds = [method, 'search'].map((name) => mean(shared.map((run) => run[name].seconds)).toFixed(1));
  const [worse, better] = [ratios.filter((ratio) => ratio > 1.02), ratios.filter((ratio) => ratio < 0.98)];
  console.log(
    `${method.padEnd(18)}${geometric(ratios).toFixed(2)}  ${worse.length}  ${better.length}  of ${ratios.length}  ${bySizeAndNoise(shared, ratio)}; ${seconds.join(' s beside ')} s`,
  );
}
