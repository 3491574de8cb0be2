import { existsSync } from 'node:fs';
import { mkdir, readdir, readlink, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { expect } from 'chai';
import { CommandError } from '../../commands/command.ts';
import { sweep } from '../../commands/sweep.ts';
import { copy, stage, Workshop } from '../dag/workshop.ts';

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

  const said = async (options = {}): Promise<string> => {
    let text = '';
    const stdout = new Writable({
      write(chunk, _, done) {
        text += String(chunk);
        done();
      },
    });
    await sweep.run({ arguments: {}, options, stdout, signal: new AbortController().signal });
    return text;
  };
  const artifacts = () => readdir(join(shop.store.root, 'artifacts'));
  const linked = async () => join(shop.cwd, 'out/test', await readlink(join(shop.cwd, 'out/test/a')));

  it('removes an artifact that another took the place of, and keeps the other, which stays fresh', async () => {
    await shop.run([stage('a', { operation: copy, with: { text: 'one' } })]);
    const first = await linked();
    const second = [stage('a', { operation: copy, with: { text: 'two' } })];
    await shop.run(second);
    expect(await said({ dryRun: true })).to.match(/^1 artifact would be removed, 0\.0 MB/);
    expect(existsSync(first)).to.equal(true);
    expect(await said()).to.match(/^1 artifact removed/);
    expect(existsSync(first)).to.equal(false);
    expect(existsSync(await linked())).to.equal(true);
    await shop.run(second);
    expect(shop.started).to.deep.equal([]);
    expect(await said()).to.match(/^0 artifacts removed/);
  });

  it('takes everything where out was thrown away, and nothing where nothing was made', async () => {
    expect(await said()).to.match(/^0 artifacts removed/);
    await shop.run([stage('a', { operation: copy }), stage('b', { operation: copy, with: { text: 'b' } })]);
    await rm(join(shop.cwd, 'out'), { recursive: true });
    expect(await said()).to.match(/^2 artifacts removed/);
    expect(await artifacts()).to.deep.equal([]);
    expect(await readdir(join(shop.store.root, 'temp'))).to.deep.equal([]);
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
    expect(await said()).to.match(/^0 artifacts removed/);
    expect(existsSync(join(shop.cwd, 'out/mine/notes.txt'))).to.equal(true);
  });
});
