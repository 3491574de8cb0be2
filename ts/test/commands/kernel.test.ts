import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { CommandError } from '../../commands/command.ts';
import { kernel } from '../../commands/kernel.ts';
import { openGate, readServerKeys } from '../../kernel/index.ts';
import { freePorts } from '../kernel/ports.ts';
import { swatIn } from '../swat.ts';
import { printed } from './printed.ts';

describe('swat kernel', () => {
  const folder = mkdtempSync(join(tmpdir(), 'swat kernel '));
  after(() => rmSync(folder, { recursive: true }));
  const keys = join(folder, 'keys');
  const { start, write } = swatIn(folder);

  const refused = (rest: string[], options = {}) =>
    printed(kernel, { rest, options }).then(
      () => 'nothing',
      (error: unknown) => (error instanceof CommandError ? [error.message, error.exitCode] : error),
    );

  it('listens for nobody without keys, nor at what is no port of TCP', async () => {
    const [message] = [await refused(['serve'], { listen: 'tcp://127.0.0.1:5555' })].flat();
    expect(message).to.match(/^swat kernel serve listens for those alone who have a key/);
    for (const listen of ['ipc:///tmp/x', 'tcp://127.0.0.1', 'tcp://127.0.0.1:0', 'tcp://127.0.0.1:65535']) {
      expect(await refused(['serve'], { listen, keys })).to.deep.equal([
        `--listen takes tcp://HOST:PORT, the port from 1 to 65534, not ${listen}`,
        2,
      ]);
    }
    const listen = 'tcp://127.0.0.1:5555';
    const none = `the key ${join(keys, 'server.key')} cannot be read (ENOENT): swat kernel keys makes keys`;
    expect(await refused(['serve'], { listen, keys })).to.deep.equal([none, 2]);
    expect(await refused(['serve'], { listen, keys, device: 'tpu' })).to.deep.equal([none, 2]);
    expect(await refused(['sing'])).to.deep.equal([
      'say swat kernel serve --listen tcp://HOST:PORT --keys DIR, or swat kernel keys DIR',
      2,
    ]);
  });

  it('lets a pipeline be run by a kernel elsewhere', async () => {
    const { text } = await printed(kernel, { rest: ['keys', keys], options: { client: 'laptop' } });
    const port = await freePorts();
    const gate = await openGate({
      host: '127.0.0.1',
      port,
      keys: readServerKeys(keys),
      kernel: { device: 'cpu', threads: 1 },
      say: () => {},
    });
    const rows = Array.from({ length: 40 }, (_, i) => `${i},${(i * 7) % 5},${3 * i + ((i * 7) % 5)}`);
    write('rows.csv', `a,b,y\n${rows.join('\n')}\n`);
    const block = text.slice(text.indexOf('kernel:')).replace('tcp://HOST:PORT', `tcp://127.0.0.1:${port}`);
    const stages =
      'stages:\n  t:\n    op: table\n    with: {file: rows.csv, target: y}\n  s:\n    op: search\n    deps: {table: t}\n    with: {steps: 5}\n';
    const pipeline = write('elsewhere.yaml', `${block}${stages}`);
    const { code, stderr } = await start(['run', pipeline]);
    expect(code, stderr).to.equal(0);
    expect(existsSync(join(folder, 'out/elsewhere/s/front.json'))).to.equal(true);
    const other = write('no-key.yaml', `${block.replace('laptop.key', 'other.key')}${stages}`);
    const missing = await start(['run', other]);
    expect(missing.code).to.equal(2);
    expect(missing.stderr).to.contain('other.key cannot be read (ENOENT)');
    await gate.close();
  }).timeout(60_000);
});
