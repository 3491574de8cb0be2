import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { float32, type Kernel, startKernel } from '../../kernel/index.ts';
import { forward } from '../../mlp/forward.ts';
import { generate } from '../../mlp/generate.ts';
import { evenGrid } from '../../mlp/grid.ts';
import { pack, unpack } from '../../mlp/pack.ts';
import type { ReconstructionRow } from '../../report/page.ts';
import type { aboutSpace } from '../../stages/about-space.ts';
import { readSpaceFile } from '../../stages/space-file.ts';
import { measures } from './measures.ts';

const FOLDER = fileURLToPath(new URL('../../../spaces/', import.meta.url));
const MOST_BYTES = 15e6;
/** What the kernel's own arithmetic leaves of networks that are given back exactly. */
const [FLOAT32_MPE, FLOAT32_FVU] = [1e-4, 1e-10];
const REFINED_TOLERANCE = 0.1;

interface Card {
  readonly file: string;
  readonly sha256: string;
  readonly bytes: number;
  readonly space: ReturnType<typeof aboutSpace>;
  readonly reconstruction: {
    networks: number;
    grid: number;
    seed: number;
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
      expect(card.space).to.include({ networks, loss, masks, seed, seconds, preset });
    });

    it(`give networks back as their cards say, through the float64 oracle: ${card.file}`, async () => {
      const { space, autoencoder, seed } = readSpaceFile(FOLDER + card.file).card;
      const handle = card.file;
      const { tensors } = readSpaceFile(FOLDER + card.file);
      await kernel.call('load', { handle, space, autoencoder, seed }, tensors);
      const { rows, decoders, refine_steps, networks: count, grid, seed: label } = card.reconstruction;
      const [depth, x] = [2, Float64Array.from(evenGrid(space.inputs, grid))];
      const truths = Array.from({ length: count }, (_, i) =>
        generate(space, `reconstruct/${label}`, i, depth),
      );
      const packed = truths.map((network) => pack(space, network));
      const size = packed[0]?.length ?? 0;
      const flat = new Float32Array(count * size);
      for (const [i, row] of packed.entries()) flat.set(row, i * size);
      const networks = float32(flat, count, size);
      const { z } = (await kernel.call('encode', { handle, depth }, { networks })).tensors;
      const answers = truths.map((network) => forward(space, network, x));
      // Refinement decides step by step, so another processor's rounding can lead elsewhere now and then.
      const cells = [
        { decoder: 1, of: rows, steps: refine_steps, tolerance: REFINED_TOLERANCE },
        { decoder: 1, of: decoders, steps: 0, tolerance: 1e-2 },
        { decoder: 4, of: decoders, steps: 0, tolerance: 1e-2 },
      ];
      for (const { decoder, of, steps, tolerance } of cells) {
        const content = { handle, depth: decoder, refine_steps: steps };
        const decoded = (await kernel.call('decode', content, { z })).tensors.networks;
        const width = decoded.data.length / count;
        const found = answers.map((truth, i) => {
          const row = (decoded.data as Float32Array).subarray(i * width, (i + 1) * width);
          return measures(truth, forward(space, unpack(space, decoder, row), x));
        });
        const cell = of.find((row) => row.decoder === decoder && row.encoder === depth);
        const mean = found.reduce((sum, { mpe }) => sum + mpe, 0) / count;
        expect(cell?.mpe_mean).to.be.closeTo(mean, tolerance * mean + FLOAT32_MPE);
        const fvus = found.map(({ fvu }) => fvu).sort((a, b) => a - b);
        const middle = ((fvus[count / 2 - 1] ?? Number.NaN) + (fvus[count / 2] ?? Number.NaN)) / 2;
        expect(cell?.fvu_median).to.be.closeTo(middle, tolerance * middle + FLOAT32_FVU);
      }
      await kernel.call('release', { handle });
    }).timeout(300_000);
  }
});
