import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { CommandError } from '../../commands/command.ts';
import { explain } from '../../commands/explain.ts';
import type { NetworkFile } from '../../schema/types.ts';
import { needsArm } from '../export/forms/cortex.ts';
import { KINDS } from '../export/forms/kinds.ts';
import { printed } from './printed.ts';

describe('swat explain', () => {
  const folder = mkdtempSync(join(tmpdir(), 'swat explain '));
  const [network, table] = [join(folder, 'network.json'), join(folder, 'table.csv')];
  after(() => rmSync(folder, { recursive: true }));

  async function explained(
    file: NetworkFile,
    options: Record<string, string | boolean> = {},
  ): Promise<string> {
    writeFileSync(network, JSON.stringify(file));
    return (await printed(explain, { arguments: { network }, options })).text;
  }

  async function refused(file: NetworkFile, options: Record<string, string | boolean>): Promise<string> {
    try {
      await explained(file, options);
    } catch (error) {
      if (error instanceof CommandError && error.exitCode === 2) return error.message;
      throw error;
    }
    throw new Error('not refused');
  }

  /** Rows that a network of numbers was fitted to: mass follows the bill alone. */
  const rows = Array.from({ length: 60 }, (_, row) => [
    35 + (row % 20),
    row % 7,
    4200 + 100 * ((row % 20) - 10),
  ]);
  const numbers = (target: string) =>
    `bill,seconds,${target}\n${rows.map((row) => row.join(',')).join('\n')}\n`;
  const line: NetworkFile = {
    ...KINDS.line!,
    inputs: KINDS.line!.inputs.map((input, i) => ({ ...input, offset: [45, 0][i] ?? 0, scale: 1 })),
    outputs: [{ name: 'mass', offset: 4200, scale: 100 }],
    layers: [{ weights: [[1, 0]], bias: null, activations: ['linear'] }],
    nonzeros: 1,
  };

  it('prints formulas and size without a table', async () => {
    expect(await explained(KINDS.numbers!)).to.equal(`  h1 = sigmoid(0.5 * bill - 0.6667 * foot + 1.333)
  mass = 2400 * h1 + 4000

sigmoid(v) is 1 / (1 + exp(-v)).
Numbers have 4 digits; swat export has all.

size   4 numbers that are not zero, 16 bytes as float32; 48 bytes of constants in C
a row  5 multiplications, 4 additions, activations: 1 sigmoid
`);
  });

  it('says what the function takes of a microcontroller, where its compiler is there', async function () {
    needsArm(this);
    const text = await explained(KINDS.numbers!, { flash: true });
    for (const core of ['cortex-m0', 'cortex-m3', 'cortex-m4']) {
      const bytes = (type: string) => `(\\d+) bytes in ${type}`;
      const line = `^flash  ${bytes('q15')}, ${bytes('single')}, ${bytes('float')}: on ${core}, libraries included$`;
      const [, q15, single, float] = new RegExp(line, 'm').exec(text) ?? [];
      expect(Number(q15)).to.be.within(300, 600);
      expect(Number(single)).to.be.within(300, Number(float) - 1);
      expect(Number(float)).to.be.within(1000, 20_000);
    }
    const { flash } = JSON.parse(await explained(KINDS.line!, { flash: true, json: true }));
    expect(flash).to.have.length(3);
    const path = process.env.PATH;
    process.env.PATH = '';
    const refusal = await refused(KINDS.numbers!, { flash: true }).finally(() => {
      process.env.PATH = path;
    });
    expect(refusal).to.equal('--flash needs arm-none-eabi-gcc, which is not installed');
  });

  it('says with a table how much each column matters', async () => {
    writeFileSync(table, numbers('mass'));
    const text = await explained(line, { table });
    expect(text).to.contain('On 60 rows of ');
    expect(text).to.match(/root mean squared error is 0\. Where a column is shuffled, it grows by\n/);
    expect(text).to.match(/\n {2}bill {5}[\d.]+ ± [\d.]+\n {2}seconds {2}0 \(not used\)\n/);
    expect(await explained(line, { table })).to.equal(text);
  });

  it('takes the target by another name, and says which is missing', async () => {
    writeFileSync(table, numbers('weight'));
    expect(await explained(line, { table, target: 'weight' })).to.contain('error is 0.');
    expect(await refused(line, { table })).to.match(/has no column "mass"/);
    expect(await refused(line, { target: 'mass' })).to.equal('--target names a column of --table');
  });

  it('judges classes by log-loss on rows with a label and a prediction', async () => {
    const cells = ['Biscoe', 'Dream', 'Torgersen'].flatMap((island) =>
      ['2026-01-05', '2026-07-05', ''].map(
        (seen) => `40,${island},male,${seen},${island === 'Dream' ? 'no' : 'yes'}`,
      ),
    );
    writeFileSync(
      table,
      `bill (mm),island,sex,seen,heavy\n${cells.join('\n')}\n40,Dream,male,2026-01-05,perhaps\n`,
    );
    const all = JSON.parse(await explained(KINDS['two classes']!, { table, json: true }));
    expect(all.table).to.include({ rows: 6, read: 10, measure: 'log_loss' });
    expect(all.table.error).to.be.within(0, 1);
    expect(all.table.columns[0]).to.include({ column: 'island' });
    expect(all.formulas).to.have.length(3);
    expect(all.cost.nonzeros).to.equal(8);
  });

  it('refuses a table without any row to judge by, and a target that is not a number', async () => {
    writeFileSync(table, 'bill,seconds,mass\n1,2,\n3,4,\n');
    expect(await refused(line, { table })).to.match(/has no row with the target and a prediction$/);
    writeFileSync(table, 'bill,seconds,mass\n1,2,small\n3,4,large\n');
    expect(await refused(line, { table })).to.match(/the target "mass" is not a number$/);
  });
});
