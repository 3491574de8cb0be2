import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { expect } from 'chai';
import { CommandError } from '../../commands/command.ts';
import { kernel } from '../../commands/kernel.ts';
import { type Gate, openGate, readServerKeys } from '../../kernel/index.ts';
import { freePorts } from '../kernel/ports.ts';
import { swatIn } from '../swat.ts';
import { printed } from './printed.ts';

const ONNX = resolve('ts/test/foreign/files/torch.onnx');

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

  /** A gate with the keys of a new client, and the lines by which that client names it. */
  async function gateFor(client: string): Promise<{ gate: Gate; block: string }> {
    const { text } = await printed(kernel, { rest: ['keys', keys], options: { client } });
    const port = await freePorts();
    const gate = await openGate({
      host: '127.0.0.1',
      port,
      keys: readServerKeys(keys),
      kernel: { device: 'cpu', threads: 1 },
      say: () => {},
    });
    const block = text.slice(text.indexOf('kernel:\n')).replace('tcp://HOST:PORT', `tcp://127.0.0.1:${port}`);
    return { gate, block };
  }
  const rows = Array.from({ length: 40 }, (_, i) => `${i},${(i * 7) % 5},${3 * i + ((i * 7) % 5)}`);
  before(() => void write('rows.csv', `a,b,y\n${rows.join('\n')}\n`));

  it('lets a pipeline be run by a kernel elsewhere', async () => {
    const { gate, block } = await gateFor('laptop');
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

  it('lets fit and compress be computed by one that a file names, though there is no Python here', async () => {
    const { gate, block } = await gateFor('desk');
    write('gpu.yaml', block);
    const elsewhere = (words: readonly string[], file = '') =>
      start(words, () => {}, '', `export SWAT_PYTHON=/no/python SWAT_KERNEL=${file}`);
    const fit = ['fit', 'rows.csv', '--target', 'y', '--steps', '20'];
    try {
      const fitted = await elsewhere([...fit, '--kernel', 'gpu.yaml']);
      expect(fitted.code, fitted.stderr).to.equal(0);
      const small = await elsewhere(['compress', ONNX, '--domain', '-1..1', '--steps', '5'], 'gpu.yaml');
      expect(small.code, small.stderr).to.equal(0);
      const here = await elsewhere([...fit, '--out', 'none']);
      expect(here.stderr).to.contain('no Python with torch');
      expect([here.code, existsSync(join(folder, 'none'))]).to.deep.equal([1, false]);
    } finally {
      await gate.close();
    }
  }).timeout(120_000);

  it('is refused with the place in its file where that is wrong, or its key cannot be read', async () => {
    const fitted = (name: string) => start(['fit', 'rows.csv', '--target', 'y', '--kernel', name]);
    write('spelt.yaml', `kernel:\n  endpoint: tcp://h:1\n  server-key: ${'0'.repeat(64)}\n  key: desk.key\n`);
    const spelt = await fitted('spelt.yaml');
    expect(spelt.stderr).to.contain('spelt.yaml:3:3: ').and.contain('server_key');
    write('away.yaml', `kernel: { endpoint: "tcp://h:1", server_key: "${'0'.repeat(64)}", key: away.key }\n`);
    const away = await fitted('away.yaml');
    expect(away.stderr).to.contain(`the key ${join(folder, 'away.key')} cannot be read (ENOENT)`);
    const none = await fitted('none.yaml');
    expect(none.stderr).to.equal("the kernel's file none.yaml cannot be read (ENOENT)\n");
    expect([spelt.code, away.code, none.code]).to.deep.equal([2, 2, 2]);
  });
});
