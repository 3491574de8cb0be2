// Prints the summary of the benchmark on real tables, and writes its page:
//   node --import tsx scripts/real-page.mjs results/real.json [docs/real-tables.md]
import { readFileSync, writeFileSync } from 'node:fs';
import { signedRank } from '../ts/contest/signed-rank.ts';
import { realMarkdown, realText } from '../ts/report/real/page.ts';

const [from, to] = process.argv.slice(2);
if (!from) throw new Error('real-page.mjs RESULTS [PAGE]');
const rows = JSON.parse(readFileSync(from, 'utf8'));
const test = (differences) => signedRank(differences).p;
process.stdout.write(realText(rows, 'swat', test));
if (to) writeFileSync(to, realMarkdown(rows, 'swat', test));
