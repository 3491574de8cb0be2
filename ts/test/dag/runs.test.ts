import { mkdirSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { keepRun, listRuns, readRunFacts, stageSeconds } from '../../dag/runs.ts';
import { Workshop } from './workshop.ts';

const facts = { config: { vars: { seed: 0 } }, environment: { node: 'v20' } };
const time = new Date('2026-01-02T03:04:05.678Z');

describe('runs that are kept', () => {
  let shop: Workshop;
  beforeEach(async () => {
    shop = new Workshop();
    await shop.store.prepare();
  });
  afterEach(() => shop.remove());

  it('say what they were of, how they went, and what came of them', async () => {
    const run = await keepRun(shop.store, 'p', facts, time);
    expect(listRuns(shop.store).map(({ id, outcome }) => [id, outcome])).to.deep.equal([
      ['2026-01-02T030405_678Z-p', 'running'],
    ]);
    run.count({ kind: 'stage-fresh', stage: 'a', artifact: '' });
    run.count({ kind: 'stage-finished', stage: 'b', artifact: '', seconds: 2 });
    run.count({ kind: 'stage-notice', stage: 'b', text: '' });
    await run.end('done', 3, { b: { r2: 0.5 } });
    const [kept] = listRuns(shop.store);
    expect(kept).to.deep.include({ pipeline: 'p', started: time.toISOString(), outcome: 'done', seconds: 3 });
    expect(kept?.stages).to.deep.equal({ made: 1, fresh: 1, failed: 0 });
    expect(kept?.metrics).to.deep.equal({ b: { r2: 0.5 } });
    expect(kept && (await readRunFacts(shop.store, kept))).to.deep.equal(facts);
    await writeFile(
      run.events,
      '{"kind":"stage-finished","stage":"b","artifact":"x","seconds":2}\n{"kind":"sta',
    );
    expect(kept && (await stageSeconds(shop.store, kept))).to.deep.equal({ b: 2 });
  });

  it('have a folder each, though they start at once', async () => {
    const all = await Promise.all(Array.from({ length: 8 }, () => keepRun(shop.store, 'p', facts, time)));
    expect(new Set(all.map(({ events }) => events)).size).to.equal(8);
    expect(new Set(listRuns(shop.store).map(({ id }) => id)).size).to.equal(8);
  });

  it('have died where their process is gone without a word, and are passed over where they are damaged', async () => {
    const dead = await keepRun(shop.store, 'p', facts, time);
    const torn = await keepRun(shop.store, 'q', facts, time);
    const fileOf = ({ events }: typeof dead) => join(events, '..', 'run.json');
    const text = await readFile(fileOf(dead), 'utf8');
    await writeFile(fileOf(dead), text.replace(`"pid": ${process.pid}`, '"pid": 4194304'));
    await writeFile(fileOf(torn), '{"version": 1, "id"');
    mkdirSync(join(shop.store.root, 'runs', 'pipeline-of-before'));
    expect(listRuns(shop.store).map(({ pipeline, outcome }) => [pipeline, outcome])).to.deep.equal([
      ['p', 'died'],
    ]);
  });
});
