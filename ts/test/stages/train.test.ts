import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { readSpaceFile } from '../../stages/space-file.ts';
import { Road, SPACE } from './road.ts';

const pipeline = (networks: number) => `vars: { networks: ${networks} }\nstages:${SPACE}`;

/** Without the card, which says how long the training took. */
const weights = (folder = '') => readSpaceFile(join(folder, 'space.safetensors')).tensors;

describe('a training', () => {
  const road = new Road();
  before(async function () {
    this.timeout(60_000);
    await road.open();
  });
  after(() => road.close());

  it('that was interrupted goes on from where it was and gives the same space, bit for bit', async () => {
    const whole = await road.run(pipeline(8192));
    const folder = whole.artifacts.space ?? '';
    const space = weights(folder);
    rmSync(join(road.folder, '.swat'), { recursive: true });

    const half = await road.run(pipeline(8192), (event, abort) => {
      if (event.kind === 'stage-progress' && event.done >= 4096) abort();
    });
    expect(half.outcome).to.equal('interrupted');
    road.events.length = 0;
    const rest = await road.run(pipeline(8192));
    expect(rest.outcome).to.equal('done');
    const notices = road.events.flatMap((event) => (event.kind === 'stage-notice' ? [event.text] : []));
    expect(notices).to.have.length(1);
    const resumed = Number(/^resumed after (\d+) networks$/.exec(notices[0] ?? '')?.[1]);
    // Between two steps of 64, wherever the kernel was when it was told.
    expect(resumed % 64).to.equal(0);
    expect(resumed).to.be.within(4096, 8192);
    expect(weights(rest.artifacts.space)).to.deep.equal(space);
  }).timeout(60_000);

  it('of other networks gives another space', async () => {
    const one = await road.run(pipeline(2048));
    const other = await road.run(
      pipeline(2048).replace('preset: quickstart', 'preset: quickstart\n      seed: 1'),
    );
    expect(weights(one.artifacts.space)).to.not.deep.equal(weights(other.artifacts.space));
  }).timeout(60_000);

  it('keeps its curve: networks rise to all of them', async () => {
    const { artifacts } = await road.run(pipeline(4096));
    const curve = JSON.parse(readFileSync(join(artifacts.space ?? '', 'curve.json'), 'utf8'));
    expect(curve.map(({ networks }: { networks: number }) => networks).at(-1)).to.equal(4096);
    expect(curve.every(({ fvu }: { fvu: number[] }) => fvu.length === 2)).to.equal(true);
  }).timeout(60_000);

  it('gives a file that another pipeline can take in place of training', async () => {
    const { artifacts } = await road.run(pipeline(2048));
    const file = join(artifacts.space ?? '', 'space.safetensors');
    const taken = await road.run(
      `stages:\n  space:\n    op: train\n    with: { file: ${JSON.stringify(file)} }\n`,
    );
    expect(
      readFileSync(join(taken.artifacts.space ?? '', 'space.safetensors')).equals(readFileSync(file)),
    ).to.equal(true);
  }).timeout(60_000);

  it("refuses a file that is no space with one sentence, as the user's mistake", async () => {
    const file = road.file('no space.safetensors', 'nothing');
    const result = await road.run(
      `stages:\n  space:\n    op: train\n    with: { file: ${JSON.stringify(file)} }\n`,
    );
    expect(result).to.include({ outcome: 'failed', blame: 'user' });
    const failed = road.events.find((event) => event.kind === 'stage-failed');
    expect(failed?.kind === 'stage-failed' && failed.message).to.match(
      /no space\.safetensors is not a trained space of swat: /,
    );
  });
});
