// Prints how small networks become within a tolerance, and draws it: docs/compress.md has both.
//   node --import tsx scripts/compress-figure.mjs results/compress-folds.json [PICTURE.svg]
// after scripts/compress-trial.py. Of each network: the smallest of its fronts whose difference, on the rows that choose, is surely
// within each tolerance; a standard deviation is that of the proof's rows. A search aims at its own tolerance: far from that one of
// its own finds smaller ones.
import { readFileSync, writeFileSync } from 'node:fs';
import { palette } from '../ts/report/palette.ts';
import { picture } from '../ts/report/picture.ts';
import { drawPlot } from '../ts/report/plot.ts';

const TOLERANCES = [0.01, 0.02, 0.05, 0.1];
const LEAST = 0.002;
const MOST = 0.2;
const STEPS = 60;

const [file, out] = process.argv.slice(2);
const { networks: runs } = JSON.parse(readFileSync(file, 'utf8'));
/** Of each table what all runs found. */
const networks = [...new Set(runs.map(({ table }) => table))].map((table) => {
  const own = runs.filter((run) => run.table === table);
  return { ...own[0], front: own.flatMap(frontOf) };
});
const names = networks.map(({ table }) => table.split('/')[1]);

/** Sizes, and what their differences are surely below in standard deviations. */
function frontOf({ front, of, range, deviation }) {
  const scale = of === 'range' ? range / deviation : 1;
  return front.map(([nonzeros, surely]) => [nonzeros, surely * scale]);
}

/** The share of its numbers that a network keeps within a share of the standard deviation of its answers. */
function left({ front, before }, tolerance) {
  const fitting = front.filter(([, surely]) => surely <= tolerance);
  return Math.min(before, ...fitting.map(([nonzeros]) => nonzeros)) / before;
}

const median = (values) => {
  const sorted = values.toSorted((a, b) => a - b);
  const half = sorted.length / 2;
  return (sorted[Math.floor(half)] + sorted[Math.ceil(half) - 1]) / 2;
};

function line(name, shares) {
  const halved = shares.filter((share) => share <= 0.5).length;
  const each = shares.map((share) => `${Math.round(100 * share)}`.padStart(5)).join('');
  console.log(`${name.padEnd(22)}${each}   median ${Math.round(100 * median(shares))} %, halved ${halved}`);
}

console.log(
  `${'% of the numbers left'.padEnd(22)}${names.map((name) => name.slice(0, 4).padStart(5)).join('')}`,
);
for (const tolerance of TOLERANCES) {
  const shares = networks.map((network) => left(network, tolerance));
  line(`${100 * tolerance} % of deviation`, shares);
}
const onRange = networks.map(({ range, deviation }) => (0.01 * range) / deviation);
line(
  '1 % of range',
  networks.map((network, i) => left(network, onRange[i])),
);

if (out) {
  const steps = Array.from({ length: STEPS + 1 }, (_, k) => LEAST * (MOST / LEAST) ** (k / STEPS));
  const x = {
    field: 'tolerance',
    type: 'quantitative',
    title: 'Tolerance (% of the standard deviation)',
    scale: { type: 'log', domain: [100 * LEAST, 100 * MOST], nice: false },
    axis: { values: [0.2, 0.5, 1, 2, 5, 10, 20], labelExpr: "format(datum.value, '~r')" },
  };
  const y = {
    field: 'left',
    type: 'quantitative',
    title: 'Numbers left (%)',
    scale: { domain: [0, 100], nice: false },
  };
  const rule = { type: 'rule', aria: false, strokeWidth: 1.25, color: palette.muted, strokeDash: [5, 3] };
  const lines = networks.map((network, i) => ({
    data: {
      values: steps.map((tolerance) => ({
        tolerance: 100 * tolerance,
        left: 100 * left(network, tolerance),
        description: names[i],
      })),
    },
    mark: {
      type: 'line',
      interpolate: 'step-after',
      strokeWidth: 1.75,
      color: palette.positive,
      opacity: 0.55,
    },
    encoding: { x, y, description: { field: 'description' } },
  }));
  const points = networks.map((network, i) => ({
    tolerance: 100 * onRange[i],
    left: 100 * left(network, onRange[i]),
    description: `${names[i]}: 1 % of the range of its answers`,
  }));
  const svg = await drawPlot(
    'tolerances',
    {
      layer: [
        { data: { values: [{ left: 50 }] }, mark: rule, encoding: { y } },
        { data: { values: [{ tolerance: 1 }] }, mark: rule, encoding: { x } },
        ...lines,
        {
          data: { values: points },
          mark: { type: 'point', filled: true, size: 60, opacity: 1, color: palette.prediction },
          encoding: { x, y, description: { field: 'description' } },
        },
      ],
    },
    'How many numbers ten networks keep within a tolerance',
  );
  const legend = [
    { label: 'a network', colour: palette.positive, mark: 'line' },
    { label: '1 % of the range of its answers', colour: palette.prediction, mark: 'point' },
    { label: 'half of the numbers; 1 % of the standard deviation', colour: palette.muted, mark: 'dashed' },
  ];
  writeFileSync(out, picture(svg, legend));
}
