import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import type { Stage } from '../../dag/graph.ts';
import { type Choice, plan } from '../../dag/plan.ts';
import { copy, stage, Workshop } from './workshop.ts';

describe('plan', () => {
  let shop: Workshop;
  beforeEach(() => {
    shop = new Workshop();
  });
  afterEach(() => shop.remove());

  const chain = (x: number): Stage[] => [
    stage('a', { with: { x } }),
    stage('b', { deps: { of: ['a'] } }),
    stage('c', { with: { y: 1 } }),
  ];
  const planned = async (stages: Stage[], options: Choice & { hashes?: boolean } = {}): Promise<string[]> => {
    const found = await plan(stages, { pipeline: 'test', store: shop.store, ...options });
    return found.map((one) => `${one.stage.name} ${one.state}${one.state === 'fresh' ? '' : `: ${one.why}`}`);
  };

  it('says what would run and why, and writes nothing', async () => {
    expect(await planned(chain(1))).to.deep.equal([
      'a stale: never run',
      'b stale: never run',
      'c stale: never run',
    ]);
    expect(await readdir(shop.cwd)).to.deep.equal([]);
    await shop.run(chain(1));
    expect(await planned(chain(1))).to.deep.equal(['a fresh', 'b fresh', 'c fresh']);
    expect(await planned(chain(2), { targets: ['b'] })).to.deep.equal([
      'a stale: `x` changed from 1 to 2',
      'b stale: its dependency `a` changed',
    ]);
  });

  it('agrees with what a run then starts', async () => {
    await shop.run(chain(1));
    for (const stages of [chain(1), chain(2), chain(3).slice(0, 2)]) {
      const stale = (await planned(stages)).filter((line) => line.includes('stale')).map((line) => line[0]);
      await shop.run(stages);
      expect(shop.started).to.deep.equal(stale);
    }
  });

  it('counts what uses a forced stage among what may run', async () => {
    await shop.run(chain(1));
    expect(await planned(chain(1), { force: ['a'] })).to.deep.equal([
      'a stale: forced',
      'b open: its dependency `a` runs again',
      'c fresh',
    ]);
  });

  it('counts a stage of which another makes the artifact among what may run', async () => {
    const twins = [stage('a', { with: { x: 1 } }), stage('b', { with: { x: 1 } })];
    expect(await planned(twins)).to.deep.equal(['a stale: never run', 'b open: `a` makes the same']);
    await shop.run(twins);
    expect(shop.started).to.deep.equal(['a']);
    expect(await planned(twins, { force: 'all' })).to.deep.equal(['a stale: forced', 'b stale: forced']);
  });

  it('shows a stage that cannot run beside the others', async () => {
    const reads = { operation: { ...copy, files: ['file'] } };
    const stages = [
      stage('a', { ...reads, with: { file: 'x.csv' } }),
      stage('b', { deps: { of: ['a'] } }),
      stage('c'),
    ];
    expect(await planned(stages)).to.deep.equal([
      'a broken: stage a: there is no file x.csv',
      'b broken: stage b needs a, which cannot run',
      'c stale: never run',
    ]);
  });

  it('sees a changed content of the same size only when it is asked to read contents; a run always is', async () => {
    const { artifacts } = await shop.run(chain(1));
    await writeFile(join(artifacts.c ?? '', 'text'), '[{"y":2}]');
    expect((await planned(chain(1)))[2]).to.equal('c fresh');
    expect((await planned(chain(1), { hashes: true }))[2]).to.equal(
      'c stale: its artifact is damaged: the content of text has changed',
    );
    await shop.run(chain(1));
    expect(shop.started).to.deep.equal(['c']);
    expect(shop.why('c')).to.equal('its artifact is damaged: the content of text has changed');
  });

  it('makes again what has another bit in its manifest', async () => {
    const { artifacts } = await shop.run(chain(1));
    const file = join(artifacts.b ?? '', 'manifest.json');
    await writeFile(file, (await readFile(file, 'utf8')).replace(/"made": "20/, '"made": "21'));
    await shop.run(chain(1));
    expect(shop.started).to.deep.equal(['b']);
    expect(shop.why('b')).to.match(/manifest\.json is missing, changed or not its own$/);
  });
});
