// Whether networks that were trained on the same data are near in a latent space where they answer alike: over pairs of them,
// the rank correlation of the distance in z with that of what the two answer, beside the distance of weights, and how many of
// each network's ten functionally nearest are among its ten nearest by either. Writes results/latent.json and prints a table.
// `node --import tsx scripts/latent-trained.mjs`, after `swat run pipelines/latent-trained.yaml`.
import { writeFileSync } from 'node:fs';
import { networksIn } from '../ts/fit/networks-in.ts';
import { float32, startKernel } from '../ts/kernel/index.ts';
import { layout } from '../ts/mlp/pack.ts';
import { alignedTable } from '../ts/report/table.ts';
import { drawPoints } from '../ts/stages/latent/domain.ts';
import { withSpace } from '../ts/stages/latent/open-space.ts';
import { subjectsOf } from '../ts/stages/latent/subject.ts';
import { drawPairs } from '../ts/stages/paper/similarity.ts';
import { drawnNetworks } from '../ts/stages/space/drawn-networks.ts';

const [SPACE, NEIGHBOURS, PAIRS, POINTS] = ['sigmoid', 10, 5000, 1000];
const TABLES = ['valley', 'ripple', 'penguins'];
const SEEDS = [0, 1, 2];

/** Subjects as the tensors networks_d, [B_d, P_d]. */
function packed({ space }, subjects) {
  const tensors = {};
  for (const depth of space.depths) {
    const rows = subjects
      .filter((subject) => subject.packed.depth === depth)
      .map(({ packed: { row } }) => row);
    const { size } = layout(space, depth);
    const data = new Float32Array(rows.length * size);
    rows.forEach((row, i) => {
      data.set(row, i * size);
    });
    if (rows.length > 0) tensors[`networks_${depth}`] = float32(data, rows.length, size);
  }
  return tensors;
}

async function measure({ kernel, handle, space }, name, tensors, inputs) {
  const count = Object.values(tensors).reduce((sum, { shape }) => sum + shape[0], 0);
  // Inputs that networks do not have are 0.
  const points = drawPoints('latent/trained', POINTS, inputs);
  const x = new Float32Array(POINTS * space.inputs);
  for (let row = 0; row < POINTS; row++)
    x.set(points.x.subarray(row * inputs, (row + 1) * inputs), row * space.inputs);
  const found = (
    await kernel.call(
      'distance',
      { handle, neighbours: NEIGHBOURS },
      {
        ...tensors,
        x: float32(x, POINTS, space.inputs),
        pairs: drawPairs(`latent/trained/${name}`, count, PAIRS),
      },
    )
  ).tensors;
  const value = (key) => Number(found[key].data[0]);
  const by = (what) => ({
    spearman: value(`spearman_all_${what}`),
    recall_at_10: value(`recall_all_${what}`),
  });
  return { networks: count, inputs, latent: by('latent'), weights: by('weights') };
}

const kernel = await startKernel({ device: 'cpu', threads: 1 });
const rows = await withSpace(kernel, SPACE, async (open) => {
  const all = [];
  for (const table of TABLES) {
    const named = [];
    for (const seed of SEEDS)
      named.push(...(await networksIn(`out/latent-trained/trained@${table}-${seed}`)));
    // Networks that are a straight line, or the constant, are not of the space.
    const hidden = named.filter(({ network }) => network.layers.length > 1);
    const subjects = subjectsOf(open, hidden);
    const inputs = subjects[0].inputs.length;
    all.push({ table, ...(await measure(open, table, packed(open, subjects), inputs)) });
  }
  const count = all[0].networks;
  const random = drawnNetworks(open.space, 'networks', 'latent/trained', count);
  all.push({ table: 'random networks', ...(await measure(open, 'random', random, open.space.inputs)) });
  return all;
});
await kernel.close();

const file = 'results/latent.json';
const about = { space: SPACE, pairs: PAIRS, points: POINTS, neighbours: NEIGHBOURS, seeds: SEEDS };
writeFileSync(file, `${JSON.stringify({ ...about, rows }, null, 1)}\n`);
const header = ['trained on', 'networks', 'rank correlation, z', 'weights', 'recall at 10, z', 'weights'];
const cells = ({ table, networks, latent, weights }) =>
  [table, String(networks), latent.spearman, weights.spearman, latent.recall_at_10, weights.recall_at_10].map(
    (each) => (typeof each === 'number' ? each.toFixed(3) : each),
  );
process.stdout.write(
  `${alignedTable({ header, rows: rows.map((row) => ({ cells: cells(row), span: 1, marked: false })) })}\nwritten: ${file}\n`,
);
