import { chmodSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { expect } from 'chai';
import { type Fingerprint, fingerprints } from '../../dag/fingerprint.ts';
import { StageError } from '../../dag/operation.ts';
import { Store } from '../../dag/store.ts';
import { operation, PLACE, stage, Workshop } from './workshop.ts';

describe('the store', () => {
  let shop: Workshop;
  let print: Fingerprint;
  beforeEach(async () => {
    shop = new Workshop();
    await shop.store.prepare();
    const found = (await fingerprints([stage('a')], shop.cwd)).get('a');
    if (found === undefined || found instanceof StageError) throw new Error('no fingerprint');
    print = found;
  });
  afterEach(() => shop.remove());

  const facts = { inputs: {}, made: '2026-01-01T00:00:00.000Z', seconds: 1 };
  const make = async (text: string) => {
    const draft = await shop.store.draft(print);
    await mkdir(join(draft.folder, 'rows'));
    await writeFile(join(draft.folder, 'rows/x.csv'), text);
    return draft.commit(facts);
  };

  it('has an artifact only once it is committed', async () => {
    const draft = await shop.store.draft(print);
    await writeFile(join(draft.folder, 'x'), '1');
    expect(await shop.store.find(print)).to.deep.equal({ is: 'absent' });
    await draft.commit(facts);
    expect(await shop.store.find(print)).to.have.property('is', 'whole');
    expect(await readdir(join(shop.store.root, 'temp'))).to.deep.equal([]);
  });

  it('keeps beside the files what they were made from, and their sizes and hashes', async () => {
    const { folder } = await make('abc');
    expect(folder).to.match(/\.swat\/artifacts\/copy-[0-9a-f]{16}$/);
    const manifest = JSON.parse(await readFile(join(folder, 'manifest.json'), 'utf8'));
    const { sha256: own, ...rest } = manifest;
    expect(own).to.match(/^[0-9a-f]{64}$/);
    expect(rest).to.deep.equal({
      version: 2,
      fingerprint: print.hash,
      operation: 'copy',
      parts: print.parts,
      files: [
        {
          path: 'rows/x.csv',
          size: 3,
          sha256: 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
        },
      ],
      ...facts,
    });
  });

  it('has the new content whole after an artifact is replaced, with another digest', async () => {
    const before = await make('abc');
    const after = await make('abcd');
    expect(after.folder).to.equal(before.folder);
    expect(after.digest).not.to.equal(before.digest);
    expect(await readFile(join(after.folder, 'rows/x.csv'), 'utf8')).to.equal('abcd');
    expect((await make('abc')).digest).to.equal(before.digest);
  });

  it('calls an artifact damaged when a file is missing or has another size, or the manifest is another or not readable', async () => {
    const { folder } = await make('abc');
    await writeFile(join(folder, 'rows/x.csv'), 'ab');
    expect(await shop.store.find(print)).to.deep.equal({
      is: 'damaged',
      reason: 'rows/x.csv has 2 bytes instead of 3',
    });
    const manifest = await readFile(join(folder, 'manifest.json'), 'utf8');
    await writeFile(join(folder, 'rows/x.csv'), 'abc');
    expect(await shop.store.find(print)).to.have.property('is', 'whole');
    await writeFile(
      join(folder, 'manifest.json'),
      manifest.replace(print.hash, `${print.hash.slice(0, 16)}0`),
    );
    expect(await shop.store.find(print)).to.deep.include({ is: 'damaged' });
    await writeFile(join(folder, 'manifest.json'), '{');
    expect(await shop.store.find(print)).to.deep.include({ is: 'damaged' });
  });

  it('refuses links and a manifest of the operation itself', async () => {
    for (const act of [
      (out: string) => symlink('/etc/passwd', join(out, 'x')),
      (out: string) => writeFile(join(out, 'manifest.json'), '{}'),
    ]) {
      const stages = [stage('a', { operation: operation('odd', ({ out }) => act(out)) })];
      expect(await shop.run(stages)).to.include({ outcome: 'failed' });
      expect(shop.said[0]).to.match(/internal error in stage a: the operation wrote/);
    }
  });

  describe('where links lead elsewhere', () => {
    const elsewhere = mkdtempSync(join(PLACE, 'swat-elsewhere-'));
    after(() => rmSync(elsewhere, { recursive: true }));

    it('writes nowhere but in its own folder, and says which link to remove', async () => {
      for (const path of ['out', 'out/test', '.swat', '.swat/artifacts', '.swat/work']) {
        const other = new Workshop();
        try {
          await mkdir(dirname(join(other.cwd, path)), { recursive: true });
          await symlink(elsewhere, join(other.cwd, path));
          const refused = await other.run([stage('a')]).catch((error: unknown) => error);
          expect(refused, path).to.be.instanceOf(StageError);
          expect(refused, path).to.include({
            blame: 'user',
            message: `${join(other.cwd, path)} is a link that leads out of this folder, to ${elsewhere}: remove it, or run swat where it leads`,
          });
          expect(await readdir(elsewhere), path).to.deep.equal([]);
        } finally {
          other.remove();
        }
      }
    });

    it('takes no artifact and no file of one that is a link', async () => {
      const { folder } = await make('abc');
      const away = join(elsewhere, 'artifact');
      await rename(folder, away);
      await symlink(away, folder);
      expect(await shop.store.find(print)).to.deep.equal({
        is: 'damaged',
        reason: 'it is a link, not a folder',
      });
      const again = await make('abc');
      expect(again.folder).to.equal(folder);
      expect(await readdir(join(away, 'rows')), 'what the link led to').to.deep.equal(['x.csv']);
      await rename(join(folder, 'rows'), join(elsewhere, 'rows'));
      await symlink(join(elsewhere, 'rows'), join(folder, 'rows'));
      expect(await shop.store.find(print)).to.deep.equal({
        is: 'damaged',
        reason: 'rows/x.csv is behind a link',
      });
    });

    it('has its own folder behind a link, where somebody calls it so', async () => {
      const called = join(elsewhere, 'called');
      await symlink(shop.cwd, called);
      await new Store(called).prepare();
      expect(await readdir(join(shop.cwd, '.swat'))).to.include('artifacts');
    });
  });

  it('sweeps away what dead processes left half-written, and nothing of the living', async () => {
    const mine = await shop.store.draft(print);
    const [name = ''] = await readdir(join(shop.store.root, 'temp'));
    // No Linux process has a number above 2^22.
    const dead = name.replace(`~${process.pid}~`, '~4194999~');
    const reused = name.replace(/^([^~]+~\d+)~\d+~/, '$1~1~');
    const elsewhere = name.replace(/^[^~]+~\d+/, 'another-machine~4194999');
    for (const folder of [dead, reused, elsewhere]) await mkdir(join(shop.store.root, 'temp', folder));
    await new Store(shop.cwd).prepare();
    expect(existsSync(mine.folder)).to.equal(true);
    expect(await readdir(join(shop.store.root, 'temp'))).to.have.members([name, elsewhere]);
  });

  it('says in one sentence where it cannot write', async () => {
    // Root may write anywhere.
    if (process.getuid?.() === 0) return void (await blocked());
    chmodSync(shop.cwd, 0o500);
    const error = await new Store(join(shop.cwd, 'inner')).prepare().catch((found: unknown) => found);
    expect(error).to.be.instanceOf(StageError).with.property('blame', 'user');
    chmodSync(shop.cwd, 0o700);
  });

  /** A file where the store's folder should be. */
  async function blocked(): Promise<void> {
    await shop.file('plain', '');
    const error = await new Store(join(shop.cwd, 'plain')).prepare().catch((found: unknown) => found);
    expect(error).to.be.instanceOf(StageError).with.property('blame', 'user');
  }
});
