// Prints how many instructions a call of an exported network of one number takes, as docs/export.md has it: qemu's count,
// the mean of 400 calls on 4 random rows. `node --import tsx scripts/instructions.mjs NETWORK.json`; it needs Debian's
// gcc-arm-none-eabi, libnewlib-arm-none-eabi and qemu-system-arm.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { drawnRows } from '../ts/export/drawn-rows.ts';
import { quantise } from '../ts/export/fixed/quantise.ts';
import { fixedCell } from '../ts/export/fixed/run.ts';
import { numberOf } from '../ts/export/forms/examples.ts';
import { forms } from '../ts/export/forms/forms.ts';
import { programOf } from '../ts/export/program.ts';
import { readNetwork } from '../ts/export/read.ts';
import { CORES, countingMain, takesAtMost } from '../ts/test/export/forms/cortex.ts';

const ROWS = 4;
const MOST = 2 ** 17;
const TYPES = { q15: 'int32_t', single: 'float', float: 'double' };

const read = readNetwork(readFileSync(process.argv[2], 'utf8'));
if (!read.ok) throw new Error(`${process.argv[2]}: ${read.complaints[0].message}`);
const program = programOf(read.value);
if (program.labels || program.outputs.length > 1) throw new Error('expected a network of one number');
const drawn = drawnRows(read.value, ROWS);

function cellsOf(type) {
  if (type === 'q15') {
    const fixed = quantise(program);
    return drawn.map((row) => row.map((cell, i) => String(fixedCell(cell, i, fixed, program))));
  }
  const suffix = type === 'single' ? 'f' : '';
  return drawn.map((row) =>
    row.map((cell, i) => `${numberOf(cell, program.columns[i]).toExponential()}${suffix}`),
  );
}

/** The least number of which `holds` is true, up to MOST. */
function least(holds) {
  let [low, high] = [0, MOST];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (holds(middle)) high = middle;
    else low = middle;
  }
  return high;
}

const folder = mkdtempSync(join(tmpdir(), 'swat-instructions-'));
try {
  for (const [type, cell] of Object.entries(TYPES)) {
    const source = forms.c.print(program, { name: 'predict', type, examples: null });
    const counts = CORES.map((core) =>
      least((most) => takesAtMost(core, folder, source + countingMain(cell, cellsOf(type), most))),
    );
    console.log(`${type.padEnd(8)}${CORES.map(({ cpu }, i) => `${cpu} ${counts[i]}`).join('  ')}`);
  }
} finally {
  rmSync(folder, { recursive: true });
}
