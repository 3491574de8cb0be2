import { expect } from 'chai';
import { float32 } from '../../../kernel/index.ts';
import { forward } from '../../../mlp/forward.ts';
import { generate } from '../../../mlp/generate.ts';
import { evenGrid } from '../../../mlp/grid.ts';
import type { Network } from '../../../mlp/network.ts';
import { pack, unpack } from '../../../mlp/pack.ts';
import type { Space } from '../../../schema/types.ts';
import type { ReconstructionFile } from '../../../stages/paper/reconstruct.ts';
import { readJson } from '../../../stages/results.ts';
import { loadSpace } from '../../../stages/space/load.ts';
import { measures } from '../measures.ts';
import { Road, SPACE } from '../road.ts';

const NETWORKS = 25;
const GRID = 6;

const pipeline = (more = '', steps = 0) => `vars: { networks: 4096 }
stages:${SPACE}
  measured: { op: reconstruct, deps: { space: space }, with: { networks: ${NETWORKS}, grid: ${GRID}, refine_steps: ${steps}${more} } }
`;

const best = (rows: ReconstructionFile['rows'], encoder: number): number =>
  rows.find((row) => row.decoder === 'best' && row.encoder === encoder)?.fvu_median ?? Number.NaN;

const fileOf = (folder = ''): ReconstructionFile => readJson(folder, 'reconstruction.json');

describe('a reconstruction', () => {
  const road = new Road();
  const x = Float64Array.from(evenGrid(3, GRID));
  let folders: Record<string, string> = {};
  let file: ReconstructionFile;
  let space: Space;

  before(async function () {
    this.timeout(60_000);
    await road.open();
    folders = { ...(await road.run(pipeline())).artifacts };
    file = fileOf(folders.measured);
    ({ space } = await loadSpace(road.kernel, 'again', folders.space ?? ''));
  });
  after(() => road.close());

  /** A network through the autoencoder: its hard reconstruction by the decoder of `depth`. */
  async function decode(network: Network, depth: number): Promise<Network> {
    const row = pack(space, network);
    const tensors = { networks: float32(row, 1, row.length) };
    const { z } = (await road.kernel.call('encode', { handle: 'again', depth: network.depth }, tensors))
      .tensors;
    const decoded = await road.kernel.call(
      'decode',
      { handle: 'again', depth, refine_steps: file.refine_steps },
      { z },
    );
    return unpack(space, depth, decoded.tensors.networks.data as Float32Array);
  }

  it('says what it is about', () => {
    expect(file).to.include({
      networks: NETWORKS,
      grid: GRID,
      seed: 1,
      refine_steps: 0,
      untrained: false,
    });
    expect(file.about).to.include({
      family: 'sigmoid',
      preset: 'quickstart',
      loss: 'log_fvu',
      networks: 4096,
    });
    expect(file.about.seconds).to.be.above(0);
  });

  it('has the figures that the same networks give again through the float64 oracle', async () => {
    const encoder = 2;
    const truths = Array.from({ length: NETWORKS }, (_, i) => generate(space, 'reconstruct/1', i, encoder));
    const oracle: number[] = truths.map(() => Infinity);
    for (const decoder of space.depths) {
      const found = [];
      for (const [i, network] of truths.entries()) {
        const decoded = await decode(network, decoder);
        const measured = measures(forward(space, network, x), forward(space, decoded, x));
        oracle[i] = Math.min(oracle[i] ?? Number.NaN, measured.mpe);
        found.push(measured);
      }
      const row = file.rows.find((each) => each.decoder === decoder && each.encoder === encoder);
      const mean = found.reduce((sum, { mpe }) => sum + mpe, 0) / NETWORKS;
      expect(row?.mpe_mean).to.be.closeTo(mean, 1e-3 * mean);
      const middle = found.map(({ fvu }) => fvu).sort((a, b) => a - b)[(NETWORKS - 1) / 2] ?? Number.NaN;
      expect(row?.fvu_median).to.be.closeTo(middle, 1e-3 * middle);
    }
    const row = file.rows.find((each) => each.decoder === 'oracle' && each.encoder === encoder);
    const mean = oracle.reduce((sum, mpe) => sum + mpe, 0) / NETWORKS;
    expect(row?.mpe_mean).to.be.closeTo(mean, 1e-3 * mean);
  }).timeout(60_000);

  it('shows three of the networks, of each depth in turn, and what every decoder gives, in float64', async () => {
    expect(file.examples.map(({ encoder }) => encoder)).to.deep.equal([1, 2, 1]);
    for (const [i, { encoder, truth, decoded }] of file.examples.entries()) {
      const network = generate(space, 'reconstruct/1', Math.floor(i / 2), encoder);
      expect(truth).to.deep.equal(Array.from(forward(space, network, x)));
      expect(Object.keys(decoded)).to.deep.equal(['1', '2']);
      for (const depth of space.depths) {
        expect(decoded[depth]).to.deep.equal(Array.from(forward(space, await decode(network, depth), x)));
      }
    }
  });

  it('shows as many as it is told, and measures the same rows whatever that is', async () => {
    const { artifacts } = await road.run(pipeline(', examples: 0'));
    expect(fileOf(artifacts.measured)).to.deep.equal({ ...file, examples: [] });
    const other = await road.run(pipeline(', examples: 0, seed: 2'));
    expect(fileOf(other.artifacts.measured).rows).to.not.deep.equal(file.rows);
  }).timeout(60_000);

  it('refines decoded networks where it is asked to, and comes nearer', async () => {
    const refined = fileOf((await road.run(pipeline(', examples: 0', 10))).artifacts.measured);
    expect(refined).to.include({ refine_steps: 10, untrained: false });
    for (const encoder of space.depths) {
      const [before, after] = [file, refined].map(({ rows }) => best(rows, encoder));
      expect(after).to.be.below(before ?? Number.NaN);
    }
  }).timeout(60_000);

  it('measures the autoencoder as it was before its training where it is asked to', async () => {
    const untrained = fileOf((await road.run(pipeline(', untrained: true'))).artifacts.measured);
    expect(untrained).to.include({ refine_steps: 0, untrained: true });
    const constants = (rows: ReconstructionFile['rows']) =>
      rows.filter(({ decoder }) => decoder === 'constant');
    expect(constants(untrained.rows)).to.deep.equal(constants(file.rows));
    expect(untrained.rows).to.not.deep.equal(file.rows);
  }).timeout(60_000);

  it('frees the kernel of the space', async () => {
    await loadSpace(road.kernel, 'space', folders.space ?? '');
    await road.kernel.call('release', { handle: 'space' });
  });
});
