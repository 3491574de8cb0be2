import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { type Kernel, startKernel } from '../../../kernel/index.ts';
import type { ReconstructionRow } from '../../../report/page.ts';
import type { aboutSpace } from '../../../stages/space/about.ts';
import { readSpaceFile } from '../../../stages/space/file.ts';
import { type Measured, redraw } from '../redraw.ts';

const FOLDER = fileURLToPath(new URL('../../../../spaces/', import.meta.url));
const MOST_BYTES = 15e6;
/** What the kernel's own arithmetic leaves of networks that are given back exactly. */
const [FLOAT32_MPE, FLOAT32_FVU] = [1e-4, 1e-10];
const REFINED_TOLERANCE = 0.1;

interface Card {
  readonly file: string;
  readonly sha256: string;
  readonly bytes: number;
  readonly space: ReturnType<typeof aboutSpace>;
  /** Of spaces that embed functions. */
  readonly reconstruction?: Measured & {
    refine_steps: number;
    rows: ReconstructionRow[];
    decoders: ReconstructionRow[];
  };
}

const cards: Card[] = readdirSync(FOLDER)
  .filter((name) => name.endsWith('.json'))
  .map((name) => JSON.parse(readFileSync(`${FOLDER}${name}`, 'utf8')));

describe('the spaces that come along', () => {
  let kernel: Kernel;
  before(async function () {
    this.timeout(60_000);
    kernel = await startKernel({ device: 'cpu', threads: 1 });
  });
  after(() => kernel.close());

  it('have a card each, and a page on all of them', () => {
    const files = readdirSync(FOLDER).filter((name) => name.endsWith('.safetensors'));
    expect(cards.map(({ file }) => file))
      .to.have.members(files)
      .and.to.include('sigmoid.safetensors');
    const page = readFileSync(`${FOLDER}README.md`, 'utf8');
    for (const { sha256 } of cards) expect(page).to.contain(sha256);
  });

  for (const card of cards) {
    it(`are what their cards say: ${card.file}`, () => {
      const written = readFileSync(FOLDER + card.file);
      expect(written.length).to.equal(card.bytes).and.to.be.below(MOST_BYTES);
      expect(createHash('sha256').update(written).digest('hex')).to.equal(card.sha256);
      const { training, seed, seconds, preset } = readSpaceFile(FOLDER + card.file).card;
      const { networks, loss, masks } = training;
      // How long a training took is no longer in its file.
      const took = seconds === null ? {} : { seconds };
      expect(card.space).to.include({ networks, loss, masks, seed, preset, ...took });
    });

    const { reconstruction } = card;
    if (!reconstruction) continue;
    it(`give networks back as their cards say, through the float64 oracle: ${card.file}`, async () => {
      const { rows, decoders, ...measured } = reconstruction;
      const encoder = 2;
      // Refinement decides step by step, so another processor's rounding can lead elsewhere now and then.
      const cells = [
        { decoder: 1, of: rows, refine_steps: measured.refine_steps, tolerance: REFINED_TOLERANCE },
        { decoder: 1, of: decoders, refine_steps: 0, tolerance: 1e-2 },
        { decoder: 4, of: decoders, refine_steps: 0, tolerance: 1e-2 },
      ];
      const again = await redraw(kernel, FOLDER + card.file, measured, encoder, cells);
      for (const [i, { decoder, of, tolerance }] of cells.entries()) {
        const { mpe_mean = Number.NaN, fvu_median = Number.NaN } = again[i] ?? {};
        const cell = of.find((row) => row.decoder === decoder && row.encoder === encoder);
        expect(cell?.mpe_mean).to.be.closeTo(mpe_mean, tolerance * mpe_mean + FLOAT32_MPE);
        expect(cell?.fvu_median).to.be.closeTo(fvu_median, tolerance * fvu_median + FLOAT32_FVU);
      }
    }).timeout(300_000);
  }
});
