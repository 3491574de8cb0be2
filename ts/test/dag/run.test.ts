import { existsSync } from 'node:fs';
import { mkdir, readFile, realpath, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import type { Stage } from '../../dag/graph.ts';
import { type StageContext, StageError } from '../../dag/operation.ts';
import { copy, dependencies, operation, stage, Workshop } from './workshop.ts';

describe('run', () => {
  let shop: Workshop;
  beforeEach(() => {
    shop = new Workshop();
  });
  afterEach(() => shop.remove());

  const diamond = (x: number) => [
    stage('left', { with: { x } }),
    stage('right', { with: { x: 7 } }),
    stage('both', { deps: { of: ['left', 'right'] }, many: ['of'] }),
    stage('apart', { with: { x: 9 } }),
  ];

  it('makes every artifact, and says where each is', async () => {
    const { outcome, artifacts } = await shop.run(diamond(1));
    expect(outcome).to.equal('done');
    expect(shop.started).to.deep.equal(['left', 'right', 'both', 'apart']);
    const text = await readFile(join(artifacts.both ?? '', 'text'), 'utf8');
    expect(JSON.parse(text)).to.deep.equal([{}, '[{"x":1}]', '[{"x":7}]']);
    expect(await realpath(join(shop.cwd, 'out/test/both'))).to.equal(await realpath(artifacts.both ?? ''));
  });

  it('notes with an artifact what else is known of the machine, which makes nothing stale', async () => {
    const on = (threads: number) => [
      stage('a', { operation: operation('noting', async () => {}, { noted: { threads } }) }),
    ];
    const { artifacts } = await shop.run(on(2));
    const text = await readFile(join(artifacts.a ?? '', 'manifest.json'), 'utf8');
    expect(JSON.parse(text).noted).to.deep.equal({ threads: 2 });
    await shop.run(on(3));
    expect(shop.started).to.deep.equal([]);
  });

  it('runs nothing again where nothing changed', async () => {
    await shop.run(diamond(1));
    const { outcome, artifacts } = await shop.run(diamond(1));
    expect(outcome).to.equal('done');
    expect(shop.started).to.deep.equal([]);
    expect(Object.keys(artifacts)).to.have.members(['left', 'right', 'both', 'apart']);
  });

  it('re-runs, when one parameter changes, exactly what depends on it', async () => {
    await shop.run(diamond(1));
    await shop.run(diamond(2));
    expect(shop.started).to.deep.equal(['left', 'both']);
    await shop.run(diamond(1));
    expect(shop.started, 'the first artifacts are still there').to.deep.equal([]);
  });

  it('runs a target and what it needs, and nothing else', async () => {
    await shop.run(diamond(1), { targets: ['right'] });
    expect(shop.started).to.deep.equal(['right']);
  });

  it('shares an artifact between two names, and between two pipelines', async () => {
    const { artifacts } = await shop.run([stage('a', { with: { x: 1 } }), stage('b', { with: { x: 1 } })]);
    expect(shop.started).to.deep.equal(['a']);
    const other = await shop.run([stage('c', { with: { x: 1 } })], { pipeline: 'other' });
    expect(shop.started).to.deep.equal([]);
    expect(new Set([artifacts.a, artifacts.b, other.artifacts.c]).size).to.equal(1);
    expect(await realpath(join(shop.cwd, 'out/other/c'))).to.equal(await realpath(artifacts.a ?? ''));
  });

  it('gives an operation one folder for a role, and a list where the role takes many', async () => {
    const seen: StageContext['deps'][] = [];
    const look = operation('look', async ({ deps }) => void seen.push(deps));
    const stages = [
      stage('a', { with: { x: 1 } }),
      stage('b', { operation: look, deps: { one: ['a'], list: ['a'] }, many: ['list'] }),
    ];
    const { artifacts } = await shop.run(stages);
    const a = { stage: 'a', folder: artifacts.a };
    expect(seen).to.deep.equal([{ one: a, list: [a] }]);
  });

  it('re-runs everything when forced, or the stage that is named', async () => {
    await shop.run(diamond(1));
    await shop.run(diamond(1), { force: 'all' });
    expect(shop.started).to.deep.equal(['left', 'right', 'both', 'apart']);
    await shop.run(diamond(1), { force: ['right'] });
    expect(shop.started, 'an equal result leaves what uses it fresh').to.deep.equal(['right']);
    const strange = await shop.run(diamond(1), { force: ['x'] }).catch((error: unknown) => error);
    expect(strange).to.be.instanceOf(StageError);
  });

  it('re-runs what uses a stage whose forced run gave another result', async () => {
    let count = 0;
    const tick = operation('tick', async ({ out }) => writeFile(join(out, 'text'), String(++count)));
    const stages = [stage('tick', { operation: tick }), stage('user', { deps: { of: ['tick'] } })];
    await shop.run(stages);
    await shop.run(stages, { force: ['tick'] });
    expect(shop.started).to.deep.equal(['tick', 'user']);
    expect(shop.why('user')).to.equal('its dependency `tick` was made again, differently');
    await shop.run(stages);
    expect(shop.started).to.deep.equal([]);
  });

  it('stops at the first failure, keeps no artifact of it, and starts nothing after it', async () => {
    const fail = operation('fail', async ({ out }) => {
      await writeFile(join(out, 'half'), 'x');
      throw new StageError('the table has no rows', 'user');
    });
    const stages = [stage('a'), stage('b', { operation: fail }), stage('c', { with: { x: 2 } })];
    const result = await shop.run(stages);
    expect(result).to.include({ outcome: 'failed', blame: 'user' });
    expect(Object.keys(result.artifacts)).to.deep.equal(['a']);
    expect(shop.started).to.deep.equal(['a', 'b']);
    expect(shop.said).to.deep.equal(['the table has no rows']);
    expect(existsSync(join(shop.cwd, 'out/test/b'))).to.equal(false);
    await shop.run(stages);
    expect(shop.why('b')).to.equal('its last run failed');
  });

  describe('of several stages at once', () => {
    /** Stages that say when they begin and end, and let others begin meanwhile. */
    const log: string[] = [];
    const slow = (isTimed: boolean) =>
      operation(
        'slow',
        async ({ stage: name, out }) => {
          log.push(`${name}+`);
          await new Promise((resolve) => setTimeout(resolve, 50));
          log.push(`${name}-`);
          await writeFile(join(out, 'text'), name);
        },
        { isTimed: () => isTimed },
      );
    const [plain, timed] = [slow(false), slow(true)];
    const some = (operations: Record<string, typeof plain>) =>
      Object.entries(operations).map(([name, each], x) => stage(name, { operation: each, with: { x } }));
    beforeEach(() => log.splice(0));

    it('runs as many as it may, in the order listed', async () => {
      const { outcome } = await shop.run(some({ a: plain, b: plain, c: plain }), { parallel: 2 });
      expect(outcome).to.equal('done');
      expect(log.slice(0, 2)).to.have.members(['a+', 'b+']);
      expect(log.indexOf('c+')).to.be.above(Math.min(log.indexOf('a-'), log.indexOf('b-')));
    });

    it('runs one that measures time beside no other', async () => {
      await shop.run(some({ a: plain, t: timed, u: timed, b: plain }), { parallel: 4 });
      expect(log.slice(0, 2)).to.have.members(['a+', 'b+']);
      expect(log.slice(4)).to.deep.equal(['t+', 't-', 'u+', 'u-']);
    });

    it('starts what others do elsewhere as soon as it can, beside any and counted with none', async () => {
      const elsewhere = { ...plain, isElsewhere: true };
      await shop.run(some({ t: timed, x: elsewhere, u: timed, y: elsewhere }));
      expect(log.slice(0, 3)).to.have.members(['x+', 'y+', 't+']);
      expect(log.indexOf('u+')).to.be.above(log.indexOf('t-'));
    });

    it('waits for what another one makes, and ends with all of them', async () => {
      const stages = [...diamond(1), stage('end', { operation: timed, deps: { of: ['both'] } })];
      const { artifacts } = await shop.run(stages, { parallel: 3 });
      expect(Object.keys(artifacts)).to.have.members(['left', 'right', 'both', 'apart', 'end']);
      const single = await shop.run(stages);
      expect(shop.started).to.deep.equal([]);
      expect(single.artifacts).to.deep.equal(artifacts);
    });

    it('finishes what runs after a failure, and starts nothing else', async () => {
      const fail = operation('fail', async () => {
        throw new StageError('no', 'user');
      });
      const result = await shop.run(some({ a: plain, bad: fail, c: plain }), { parallel: 2 });
      expect(result.outcome).to.equal('failed');
      expect(log).to.deep.equal(['a+', 'a-']);
      expect(Object.keys(result.artifacts)).to.deep.equal(['a']);
    });
  });

  describe('that is to keep going', () => {
    const fail = operation('fail', async () => {
      throw new StageError('the table has no rows', 'user');
    });
    const stages = (broken: Partial<Stage>) => [
      stage('a', broken),
      stage('b', { deps: { of: ['a'] } }),
      stage('c', { deps: { of: ['b', 'd'] }, many: ['of'] }),
      stage('d', { with: { x: 2 } }),
      stage('e', { deps: { of: ['d'] } }),
    ];

    it('runs what does not depend on what failed, and says what failed and what was not run', async () => {
      const result = await shop.run(stages({ operation: fail }), { keepGoing: true });
      expect(result).to.include({ outcome: 'failed', blame: 'user' });
      expect(Object.keys(result.artifacts)).to.have.members(['d', 'e']);
      expect(shop.started).to.deep.equal(['a', 'd', 'e']);
      expect(shop.events.at(-1)).to.deep.include({ failed: ['a'], unrun: ['b', 'c'] });
      expect((await shop.run(stages({}), { keepGoing: true })).outcome).to.equal('done');
      expect(shop.started).to.deep.equal(['a', 'b', 'c']);
    });

    it('takes a stage whose file is missing for one that failed', async () => {
      const reader = { operation: { ...copy, files: ['file'] }, with: { file: 'none.csv' } };
      const result = await shop.run(stages(reader), { keepGoing: true });
      expect(result).to.include({ outcome: 'failed', blame: 'user' });
      expect(shop.said).to.deep.equal(['stage a: there is no file none.csv']);
      expect(shop.started).to.deep.equal(['d', 'e']);
      expect(shop.events.at(-1)).to.deep.include({ failed: ['a'], unrun: ['b', 'c'] });
    });

    it('is the machine that fails where it is one of several', async () => {
      const bug = operation('bug', () => Promise.reject(new RangeError('index 3 of 2')));
      const both = [stage('a', { operation: fail }), stage('b', { operation: bug })];
      expect(await shop.run(both, { keepGoing: true })).to.include({ outcome: 'failed', blame: 'machine' });
    });

    it('stops all the same when it is interrupted', async () => {
      const stop = new AbortController();
      const late = operation('late', async () => stop.abort());
      const list = [stage('a', { operation: fail }), stage('b', { operation: late }), stage('c')];
      await shop.run(list, { keepGoing: true, signal: stop.signal });
      expect(shop.started).to.deep.equal(['a', 'b']);
      expect(shop.events.at(-1)).to.deep.include({ outcome: 'failed', failed: ['a'], unrun: ['b', 'c'] });
    });
  });

  it('calls anything but a StageError a bug, with its stack in the event', async () => {
    const bug = operation('bug', async () => {
      throw new RangeError('index 3 of 2');
    });
    expect(await shop.run([stage('b', { operation: bug })])).to.include({
      outcome: 'failed',
      blame: 'machine',
    });
    expect(shop.said).to.deep.equal(['internal error in stage b: index 3 of 2']);
    const failed = shop.events.find((event) => event.kind === 'stage-failed');
    expect(failed).to.have.property('stack').that.contains('run.test.ts');
  });

  it('does not call a full disk a bug', async () => {
    const full = operation('full', async () => {
      throw Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });
    });
    expect(await shop.run([stage('b', { operation: full })])).to.include({
      outcome: 'failed',
      blame: 'machine',
    });
    expect(shop.said).to.deep.equal([
      `${shop.store.root} cannot be written: there is no space left on its disk (ENOSPC)`,
    ]);
  });

  it('runs nothing where a file that a late stage reads is missing', async () => {
    const reader = stage('b', {
      operation: { ...copy, files: ['file'] },
      with: { file: 'none.csv' },
      deps: { of: ['a'] },
    });
    const result = await shop.run([stage('a'), reader]);
    expect(result).to.include({ outcome: 'failed', blame: 'user' });
    expect(shop.started).to.deep.equal([]);
    expect(shop.said).to.deep.equal(['stage b: there is no file none.csv']);
  });

  it('keeps no artifact of a file that was changed under the stage', async () => {
    await shop.file('x.csv', '1');
    const meddle = operation('meddle', () => shop.file('x.csv', '2'), { files: ['file'] });
    const stages = [stage('a', { operation: meddle, with: { file: 'x.csv' } })];
    expect(await shop.run(stages)).to.include({ outcome: 'failed', blame: 'user' });
    expect(await shop.run(stages), 'the content is the same before and after now').to.include({
      outcome: 'done',
    });
  });

  it('tells progress and notices of a stage while it runs, and not after', async () => {
    let late: StageContext | undefined;
    const tell = operation('tell', async (context) => {
      late = context;
      context.progress(1, 2, 'steps');
      context.progress(2, 2, 'steps', 'FVU 0.1');
      context.notice('hello');
    });
    await shop.run([stage('a', { operation: tell })]);
    late?.progress(3, 3, 'steps');
    late?.notice('late');
    expect(shop.events.map(({ kind }) => kind)).to.deep.equal([
      'run-started',
      'stage-started',
      'stage-progress',
      'stage-progress',
      'stage-notice',
      'stage-finished',
      'run-finished',
    ]);
    expect(shop.events[3]).to.deep.include({ done: 2, total: 2, unit: 'steps', note: 'FVU 0.1' });
  });

  it('runs one stage at a time', async () => {
    let running = 0;
    const turn = operation('turn', async ({ out }) => {
      expect(++running).to.equal(1);
      // A few turns of the event loop through the disk, in which another stage could start.
      for (let i = 0; i < 20; i++) await mkdir(join(out, String(i)));
      running--;
    });
    const turns = diamond(1).map((of, at) => ({ ...of, operation: turn, with: { at } }));
    expect(await shop.run(turns)).to.include({ outcome: 'done' });
  });

  it('runs stages side by side when asked, each still after what it needs', async () => {
    let meet = (): void => {};
    const met = new Promise<void>((resolve) => {
      meet = resolve;
    });
    // The first ends only once the second has started.
    const first = operation('first', () => met);
    const second = operation('second', async () => meet());
    const after = operation('after', async ({ deps }) => {
      for (const { folder } of dependencies(deps))
        expect(existsSync(join(folder, 'manifest.json'))).to.equal(true);
    });
    const stages = [
      stage('a', { operation: first }),
      stage('b', { operation: second }),
      stage('c', { operation: after, deps: { of: ['a', 'b'] }, many: ['of'] }),
    ];
    expect(await shop.run(stages, { parallel: 2 })).to.include({ outcome: 'done' });
  });

  it('does not fail a stage that is done because a folder is where its link should be', async () => {
    await mkdir(join(shop.cwd, 'out/test/a/mine'), { recursive: true });
    expect(await shop.run([stage('a')])).to.include({ outcome: 'done' });
    expect(shop.said[0]).to.contain('out/test/a cannot be made a link');
    expect(existsSync(join(shop.cwd, 'out/test/a/mine'))).to.equal(true);
  });

  it('takes names with @ and slashes in them', async () => {
    const names = ['search@data/x.csv', 'search@data_x.csv', 'search@..', `search@${'long/'.repeat(80)}`];
    const { artifacts } = await shop.run(names.map((name, x) => stage(name, { with: { x } })));
    for (const name of names) {
      expect(await realpath(shop.store.linkPath('test', name))).to.equal(
        await realpath(artifacts[name] ?? ''),
      );
    }
  });
});
