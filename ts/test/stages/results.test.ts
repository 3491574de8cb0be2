import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { type Kernel, startKernel } from '../../kernel/index.ts';
import type { ReconstructionRow } from '../../report/page.ts';
import type { TableCell } from '../../report/paper/tables-file.ts';
import { checker } from '../../schema/check.ts';
import { type Measured, redraw } from './redraw.ts';

const at = (path: string) => fileURLToPath(new URL(`../../../${path}`, import.meta.url));
const json = (path: string) => JSON.parse(readFileSync(at(path), 'utf8'));
const FAMILIES = ['sigmoid', 'leaky_relu', 'linear'];
const DEPTHS = [1, 2, 3, 4];
/** Refinement decides step by step, so another processor's rounding can lead elsewhere now and then. */
const REFINED_TOLERANCE = 0.1;

const cells: TableCell[] = json('results/tables.json');
const found = (wanted: Partial<TableCell>) =>
  cells.filter((cell) =>
    Object.entries(wanted).every(([name, value]) => cell[name as keyof TableCell] === value),
  );
/** Table 1 has the sigmoid networks, Table 3 the others. */
const tableOf = (family: string) => (family === 'sigmoid' ? 1 : 3);
const reconstruction = (family: string): Measured & { refine_steps: number; rows: ReconstructionRow[] } =>
  json(`spaces/${family}.json`).reconstruction;

describe('the committed results', () => {
  let kernel: Kernel;
  before(async function () {
    this.timeout(60_000);
    kernel = await startKernel({ device: 'cpu', threads: 1 });
  });
  after(() => kernel.close());

  it('follow their schema, and lie beside the report and what made them', () => {
    expect(checker<TableCell[]>(json('schemas/tables.schema.json'))(cells)).to.include({ ok: true });
    for (const name of ['report.html', 'report.md']) expect(existsSync(at(`results/${name}`))).to.equal(true);
    expect(readFileSync(at('results/README.md'), 'utf8')).to.match(
      /^Made by `make paper.*` at commit `[0-9a-f]{40}`/m,
    );
  });

  it('lie beside every file that their numbers link to', () => {
    for (const name of ['report.html', 'report.md']) {
      const text = readFileSync(at(`results/${name}`), 'utf8');
      const links = new Set(
        Array.from(text.matchAll(/(?:href="|\]\()([^")#][^")]*)/g), ([, link = '']) => link),
      );
      const files = [...links].filter((link) => !link.startsWith('https:'));
      expect(files.length, name).to.be.above(80);
      expect(files.filter((file) => !existsSync(at(`results/${file}`)))).to.deep.equal([]);
    }
  });

  it('have every cell of the three tables', () => {
    const wanted = [
      ...['min', 'p_minus_2', 'p_2'].map((loss) => ({ table: 1, preset: 'paper', family: 'sigmoid', loss })),
      ...['leaky_relu', 'linear'].map((family) => ({ table: 3, preset: 'paper', family, loss: 'min' })),
      ...FAMILIES.map((family) => ({
        table: tableOf(family),
        preset: 'swat',
        family,
        loss: 'log_fvu',
      })),
    ] as Partial<TableCell>[];
    for (const decoder of DEPTHS) {
      for (const encoder of DEPTHS) {
        for (const each of wanted) expect(found({ ...each, decoder, encoder })).to.not.be.empty;
        if (encoder === 1) continue;
        for (const preset of ['paper', 'swat'] as const) {
          for (const family of FAMILIES) {
            expect(found({ table: 2, preset, family, decoder, encoder } as Partial<TableCell>)).to.not.be
              .empty;
          }
        }
      }
    }
  });

  // Cards and results may come from different processors; errors of linear networks are rounding, and differ by a quarter.
  for (const family of FAMILIES) {
    it(`are of the spaces that come along: ${family}`, () => {
      for (const { decoder, encoder, mpe_mean, fvu_median } of reconstruction(family).rows) {
        if (decoder === 'constant') continue;
        const [cell] = found({
          table: tableOf(family),
          preset: 'swat',
          family,
          decoder,
          encoder,
        } as Partial<TableCell>);
        const ratios = [(cell?.mpe_mean ?? 0) / (mpe_mean ?? 0), (cell?.fvu_median ?? 0) / (fvu_median ?? 0)];
        for (const ratio of ratios) expect(ratio, `${decoder} ${encoder}`).to.be.within(2 / 3, 3 / 2);
      }
    });
  }

  for (const [family, decoder, encoder] of [
    ['sigmoid', 1, 1],
    ['leaky_relu', 2, 3],
  ] as const) {
    it(`are found again from the space alone: ${family}, decoder ${decoder}, encoder ${encoder}`, async () => {
      const [cell] = found({ table: tableOf(family), preset: 'swat', family, decoder, encoder });
      const path = at(`spaces/${family}.safetensors`);
      const measured = reconstruction(family);
      const { refine_steps } = measured;
      const [again] = await redraw(kernel, path, measured, encoder, [{ decoder, refine_steps }]);
      const { mpe_mean = Number.NaN, fvu_median = Number.NaN } = again ?? {};
      expect(cell?.mpe_mean).to.be.closeTo(mpe_mean, REFINED_TOLERANCE * mpe_mean);
      expect(cell?.fvu_median).to.be.closeTo(fvu_median, REFINED_TOLERANCE * fvu_median);
    }).timeout(300_000);
  }
});
