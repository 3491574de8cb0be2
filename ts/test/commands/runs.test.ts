import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { CommandError } from '../../commands/command.ts';
import { runs } from '../../commands/runs.ts';
import { self } from '../../dag/owner.ts';
import { keepRun, type RunSummary } from '../../dag/runs.ts';
import { Workshop } from '../dag/workshop.ts';
import { printed } from './printed.ts';

describe('swat runs', () => {
  let shop: Workshop;
  const cwd = process.cwd();
  beforeEach(async () => {
    shop = new Workshop();
    process.chdir(shop.cwd);
    await shop.store.prepare();
  });
  afterEach(() => {
    process.chdir(cwd);
    shop.remove();
  });

  /** A run of pipeline `p` by the seed; its search took so long, and found that. */
  async function keep(day: number, seed: number, seconds: number, r2: number): Promise<void> {
    const facts = { config: { vars: { seed }, device: 'cpu' }, environment: { node: 'v20' } };
    const run = await keepRun(shop.store, `p@seed=${seed}`, facts, new Date(Date.UTC(2026, 0, day)));
    const event = { kind: 'stage-finished', stage: 'search', artifact: '', seconds } as const;
    run.count(event);
    writeFileSync(run.events, `${JSON.stringify(event)}\n`);
    await run.end('done', seconds + 0.5, { search: { nonzeros: 12, r2 } });
  }
  const said = async (rest: string[], options = {}) => (await printed(runs, { rest, options })).text;
  const refused = (rest: string[], options = {}) =>
    printed(runs, { rest, options }).then(
      () => 'nothing',
      (error: unknown) => (error instanceof CommandError ? error.message : error),
    );

  it('lists them, those of a pipeline, or as CSV and JSON', async () => {
    await keep(1, 0, 4, 0.5);
    await keep(2, 1, 65, 0.75);
    expect(
      (await said([]))
        .trimEnd()
        .split('\n')
        .map((line) => line.trim().split(/ {2,}/)),
    ).to.deep.equal([
      ['run', 'pipeline', 'outcome', 'time', 'made', 'fresh', 'failed'],
      ['2026-01-01T000000_000Z-p@seed=0', 'p@seed=0', 'done', '4.5 s', '1', '0', '0'],
      ['2026-01-02T000000_000Z-p@seed=1', 'p@seed=1', 'done', '1 min 6 s', '1', '0', '0'],
    ]);
    expect((await said(['p@seed=1'])).split('\n')).to.have.length(3);
    expect((await said([], { csv: true })).split('\n')[2]).to.equal(
      '2026-01-02T000000_000Z-p@seed=1,p@seed=1,done,65.5,1,0,0',
    );
    const parsed = JSON.parse(await said([], { json: true }));
    expect(parsed[1].metrics).to.deep.equal({ search: { nonzeros: 12, r2: 0.75 } });
  });

  it('lists 5,000 in 2 seconds', async () => {
    const metrics = Object.fromEntries(
      Array.from({ length: 10 }, (_, stage) => [
        `search@${stage}`,
        { nonzeros: 12, rmse: stage / 7, r2: 0.5 },
      ]),
    );
    for (let i = 0; i < 5000; i++) {
      const id = `2026-01-02T030405_${String(i).padStart(4, '0')}Z-p`;
      const run: RunSummary = {
        version: 1,
        id,
        pipeline: 'p',
        started: '2026-01-02T03:04:05.000Z',
        outcome: 'done',
        seconds: i,
        owner: self(),
        stages: { made: 1, fresh: 2, failed: 0 },
        metrics,
      };
      const folder = join(shop.store.root, 'runs', id);
      mkdirSync(folder);
      writeFileSync(join(folder, 'run.json'), JSON.stringify(run, null, 2));
    }
    const begin = performance.now();
    expect((await said([])).trimEnd().split('\n')).to.have.length(5001);
    expect(performance.now() - begin).to.be.below(2000);
  }).timeout(30_000);

  it('shows what differs between two: what was set, what came of it, and how long it took', async () => {
    await keep(1, 0, 4, 0.5);
    await keep(2, 1, 6, 0.75);
    const table = await said(['diff', 'p@seed=0', 'last'], { md: true });
    expect(table.trimEnd().split('\n').slice(2)).to.deep.equal([
      '| config: vars.seed | 0 | 1 | 1 |',
      '| metric: search nonzeros | 12 | 12 | 0 |',
      '| metric: search r2 | 0.5 | 0.75 | 0.25 |',
      '| seconds: search | 4 | 6 | 2 |',
    ]);
    const { differences } = JSON.parse(await said(['diff', '2026-01-01', '2026-01-02'], { json: true }));
    expect(differences[0]).to.deep.equal({ what: 'config', name: 'vars.seed', a: 0, b: 1, difference: 1 });
  });

  it('shows one with all that it was made of', async () => {
    await keep(1, 0, 4, 0.5);
    const shown = JSON.parse(await said(['show', 'last']));
    expect(shown).to.deep.include({ config: { vars: { seed: 0 }, device: 'cpu' }, outcome: 'done' });
  });

  it('is refused where a run is not there, or is not alone', async () => {
    await keep(1, 0, 4, 0.5);
    await keep(1, 1, 4, 0.5);
    expect(await refused(['show', 'q'])).to.equal('there is no run q: swat runs lists them');
    expect(await refused(['show', '2026'])).to.equal('2 runs begin with 2026: swat runs lists them');
    expect(await refused(['diff', 'last'])).to.equal('swat runs diff takes two runs');
    expect(await refused(['p', 'q'])).to.equal(
      'swat runs takes a pipeline, show RUN, diff A B, or export RUN...',
    );
    expect(await refused([], { md: true, csv: true })).to.equal('one of --md, --csv');
  });
});
