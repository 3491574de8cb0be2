// Prints what networks of `swat fit` and scikit-learn's models by emlearn and m2cgen take on a Cortex-M0 and an M4, as
// docs/export.md has it: bytes of flash with all that comes from libraries, instructions a call by qemu, R2 on the test rows.
// `node --import tsx scripts/device-rivals.mjs FOLDER [FILE.json]` after scripts/device-rivals.py, which says what is compared. It
// needs Debian's gcc-arm-none-eabi, libnewlib-arm-none-eabi and qemu-system-arm, and takes some minutes.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { frameOf } from '../ts/data/cells.ts';
import { encode } from '../ts/data/encode.ts';
import { quantise } from '../ts/export/fixed/quantise.ts';
import { fixedCell, runFixed } from '../ts/export/fixed/run.ts';
import { forms } from '../ts/export/forms/forms.ts';
import { predict } from '../ts/export/predict.ts';
import { programOf } from '../ts/export/program.ts';
import { CORES, runOn } from '../ts/test/export/forms/cortex.ts';

const COMPILER = 'arm-none-eabi-gcc';
const MEASURE = 'arm-none-eabi-size';
const STEPS = '400';
const ROWS = 4;
const CALLS = 100;
/** An exit status has room for so many bits beside what emulators say themselves. */
const BITS = 6;
const COUNT_BITS = 18;
const MEASURED = CORES.filter(({ cpu }) => cpu !== 'cortex-m3');
const CELLS = { q15: 'int32_t', single: 'float' };

function main(folder, file) {
  const cores = MEASURED.map(({ cpu }) => cpu);
  const results = [];
  for (const table of readdirSync(folder)) {
    const measured = measuredTable(join(folder, table));
    for (const { name, r2, flash, instructions } of measured) {
      const words = [table.padEnd(10), name.padEnd(28), r2.toFixed(3), ...flash, ...instructions];
      console.log(words.join(' '));
    }
    results.push(...measured);
  }
  if (file) writeFileSync(file, `${JSON.stringify({ cores, steps: Number(STEPS), results }, null, 1)}\n`);
}

function measuredTable(place) {
  const { table, target, include, models } = JSON.parse(readFileSync(join(place, 'models.json'), 'utf8'));
  const test = readRows(join(place, 'test.csv'), target);
  const rivals = models.map(({ name, file, cell, r2 }) => {
    const source = readFileSync(join(place, file), 'utf8');
    const rows = test.x.slice(0, ROWS).map((row) => row.map((value) => value.toExponential()));
    return { table, name, r2, ...taken({ source, cell, rows, include }) };
  });
  return [...own(place, table, target, test), ...rivals];
}

/** The network that `swat fit` chooses, in whole numbers and in single precision; a fit that is there is not made again. */
function own(place, table, target, test) {
  const out = join(place, 'fit');
  if (!existsSync(out)) {
    const files = [join(place, 'train.csv'), '--test', join(place, 'test.csv')];
    execFileSync('node', [
      'dist/cli.js',
      'fit',
      ...files,
      '--target',
      target,
      '--steps',
      STEPS,
      '--out',
      out,
    ]);
  }
  const network = JSON.parse(readFileSync(join(out, 'chosen.json'), 'utf8'));
  const program = programOf(network);
  const fixed = quantise(program);
  const places = network.columns.map(({ name }) => test.names.indexOf(name));
  const cells = test.x.map((row) => places.map((i) => row[i]));
  const { columns, inputs } = network;
  const exact = predict(network, encode({ columns, features: inputs }, frameOf(columns, cells)));
  const whole = cells.map((row) => row.map((cell, i) => fixedCell(cell, i, fixed, program)));
  const answers = {
    q15: whole.map((row) => runFixed(fixed, null, row)[0] * fixed.outputs[0].unit),
    single: [...exact],
  };
  const rows = {
    q15: whole.slice(0, ROWS).map((row) => row.map(String)),
    single: cells.slice(0, ROWS).map((row) => row.map((cell) => cell.toExponential())),
  };
  return Object.entries(CELLS).map(([type, cell]) => {
    const source = forms.c.print(program, { name: 'predict', type, examples: null });
    const name = `swat, ${network.nonzeros} weights, ${type}`;
    return { table, name, r2: r2(answers[type], test.y), ...taken({ source, cell, rows: rows[type] }) };
  });
}

/** Bytes of flash and instructions a call on each core. */
function taken({ source, cell, rows, include }) {
  const folder = mkdtempSync(join(tmpdir(), 'swat-rivals-'));
  try {
    const flash = MEASURED.map((core) => flashOn(core, folder, source, include));
    const instructions = MEASURED.map((core) =>
      instructionsOn(core, folder, source, { cell, rows, include }),
    );
    return { flash, instructions };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Compiles the source to network.o, as `swat explain --flash` does; of others' code no warning counts. */
function compiled({ cpu, unit }, folder, source, include) {
  writeFileSync(join(folder, 'network.c'), source);
  const options = ['-std=gnu99', '-Os', '-mthumb', '-ffunction-sections', '-fdata-sections', '-w'];
  const headers = include ? [`-I${include}`] : [];
  const files = ['-c', 'network.c', '-o', 'network.o'];
  execFileSync(COMPILER, [...options, `-mcpu=${cpu}`, ...unit, ...headers, ...files], {
    cwd: folder,
  });
}

function flashOn(core, folder, source, include) {
  compiled(core, folder, source, include);
  const linking = ['-nostartfiles', '--specs=nosys.specs', '-Wl,--gc-sections', '-Wl,-e,predict'];
  const options = [
    '-mthumb',
    `-mcpu=${core.cpu}`,
    ...core.unit,
    ...linking,
    'network.o',
    '-lm',
    '-o',
    'predict.elf',
  ];
  execFileSync(COMPILER, options, { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] });
  const sizes = execFileSync(MEASURE, ['predict.elf'], { cwd: folder, encoding: 'utf8' });
  const [, text, data] = /^\s*(\d+)\s+(\d+)/m.exec(sizes);
  return Number(text) + Number(data);
}

/** The mean of CALLS calls on each row, the loop about them included; `main` ends with some bits of it at a time. */
function instructionsOn(core, folder, source, { cell, rows, include }) {
  // The M0's board has no timer that counts so: its code runs on the next one as well.
  const board = core.board === 'microbit' ? 'mps2-an385' : core.board;
  let count = 0;
  for (let shift = 0; shift < COUNT_BITS; shift += BITS) {
    compiled(core, folder, source + counting(cell, rows, shift), include);
    count += runOn({ ...core, board }, folder, ['-icount', 'shift=0']) * 2 ** shift;
  }
  return count;
}

function counting(cell, rows, shift) {
  return `
#include <stdint.h>
volatile ${cell} sink;
int main(void)
{
    static const ${cell} x[${rows.length}][${rows[0].length}] = {${rows.map((row) => `{${row.join(', ')}}`).join(', ')}};
    // SysTick counts down, at 25 MHz; the emulator lets an instruction take a nanosecond: 40 of them a tick.
    volatile uint32_t *const tick = (volatile uint32_t *)0xe000e010u;
    tick[1] = 0xffffffu;
    tick[2] = 0u;
    tick[0] = 5u;
    while (tick[2] == 0u) {}
    const uint32_t before = tick[2];
    for (int k = 0; k < ${CALLS}; k++) for (int row = 0; row < ${rows.length}; row++) sink = predict(x[row]);
    const uint32_t ticks = before - tick[2];
    return (int)(((ticks * 40u / ${CALLS * rows.length}u) >> ${shift}) & ${2 ** BITS - 1}u);
}
`;
}

/** A table of numbers without gaps: the names of all columns but the target, their rows x, and the target's values y. */
function readRows(file, target) {
  const [head, ...lines] = readFileSync(file, 'utf8').trim().split('\n');
  const names = head.trim().split(',');
  const place = names.indexOf(target);
  const rows = lines.map((line) => line.split(',').map(Number));
  const others = (values) => values.filter((_, i) => i !== place);
  return { names: others(names), x: rows.map(others), y: rows.map((row) => row[place]) };
}

function r2(answers, y) {
  const mean = y.reduce((sum, value) => sum + value, 0) / y.length;
  const squares = (of) => y.reduce((sum, value, i) => sum + (value - of(i)) ** 2, 0);
  return 1 - squares((i) => answers[i]) / squares(() => mean);
}

main(process.argv[2], process.argv[3]);
