// Prints the summary of the benchmark CORNN, and writes its tables into its page, after what is written there by hand:
//   node --import tsx scripts/cornn-page.mjs results/cornn.json [docs/cornn.md]
import { readFileSync, writeFileSync } from 'node:fs';
import { judgeVolumes } from '../ts/contest/contest.ts';
import { cornnMarkdown, cornnText } from '../ts/report/cornn/page.ts';

const [from, to] = process.argv.slice(2);
if (!from) throw new Error('cornn-page.mjs RESULTS [PAGE]');
const ours = 'search';
const rows = JSON.parse(readFileSync(from, 'utf8'));
const volumes = rows.map(({ function: task, method, seed, hypervolume }) => ({
  task,
  method,
  seed,
  volume: hypervolume,
}));
const report = { ours, rows, duels: judgeVolumes(volumes, ours).duels };
process.stdout.write(cornnText(report));
if (to) {
  const tables = cornnMarkdown(report);
  const heading = tables.slice(0, tables.indexOf('\n') + 1);
  const [written] = readFileSync(to, 'utf8').split(heading);
  writeFileSync(to, `${written}${tables}`);
}
