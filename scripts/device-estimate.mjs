// Prints what ts/export/device.ts estimates by: bytes of flash and instructions a call that functions in q15 take on a Cortex-M0,
// fitted by least squares to what arm-none-eabi-gcc -Os and qemu say of random networks of one number, and how far off the
// estimate is on others. `node --import tsx scripts/device-estimate.mjs [NETWORKS]`; it needs Debian's gcc-arm-none-eabi,
// libnewlib-arm-none-eabi and qemu-system-arm, and takes some minutes.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { flashOf } from '../ts/commands/flash.ts';
import { plainColumns } from '../ts/export/columns.ts';
import { partsOf } from '../ts/export/device.ts';
import { drawnRows } from '../ts/export/drawn-rows.ts';
import { quantise } from '../ts/export/fixed/quantise.ts';
import { fixedCell } from '../ts/export/fixed/run.ts';
import { forms } from '../ts/export/forms/forms.ts';
import { fitLinear } from '../ts/export/ols.ts';
import { programOf } from '../ts/export/program.ts';
import { writeNetwork } from '../ts/export/write.ts';
import { generate } from '../ts/mlp/generate.ts';
import { denseSpace } from '../ts/stages/space/dense.ts';
import { CORES, countingMain, takesAtMost } from '../ts/test/export/forms/cortex.ts';

const COUNT = Number(process.argv[2] ?? 60);
const ROWS = 4;
const MOST = 2 ** 15;
const [M0] = CORES;

function network(i) {
  const kinds = [['tanh'], ['sigmoid'], ['leaky_relu'], ['tanh', 'linear']];
  const inputs = 1 + (i % 6);
  const space = {
    ...denseSpace({
      inputs,
      outputs: 1,
      min_width: 1,
      max_width: 2 + (i % 7),
      depths: i % 5 === 4 ? [2] : [1],
      activations: kinds[i % 4],
      leaky_slope: 0.01,
    }),
    drop_rates: [[0], [30], [60]][i % 3],
  };
  const columns = Array.from({ length: inputs }, (_, k) => {
    return { name: `x${k}`, offset: 3 * k - 2, scale: 1.5 + k, range: [-6, 3 * k + 4] };
  });
  const drawn = generate(space, 'device', i);
  return JSON.parse(
    writeNetwork(drawn, space, plainColumns(columns, { name: 'y', offset: 4, scale: 2 }), {}),
  );
}

function instructions(file, program) {
  const fixed = quantise(program);
  const rows = drawnRows(file, ROWS).map((row) =>
    row.map((cell, i) => String(fixedCell(cell, i, fixed, program))),
  );
  const source = forms.c.print(program, { name: 'predict', type: 'q15', examples: null });
  const folder = mkdtempSync(join(tmpdir(), 'swat-device-'));
  try {
    let [low, high] = [0, MOST];
    while (high - low > 1) {
      const middle = Math.floor((low + high) / 2);
      if (takesAtMost(M0, folder, source + countingMain('int32_t', rows, middle))) high = middle;
      else low = middle;
    }
    return high;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const measured = Array.from({ length: COUNT }, (_, i) => {
  const file = network(i);
  const program = programOf(file);
  const bytes = flashOf(program)[0].q15;
  return { parts: partsOf(program), bytes, instructions: instructions(file, program) };
}).filter(({ bytes }) => bytes !== null);
const names = Object.keys(measured[0].parts);
for (const what of ['bytes', 'instructions']) {
  const [known, fresh] = [0, 1].map((odd) => measured.filter((_, i) => i % 2 === odd));
  const x = Float64Array.from(known.flatMap(({ parts }) => names.map((name) => parts[name])));
  const line = fitLinear(
    x,
    Float64Array.from(known, (each) => each[what]),
  );
  const estimate = ({ parts }) =>
    names.reduce((sum, name, i) => sum + line.coefficients[i] * parts[name], line.intercept);
  const off = fresh.map((each) => Math.abs(estimate(each) / each[what] - 1)).sort((a, b) => a - b);
  const all = names.map((name, i) => `${name} ${line.coefficients[i].toFixed(1)}`).join(', ');
  console.log(`${what}: always ${line.intercept.toFixed(0)}, ${all}`);
  const percent = (share) => `${Math.round(100 * share)} %`;
  console.log(
    `  off on ${fresh.length} others: median ${percent(off[off.length >> 1])}, worst ${percent(off.at(-1))}`,
  );
}
