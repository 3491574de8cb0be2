import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { StageError } from '../../dag/operation.ts';
import { refusal, saveFile } from '../../dag/save.ts';
import { operation, stage, Workshop } from './workshop.ts';

/** What `act` throws. */
function thrown(act: () => void): unknown {
  try {
    act();
  } catch (error) {
    return error;
  }
  return null;
}

const failed = (code: string) => Object.assign(new Error(`${code}: something, write`), { code });

describe('saving a file', () => {
  it('says path, bytes and reason where the disk is full', () => {
    // A device whose every write finds no space (Linux, full(4)).
    const error = thrown(() => saveFile('/dev/full', 'é'.repeat(1000)));
    expect(error).to.be.instanceOf(StageError);
    expect(error).to.include({
      blame: 'machine',
      message: '/dev/full (2,000 bytes) cannot be written: there is no space left on its disk (ENOSPC)',
    });
  });

  it('has a sentence for what a system refuses, and none for a bug', () => {
    expect(refusal(failed('EROFS'), 'x')?.message).to.equal(
      'x cannot be written: its disk is read-only (EROFS)',
    );
    expect(refusal(failed('EFBIG'), 'x', 5)?.message).to.equal(
      'x (5 bytes) cannot be written: no file may be as large here (ulimit -f) (EFBIG)',
    );
    expect(refusal(failed('ENOENT'), 'x')).to.equal(null);
    expect(refusal(new RangeError('index 3 of 2'), 'x')).to.equal(null);
  });

  it('fails the stage at the first save, keeps what was made before, and goes on once there is room', async () => {
    const shop = new Workshop();
    try {
      let place = '/dev/full';
      const second = operation('second', async ({ out }) => saveFile(place || join(out, 'text'), 'abc'));
      const stages = [stage('a'), stage('b', { operation: second, deps: { of: ['a'] } })];
      const full = await shop.run(stages);
      expect(full).to.include({ outcome: 'failed', blame: 'machine' });
      expect(shop.said[0]).to.match(/^\/dev\/full \(3 bytes\) cannot be written: there is no space left/);
      expect(readdirSync(join(shop.store.root, 'temp'))).to.deep.equal([]);
      place = '';
      const { outcome, artifacts } = await shop.run(stages);
      expect(outcome).to.equal('done');
      expect(shop.started).to.deep.equal(['b']);
      expect(readFileSync(join(artifacts.b ?? '', 'text'), 'utf8')).to.equal('abc');
    } finally {
      shop.remove();
    }
  });

  it('is the one way in which stages write', () => {
    const writers = readdirSync('ts/stages', { recursive: true, encoding: 'utf8' }).filter((file) =>
      /\b(writeFile|copyFile|createWriteStream|appendFile)/.test(
        file.endsWith('.ts') ? readFileSync(join('ts/stages', file), 'utf8') : '',
      ),
    );
    expect(writers).to.deep.equal([]);
  });
});
