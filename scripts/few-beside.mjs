// Prints how searches of one stage fare beside those of another on the same tables, from their fronts:
// `node scripts/few-beside.mjs out/random search changed`. FVU of the chosen network on the test rows, 1e-5 where it is
// less, over that of the first stage: geometric mean, its standard error as a factor, worse and better by 2 %.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const [folder, first, second] = process.argv.slice(2);
const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;

function chosen(stage, key) {
  const file = join(folder, `${stage}@${key}`, 'front.json');
  if (!existsSync(file)) return null;
  const { networks, chosen, seconds } = JSON.parse(readFileSync(file, 'utf8'));
  const { test, nonzeros } = networks[chosen];
  const fvu = (network) => Math.min(2, Math.max(1e-5, 1 - (network.test.r2 ?? -1)));
  return { fvu: fvu({ test }), best: Math.min(...networks.map(fvu)), nonzeros, seconds };
}

const pairs = readdirSync(folder).flatMap((name) => {
  const [stage, key] = name.split('@');
  if (stage !== first || key === undefined) return [];
  const [one, other] = [chosen(first, key), chosen(second, key)];
  return one && other ? [{ key, one, other }] : [];
});
const groups = new Map([['all', pairs]]);
for (const pair of pairs) {
  // Of a matrix of functions, rows, noise and perhaps seeds.
  const [, rows, noise] = pair.key.split('-');
  const group = `${rows} rows, noise ${noise}`;
  groups.set(group, [...(groups.get(group) ?? []), pair]);
}
for (const [name, some] of groups) {
  const logarithms = some.map(({ one, other }) => Math.log(other.fvu / one.fvu));
  const middle = mean(logarithms);
  const error = Math.sqrt(mean(logarithms.map((each) => (each - middle) ** 2)) / some.length);
  const of = (what, value) => mean(some.map((pair) => value(pair[what])));
  const beside = (value, digits) =>
    `${['one', 'other'].map((what) => of(what, value).toFixed(digits)).join(' -> ')}`;
  const hindsight = Math.exp(mean(some.map(({ one, other }) => Math.log(other.best / one.best))));
  console.log(
    `${name.padEnd(22)}${Math.exp(middle).toFixed(3)} (x/ ${Math.exp(error).toFixed(3)})  worse ${logarithms.filter((each) => each > Math.log(1.02)).length}  better ${logarithms.filter((each) => each < Math.log(0.98)).length}  of ${some.length}; best of the front ${hindsight.toFixed(3)}; numbers ${beside(({ nonzeros }) => nonzeros, 1)}; seconds ${beside(({ seconds }) => seconds, 1)}`,
  );
}
