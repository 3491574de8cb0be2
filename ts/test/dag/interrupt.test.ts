import { existsSync } from 'node:fs';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { operation, stage, Workshop } from './workshop.ts';

describe('an interrupted run', () => {
  let shop: Workshop;
  let stop: AbortController;
  beforeEach(() => {
    shop = new Workshop();
    stop = new AbortController();
  });
  afterEach(() => shop.remove());

  /** Counts to 5 with a checkpoint a step; the controller aborts at `until`. Writes the steps it took itself. */
  const counting = (until: number, ending: 'throws' | 'returns' | 'fails' = 'throws') =>
    operation('count', async ({ work, out, signal, progress }) => {
      const checkpoint = join(work, 'step');
      const steps: number[] = [];
      for (let at = existsSync(checkpoint) ? Number(await readFile(checkpoint, 'utf8')) : 0; at < 5; at++) {
        if (at === until) stop.abort();
        if (signal.aborted && ending === 'returns') break;
        if (signal.aborted && ending === 'fails') throw new Error('the kernel went first');
        signal.throwIfAborted();
        steps.push(at);
        progress(at + 1, 5, 'steps');
        await writeFile(checkpoint, String(at + 1));
      }
      await writeFile(join(out, 'steps'), steps.join(' '));
    });
  const stages = (until: number, ending?: 'throws' | 'returns' | 'fails') => [
    stage('count', { operation: counting(until, ending) }),
    stage('after', { deps: { of: ['count'] }, operation: operation('after', async () => {}) }),
  ];
  const interrupted = (until: number, ending?: 'throws' | 'returns' | 'fails') =>
    shop.run(stages(until, ending), { signal: stop.signal });

  it('goes on from the work folder, which is gone when the stage is done', async () => {
    expect(await interrupted(3)).to.deep.equal({ outcome: 'interrupted', artifacts: {} });
    expect(shop.started).to.deep.equal(['count']);
    expect(shop.events.slice(-2)).to.deep.include.members([{ kind: 'stage-interrupted', stage: 'count' }]);
    const { outcome, artifacts } = await shop.run(stages(-1));
    expect(outcome).to.equal('done');
    expect(shop.why('count')).to.equal('its last run was interrupted');
    expect(await readFile(join(artifacts.count ?? '', 'steps'), 'utf8')).to.equal('3 4');
    expect(await readdir(join(shop.store.root, 'work'))).to.deep.equal([]);
  });

  it('begins again from nothing when forced', async () => {
    await interrupted(3);
    const { artifacts } = await shop.run(stages(-1), { force: 'all' });
    expect(await readFile(join(artifacts.count ?? '', 'steps'), 'utf8')).to.equal('0 1 2 3 4');
  });

  it('keeps nothing of what an operation left that returned early', async () => {
    expect(await interrupted(3, 'returns')).to.include({ outcome: 'interrupted' });
    expect(await readdir(join(shop.store.root, 'artifacts'))).to.deep.equal([]);
    expect(await readdir(join(shop.store.root, 'temp'))).to.deep.equal([]);
  });

  it('is interrupted, not failed, when the stage ends with an error of its own, which the event keeps', async () => {
    expect(await interrupted(3, 'fails')).to.include({ outcome: 'interrupted' });
    const event = shop.events.find(({ kind }) => kind === 'stage-interrupted');
    expect(event).to.have.property('stack').that.contains('the kernel went first');
  });

  it('starts nothing when it is interrupted before', async () => {
    stop.abort();
    expect(await interrupted(-1)).to.include({ outcome: 'interrupted' });
    expect(shop.started).to.deep.equal([]);
  });

  it('is done where the interruption came after the last stage', async () => {
    const late = operation('late', async () => {});
    const emit = (event: { kind: string }): void => {
      if (event.kind === 'stage-finished') stop.abort();
    };
    const options = { signal: stop.signal, emit };
    expect(await shop.run([stage('a', { operation: late })], options)).to.include({ outcome: 'done' });
  });
});
