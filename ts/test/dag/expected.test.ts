import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { expected } from '../../dag/expected.ts';
import { plan } from '../../dag/plan.ts';
import { reasons } from '../../dag/reasons.ts';
import { operation, stage, Workshop } from './workshop.ts';

/** Leaves as many bytes as it is told. */
const fill = operation('fill', async ({ with: parameters, out }) =>
  writeFile(join(out, 'text'), 'x'.repeat(Number(parameters.bytes))),
);
const shelf = (bytes: number) => [
  stage('fill@a', { operation: fill, with: { bytes } }),
  stage('fill@b', { operation: fill, with: { bytes: 2 * bytes } }),
  stage('user', { deps: { of: ['fill@a'] } }),
];

describe('what a run is expected to take', () => {
  let shop: Workshop;
  beforeEach(() => {
    shop = new Workshop();
  });
  afterEach(() => shop.remove());
  const ask = async (stages: ReturnType<typeof shelf>) => {
    const planned = await plan(stages, { pipeline: 'test', store: shop.store });
    return expected(planned, 'test', shop.store);
  };

  it('is what the same stages took last, and nothing of fresh ones', async () => {
    await shop.run(shelf(100));
    expect((await ask(shelf(100))).size).to.equal(0);
    const found = await ask(shelf(300));
    expect(found.get('fill@a')).to.include({ bytes: 100, stage: 'fill@a' });
    expect(found.get('fill@b')).to.include({ bytes: 200, stage: 'fill@b' });
    expect(found.get('fill@a')?.seconds).to.be.within(0, 5);
  });

  it('is that of the slowest item of a matrix for one that is new, and unknown where there is none', async () => {
    await shop.run(shelf(100), { targets: ['fill@a'] });
    const found = await ask(shelf(100));
    expect(found.get('fill@b')).to.include({ bytes: 100, stage: 'fill@a' });
    expect(found.has('user')).to.equal(false);
  });
});

describe('why a stage runs', () => {
  let shop: Workshop;
  beforeEach(() => {
    shop = new Workshop();
  });
  afterEach(() => shop.remove());
  const why = (stages: ReturnType<typeof shelf>, name: string) => {
    const wanted = stages.find((each) => each.name === name);
    if (wanted === undefined) throw new Error(`no ${name}`);
    return reasons(wanted, stages, 'test', shop.store);
  };

  it('is every value that differs, whole, before and now', async () => {
    const long = 'a'.repeat(100);
    const first = [stage('a', { with: { deep: { x: long, y: 1 } } })];
    const second = [stage('a', { with: { deep: { x: `${long}b`, y: 1 }, z: [2] } })];
    expect(await why(first, 'a')).to.deep.equal([]);
    await shop.run(first);
    expect(await why(first, 'a')).to.deep.equal([]);
    expect(await why(second, 'a')).to.deep.equal([
      { what: 'with.deep.x', before: long, now: `${long}b` },
      { what: 'with.z', before: 'nothing', now: '[2]' },
    ]);
  });

  it('is a digest of what it needs, of files and of code', async () => {
    const read = operation('read', async ({ out }) => writeFile(join(out, 'text'), ''), { files: ['file'] });
    const stages = (code: string) => [
      stage('a', { operation: { ...read, code }, with: { file: 'f.csv' } }),
      stage('b', { deps: { of: ['a'] } }),
    ];
    await shop.file('f.csv', '1');
    await shop.run(stages('one'));
    await shop.file('f.csv', '2');
    const [code, file, ...rest] = await why(stages('two'), 'a');
    expect(code).to.deep.equal({ what: 'the code of read (its digest)', before: 'one', now: 'two' });
    expect(file?.what).to.equal('file: f.csv (its digest)');
    expect(file?.before)
      .to.match(/^[0-9a-f]{64}$/)
      .and.not.equal(file?.now);
    expect(rest).to.deep.equal([]);
    expect((await why(stages('two'), 'b')).map(({ what }) => what)).to.deep.equal(['of: a (its digest)']);
  });

  it('is the content of what it needs, where that was made again', async () => {
    let count = 0;
    const tick = operation('tick', async ({ out }) => writeFile(join(out, 'text'), String(++count)));
    const stages = [stage('a', { operation: tick }), stage('b', { deps: { of: ['a'] } })];
    await shop.run(stages);
    await shop.run(stages, { targets: ['a'], force: ['a'] });
    const [reason] = await why(stages, 'b');
    expect(reason?.what).to.equal('of: a (its digest)');
    expect(reason?.before).to.not.equal(reason?.now);
  });
});
