// Writes py_kernels/tests/golden/*.json: layouts, packed networks, their outputs and counts as ts/mlp sees them.
// Both sides test against these files. Run with `node --import tsx scripts/golden.mjs` after a deliberate change.
import { writeFileSync } from 'node:fs';
import { shortest } from '../ts/export/write.ts';
import { forward } from '../ts/mlp/forward.ts';
import { generate } from '../ts/mlp/generate.ts';
import { layout, pack, sections, unpack } from '../ts/mlp/pack.ts';
import { trim } from '../ts/mlp/trim.ts';
import { integer, uniform } from '../ts/random/distributions.ts';
import { openStream } from '../ts/random/stream.ts';

const sigmoid = {
  inputs: 3,
  outputs: 1,
  min_width: 3,
  max_width: 7,
  depths: [1, 2, 3, 4],
  bias: false,
  activations: ['sigmoid'],
  output_activation: 'linear',
  leaky_slope: 0.01,
  weight_range: 10,
  drop_rates: [50, 70, 80, 90],
  keep_rounding: 'up',
  active_slots: 'subset',
  fixed_paths: 'each_input',
};

const spaces = {
  sigmoid,
  authors_linear: {
    ...sigmoid,
    max_width: 6,
    activations: ['linear'],
    output_activation: 'sigmoid',
    weight_range: 3,
    drop_rates: [20, 50],
    keep_rounding: 'down',
    active_slots: 'prefix',
    fixed_paths: 'first_neuron',
    depths: [1, 3],
  },
  mixed: {
    ...sigmoid,
    inputs: 2,
    outputs: 2,
    min_width: 2,
    max_width: 4,
    depths: [2, 1],
    bias: true,
    activations: ['leaky_relu', 'sigmoid', 'tanh', 'linear'],
    output_activation: 'sigmoid',
    leaky_slope: 0.2,
    weight_range: 2,
  },
};

for (const [name, space] of Object.entries(spaces)) {
  const text = JSON.stringify(golden(name, space), null, 1).replace(
    /\[\n\s+([^[\]{}]*?)\n\s+\]/g,
    (_, row) => `[${row.replace(/\n\s+/g, ' ')}]`,
  );
  writeFileSync(`py_kernels/tests/golden/${name}.json`, `${text}\n`);
}

function golden(name, space) {
  const inputs = openStream(`golden/${name}/inputs`);
  const x = Array.from({ length: 4 }, () =>
    Array.from({ length: space.inputs }, () => shortest(Math.fround(uniform(inputs, -1, 1)))),
  );
  const networks = space.depths.flatMap((depth, position) =>
    [0, 1, 2].map((kind) => {
      const index = 3 * position + kind;
      const drawn = generate(space, `golden/${name}`, index, depth);
      const network = kind === 2 ? thin(name, space, index, drawn) : drawn;
      const { nonzeros, nonzeros_raw } = trim(space, network);
      return {
        index,
        thinned: kind === 2,
        depth,
        row: Array.from(pack(space, network), shortest),
        outputs: rows(forward(space, network, Float64Array.from(x.flat())), space.outputs),
        nonzeros,
        nonzeros_raw,
      };
    }),
  );
  return { space, layouts: space.depths.map((depth) => plan(space, depth)), x, networks };
}

function plan(space, depth) {
  const { parameters, size, ...rest } = layout(space, depth);
  const parts = sections(rest).map(({ name, start, shape }) => ({ name, start, shape }));
  return { depth, parameters, size, sections: parts };
}

// A third of the numbers gone, as after pruning: drawn networks have few dead parts.
function thin(name, space, index, network) {
  const stream = openStream(`golden/${name}/thin`, index);
  const row = pack(space, network);
  const { parameters } = layout(space, network.depth);
  for (let i = 0; i < parameters; i++) if (integer(stream, 3) === 0) row[i] = 0;
  return unpack(space, network.depth, row);
}

function rows(flat, width) {
  return Array.from({ length: flat.length / width }, (_, i) =>
    Array.from(flat.slice(i * width, (i + 1) * width)),
  );
}
