import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, readlink, rename, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { expect } from 'chai';
import { CommandError } from '../../commands/command.ts';
import { sweep } from '../../commands/sweep.ts';
import { StageError } from '../../dag/operation.ts';
import { keepRun, listRuns } from '../../dag/runs.ts';
import { madeBeside } from '../../fit/place.ts';
import { copy, operation, stage, Workshop } from '../dag/workshop.ts';
import { printed } from './printed.ts';

describe('swat sweep', () => {
  let shop: Workshop;
  const cwd = process.cwd();
  beforeEach(() => {
    shop = new Workshop();
    process.chdir(shop.cwd);
  });
  afterEach(() => {
    process.chdir(cwd);
    shop.remove();
  });

  const said = async (options = {}, ask?: (question: string) => Promise<boolean>): Promise<string> => {
    const { text, code } = await printed(sweep, { options, ask });
    expect(code).to.equal(0);
    return text;
  };
  const yes = { yes: true };
  const artifacts = () => readdir(join(shop.store.root, 'artifacts'));
  const linked = async () => join(shop.cwd, 'out/test', await readlink(join(shop.cwd, 'out/test/a')));

  it('removes an artifact that another took the place of, and keeps the other, which stays fresh', async () => {
    await shop.run([stage('a', { operation: copy, with: { text: 'one' } })]);
    const first = await linked();
    const second = [stage('a', { operation: copy, with: { text: 'two' } })];
    await shop.run(second);
    expect(await said({ dryRun: true })).to.match(/^would remove 1 artifact, \d+ kB$/m);
    expect(existsSync(first)).to.equal(true);
    expect(await said(yes)).to.match(/^removed 1 artifact, /m);
    expect(existsSync(first)).to.equal(false);
    expect(existsSync(await linked())).to.equal(true);
    await shop.run(second);
    expect(shop.started).to.deep.equal([]);
    expect(await said()).to.equal('nothing to remove\n');
  });

  it('takes everything where out was thrown away, and nothing where nothing was made', async () => {
    expect(await said()).to.equal('nothing to remove\n');
    await shop.run([stage('a', { operation: copy }), stage('b', { operation: copy, with: { text: 'b' } })]);
    await rm(join(shop.cwd, 'out'), { recursive: true });
    expect(await said(yes)).to.match(/^removed 2 artifacts, /m);
    expect(await artifacts()).to.deep.equal([]);
    expect(await readdir(join(shop.store.root, 'temp'))).to.deep.equal([]);
  });

  it('asks before it removes, and without anybody to ask removes nothing', async () => {
    const asked: string[] = [];
    const answer = (reply: boolean) => async (question: string) => {
      asked.push(question);
      return reply;
    };
    await shop.run([stage('a', { operation: copy })]);
    await rm(join(shop.cwd, 'out'), { recursive: true });
    expect(await said()).to.match(/\nnothing removed; with --yes: 1 artifact, \d+ kB\n$/);
    expect(await said({}, answer(false))).to.match(/\nnothing removed\n$/);
    expect(await artifacts()).to.have.length(1);
    expect(await said({}, answer(true))).to.match(/\nremoved 1 artifact, \d+ kB\n$/);
    expect(await artifacts()).to.deep.equal([]);
    expect(asked).to.deep.equal(Array(2).fill('remove 1 artifact, 1 kB?'));
  });

  it('names what it would remove: for which stages it was made, when, and its table', async () => {
    const about = operation('search', ({ with: { task }, out }) =>
      writeFile(join(out, 'front.json'), JSON.stringify({ task })),
    );
    const folder = shop.store.runFolder('mine', new Date(0));
    await mkdir(folder, { recursive: true });
    const log = join(folder, 'events.jsonl');
    const { artifacts } = await shop.run([stage('a', { operation: about, with: { task: 'penguins' } })]);
    const events = [
      { kind: 'run-started', pipeline: 'mine', stages: ['a'] },
      { kind: 'stage-finished', stage: 'a', artifact: artifacts.a, seconds: 1 },
      { kind: 'stage-fresh', stage: 'b', artifact: artifacts.a },
    ];
    await writeFile(log, `${events.map((event) => JSON.stringify(event)).join('\n')}\n{"kind":"stage-fr`);
    await shop.run([stage('a', { operation: about, with: { task: 'cars' } })]);
    const today = new Date().toISOString().slice(0, 4);
    expect(await said()).to.match(
      new RegExp(
        `^search-[0-9a-f]{16} +mine/a, mine/b +penguins +${today}-\\d\\d-\\d\\d \\d\\d:\\d\\d +\\d+ kB$`,
        'm',
      ),
    );
  });

  it('keeps what a run has taken up while the question stood', async () => {
    await shop.run([stage('a', { operation: copy })]);
    await rm(join(shop.cwd, 'out'), { recursive: true });
    const takeUp = async () => {
      await shop.run([stage('a', { operation: copy })]);
      return true;
    };
    expect(await said({}, takeUp)).to.match(/\nremoved nothing\n$/);
    expect(await artifacts()).to.have.length(1);
  });

  it('removes the records of runs beyond those that are kept, never one that goes on', async () => {
    const facts = { config: {}, environment: {} };
    const days = [1, 2, 3, 4];
    await shop.store.prepare();
    for (const day of days) {
      const run = await keepRun(shop.store, `p${day}`, facts, new Date(Date.UTC(2026, 0, day)));
      if (day !== 2) await run.end('done', 1, {});
    }
    const left = () => listRuns(shop.store).map(({ pipeline }) => pipeline);
    expect(await said()).to.equal('nothing to remove\n');
    expect(await said({ runs: '2', dryRun: true })).to.match(
      /^the records of runs from 2026-01-01 to 2026-01-01\nwould remove 1 run, \d kB\n$/,
    );
    await said({ runs: '2', yes: true });
    expect(left()).to.deep.equal(['p2', 'p3', 'p4']);
    expect(await said({ runs: '9000000d' })).to.equal('nothing to remove\n');
    expect(await said({ runs: '1d', yes: true })).to.match(/\nremoved 2 runs, \d kB\n$/);
    expect(left(), 'it goes on').to.deep.equal(['p2']);
    for (const wrong of ['', 'all', '-1', '9 d']) {
      const refusal = await said({ runs: wrong }).catch((error: unknown) => error);
      expect(refusal, wrong).to.be.instanceOf(CommandError).with.property('exitCode', 2);
    }
  });

  it('removes checkpoints of what no stage is any more, and what killed fits left, nothing of the living', async () => {
    const work = join(shop.store.root, 'work');
    const fail = operation('train', async ({ work, with: { text } }) => {
      await writeFile(join(work, 'checkpoint'), String(text));
      throw new StageError('no');
    });
    for (const text of ['one', 'two']) await shop.run([stage('a', { operation: fail, with: { text } })]);
    const mine = await madeBeside(join(shop.cwd, 'living'));
    const dead = join(shop.cwd, basename(await madeBeside(join(shop.cwd, 'dead'))));
    await rename(dead, dead.replace(`~${process.pid}~`, '~4194999~'));
    await mkdir(join(shop.cwd, 'x.partial-notes'));
    expect(await said(yes)).to.match(
      /^[0-9a-f]{16} {2}checkpoint that .*\ndead\.partial-.* left by .*\nremoved 1 checkpoint, 1 kB; 1 half-made folder, 0 kB\n$/,
    );
    const [kept = ''] = await readdir(work);
    expect(await readFile(join(work, kept, 'checkpoint'), 'utf8')).to.equal('two');
    expect(await readdir(shop.cwd)).to.have.members(['.swat', basename(mine), 'x.partial-notes']);
    expect(await said()).to.equal('nothing to remove\n');
  });

  it('leaves files alone that lie in out, and removes nothing while somebody makes an artifact', async () => {
    await shop.run([stage('a', { operation: copy })]);
    await mkdir(join(shop.cwd, 'out/mine'));
    await writeFile(join(shop.cwd, 'out/mine/notes.txt'), 'x');
    const { signal } = new AbortController();
    const print = { hash: 'f'.repeat(64) } as Parameters<typeof shop.store.lock>[0];
    const release = await shop.store.lock(print, 'train', signal, () => {});
    const refusal = await said().catch((error: unknown) => error);
    expect(refusal).to.be.instanceOf(CommandError);
    expect((refusal as CommandError).exitCode).to.equal(2);
    expect((refusal as CommandError).message).to.match(/while a run goes on: process \d+ on .+ \(train\)/);
    await release();
    expect(await said()).to.equal('nothing to remove\n');
    expect(existsSync(join(shop.cwd, 'out/mine/notes.txt'))).to.equal(true);
  });
});
