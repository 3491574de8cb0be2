import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import disk, { readdir } from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { lock } from '../../dag/lock.ts';
import { ownName } from '../../dag/owner.ts';

describe('lock', () => {
  let folder = '';
  const never = new AbortController().signal;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'swat-lock-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const nobody = (holder: string): void => {
    throw new Error(`waited for ${holder}`);
  };

  it('is held by one at a time, and everyone gets it', async () => {
    let holders = 0;
    let turns = 0;
    const turn = async (): Promise<void> => {
      const release = await lock(folder, 'key', '', never, () => {});
      expect(++holders).to.equal(1);
      turns++;
      await readdir(folder);
      holders--;
      await release();
    };
    await Promise.all(Array.from({ length: 5 }, turn));
    expect(turns).to.equal(5);
    expect(await readdir(folder)).to.deep.equal([]);
  });

  it('does not keep the holder of another key waiting', async () => {
    await lock(folder, 'a', '', never, nobody);
    await lock(folder, 'b', '', never, nobody);
  });

  it('says who holds it, and for what', async () => {
    const release = await lock(folder, 'key', 'pipeline p, stage s', never, nobody);
    const told: string[] = [];
    const second = lock(folder, 'key', '', never, (holder) => {
      told.push(holder);
      void release();
    });
    await second;
    expect(told).to.have.length(1);
    expect(told[0]).to.contain(`process ${process.pid} on `).and.contain('(pipeline p, stage s)');
  });

  it('is not given to one who looked long ago and was slow to write', async () => {
    const write = disk.writeFile;
    let goOn = (): void => {};
    const stalled = new Promise<void>((resolve) => {
      disk.writeFile = async (...rest) => {
        disk.writeFile = write;
        syncBuiltinESMExports();
        resolve();
        await new Promise<void>((open) => {
          goOn = open;
        });
        return write(...rest);
      };
    });
    syncBuiltinESMExports();
    const events: string[] = [];
    const slow = lock(folder, 'key', '', never, () => events.push('waits'));
    await stalled;
    // It saw nobody, and is about to take the lowest ticket. Meanwhile a higher one comes to hold the lock.
    const first = await lock(folder, 'key', '', never, nobody);
    const release = await lock(folder, 'key', '', never, () => void first());
    goOn();
    const got = slow.then(() => events.push('gets'));
    while (events.length === 0) await new Promise((resolve) => setImmediate(resolve));
    events.push('is given back');
    await release();
    await got;
    expect(events).to.deep.equal(['waits', 'is given back', 'gets']);
  });

  it('is taken over from a process that is dead', async () => {
    const mine = ownName('');
    // No Linux process has a number above 2^22.
    const dead = mine.replace(`~${process.pid}~`, '~4194999~');
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, `key~1~${dead}`), '');
    // This process's number with another start: the number of a dead process given again.
    writeFileSync(join(folder, `key~2~${mine.replace(/^([^~]+~\d+)~\d+~/, '$1~1~')}`), '');
    await lock(folder, 'key', '', never, nobody);
    expect(await readdir(folder)).to.have.length(1);
  });

  it('is not taken over from another machine, which cannot be asked', async () => {
    writeFileSync(join(folder, `key~1~${ownName('').replace(/^[^~]+~\d+/, 'another-machine~4194999')}`), '');
    const stop = new AbortController();
    const reason = new Error('stop');
    const waiting = lock(folder, 'key', '', stop.signal, () => stop.abort(reason));
    expect(await waiting.catch((error: unknown) => error)).to.equal(reason);
    expect(await readdir(folder), 'one who gives up leaves no claim').to.have.length(1);
  });
});
