import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { encodeSafetensors } from '../../../kernel/index.ts';
import { readSpaceFile, type SpaceFile, writeSpaceFile } from '../../../stages/space/file.ts';
import { Road, SPACE } from '../road.ts';

const pipeline = (networks: number) => `vars: { networks: ${networks} }\nstages:${SPACE}`;

/** Without the card, which says how long the training took. */
const weights = (folder = '') => readSpaceFile(join(folder, 'space.safetensors')).tensors;

/** Ways in which a file on a disk goes wrong. */
const SPOILED: [string, (file: Buffer) => Buffer][] = [
  ['is empty', () => Buffer.alloc(0)],
  ['was cut', (file) => file.subarray(0, file.length / 2)],
  ['is nonsense', (file) => Buffer.alloc(file.length, 'swat')],
  [
    'has a bit turned',
    (file) => file.map((byte, at) => (at === file.length - 6 ? byte ^ 4 : byte)) as Buffer,
  ],
];

/** What the last run failed for. */
function failure({ events }: Road): string | undefined {
  return events.flatMap((event) => (event.kind === 'stage-failed' ? [event.message] : []))[0];
}

function findFiles(folder: string, name: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith(name))
    .map((path) => join(folder, path));
}

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

  it('that diverges fails, and says what to set', async () => {
    const steep = pipeline(2048).replace('warmup_steps: 2', 'warmup_steps: 0, learning_rate: 1.0e+6');
    road.events.length = 0;
    const result = await road.run(steep);
    expect(result).to.include({ outcome: 'failed', blame: 'user' });
    expect(failure(road)).to.match(
      /^the training diverged: its loss is not finite after \d+ networks\. Set a smaller training\.learning_rate than 1000000\.$/,
    );
  }).timeout(60_000);

  for (const [what, spoil] of SPOILED) {
    it(`begins anew where its checkpoint ${what}, and says so`, async () => {
      rmSync(join(road.folder, '.swat'), { recursive: true, force: true });
      await road.run(pipeline(8192), (event, abort) => {
        if (event.kind === 'stage-progress' && event.done >= 2048) abort();
      });
      const [file] = findFiles(join(road.folder, '.swat', 'work'), 'checkpoint.safetensors');
      writeFileSync(file ?? '', spoil(readFileSync(file ?? '')));
      road.events.length = 0;
      expect((await road.run(pipeline(8192))).outcome).to.equal('done');
      const [notice] = road.events.flatMap((event) => (event.kind === 'stage-notice' ? [event.text] : []));
      expect(notice).to.match(
        /^the checkpoint .*checkpoint\.safetensors cannot be used \(.+\): the training begins anew$/,
      );
    }).timeout(60_000);
  }

  it('takes no file for a space that has no weights, or others than its card says', async () => {
    const { artifacts } = await road.run(pipeline(2048));
    const { card, tensors } = readSpaceFile(join(artifacts.space ?? '', 'space.safetensors'));
    const file = join(road.folder, 'spoiled.safetensors');
    const said = async (made: SpaceFile | (() => void)) => {
      if (typeof made === 'function') made();
      else writeSpaceFile(file, made);
      road.events.length = 0;
      const taken = `stages:\n  space:\n    op: train\n    with: { file: ${JSON.stringify(file)} }\n`;
      expect(await road.run(taken)).to.include({ outcome: 'failed', blame: 'user' });
      return failure(road);
    };
    const names = Object.keys(tensors);
    const basis = names.filter((name) => name === 'autoencoder.basis');
    const only = (kept: string[]) =>
      Object.fromEntries(kept.map((name) => [name, tensors[name]])) as SpaceFile['tensors'];
    expect(await said({ card, tensors: {} })).to.match(/spoiled\.safetensors .*: it holds no weights$/);
    expect(await said({ card, tensors: only(basis) })).to.match(/it holds no weights$/);
    expect(await said({ card, tensors: only(names.slice(1)) })).to.include('train it again');
    const deeper = { ...card, space: { ...card.space, depths: [1, 2, 3] } };
    expect(await said({ card: deeper, tensors })).to.include('spoiled.safetensors is not a trained space');
    expect(await said({ card: null as unknown as SpaceFile['card'], tensors })).to.match(
      /its card does not say what it is a space of$/,
    );
    // The JSON of a value as deep cannot be written by JSON.stringify.
    const deep = JSON.stringify({ ...card, space: 0 }).replace(
      '"space":0',
      `"space":${'['.repeat(1e5)}${']'.repeat(1e5)}`,
    );
    const metadata = { format: 'swat-space-1', card: deep };
    expect(await said(() => writeFileSync(file, encodeSafetensors({ tensors, metadata })))).to.match(
      /spoiled\.safetensors .*: its card is nested more than 100 levels deep$/,
    );
  }).timeout(60_000);

  it("refuses a file that is no space with one sentence, as the user's mistake", async () => {
    const file = road.file('no space.safetensors', 'nothing');
    road.events.length = 0;
    const result = await road.run(
      `stages:\n  space:\n    op: train\n    with: { file: ${JSON.stringify(file)} }\n`,
    );
    expect(result).to.include({ outcome: 'failed', blame: 'user' });
    expect(failure(road)).to.match(/no space\.safetensors is not a trained space of swat: /);
  });
});
