import {
  chmodSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { CommandError } from '../../commands/command.ts';
import { exportNetwork } from '../../commands/export.ts';
import { KINDS } from '../export/forms/kinds.ts';
import { printed } from './printed.ts';

describe('swat export', () => {
  const folder = mkdtempSync(join(tmpdir(), 'swat export '));
  const network = join(folder, 'network.json');
  writeFileSync(network, JSON.stringify(KINDS.numbers));
  after(() => rmSync(folder, { recursive: true }));

  async function exported(options: Record<string, string | boolean>): Promise<string> {
    return (await printed(exportNetwork, { arguments: { network }, options })).text;
  }

  async function refused(options: Record<string, string | boolean>): Promise<string> {
    try {
      await exported(options);
    } catch (error) {
      if (error instanceof CommandError && error.exitCode === 2) return error.message;
      throw error;
    }
    throw new Error('not refused');
  }

  it('computes in the type that is asked for', async () => {
    expect(await exported({ to: 'c' })).to.contain('const float h1_0 = ');
    expect(await exported({ to: 'c++', type: 'double' })).to.contain('const double h1_0 = ');
    expect(await refused({ to: 'c', type: 'half' })).to.equal(
      '--type is float, single, double or q15, not half',
    );
    expect(await refused({ to: 'py', type: 'float' })).to.equal(
      '--type is for c, cpp, arduino, onnx; other languages have one type of numbers',
    );
  });

  it('draws the network as SVG, without the options of code', async () => {
    const drawing = await exported({ to: 'svg' });
    expect(drawing).to.match(/^<svg xmlns="http:\/\/www.w3.org\/2000\/svg"[\s\S]*<\/svg>\n$/);
    expect(drawing).to.contain('mass');
    expect(await refused({ to: 'svg', selfTest: true })).to.equal(
      '--self-test is for code, which a drawing is not',
    );
  });

  it('writes bytes, and reads another tool’s network to export it', async () => {
    const file = join(folder, 'network.onnx');
    await exported({ to: 'onnx', out: file });
    const { text } = await printed(exportNetwork, {
      arguments: { network: file },
      options: { to: 'python' },
    });
    expect(text).to.contain('inputs = ["bill", "wing", "foot"]');
    expect(await exported({ to: 'python' })).to.contain('def predict(x):');
    writeFileSync(file, 'no network');
    const broken = printed(exportNetwork, { arguments: { network: file }, options: { to: 'python' } });
    expect(String(await broken.catch((error) => error))).to.contain(
      'network.onnx cannot be read as a network: ',
    );
    rmSync(file);
  });

  it('says what has no room in whole numbers', async () => {
    const [output] = KINDS.numbers!.outputs;
    const far = { ...KINDS.numbers, outputs: [{ ...output, offset: 1e13 }] };
    writeFileSync(network, JSON.stringify(far));
    const refusal = await refused({ to: 'c', type: 'q15' });
    writeFileSync(network, JSON.stringify(KINDS.numbers));
    expect(refusal).to.match(
      /^.*network\.json: "mass" has no room in 32 bits: it lies up to 1000\d+ from zero, /,
    );
    expect(await exported({ to: 'c', type: 'q15' })).to.contain('int32_t predict(const int32_t x[3])');
  });

  it('adds a self-test to code where that is asked for', async () => {
    expect(await exported({ to: 'c' })).to.not.contain('self_test');
    const text = await exported({ to: 'c', name: 'mass', selfTest: true });
    expect(text).to.contain('int mass_self_test(void)');
    expect(text).to.contain('#ifdef MASS_MAIN');
    expect(await refused({ to: 'latex', selfTest: true })).to.equal('--self-test is for code');
  });

  it('writes a file whole, in place of one that is there, and nothing beside it', async () => {
    const out = join(folder, 'predict.py');
    writeFileSync(out, 'old');
    expect(await exported({ to: 'python', out })).to.equal('');
    expect(readFileSync(out, 'utf8')).to.equal(await exported({ to: 'python' }));
    expect(readdirSync(folder).sort()).to.deep.equal(['network.json', 'predict.py']);
    const link = join(folder, 'link.py');
    symlinkSync(out, link);
    await exported({ to: 'python', name: 'mass', out: link });
    expect(readFileSync(out, 'utf8')).to.contain('def mass(x):');
    expect(lstatSync(link).isSymbolicLink()).to.equal(true);
  });

  it('says why a file cannot be written, and leaves what is there', async () => {
    const [inner, closed] = [join(folder, 'inner'), join(folder, 'closed')];
    mkdirSync(inner);
    expect(await refused({ to: 'c', out: inner })).to.equal(`${inner} is a folder; --out names a file`);
    expect(await refused({ to: 'c', out: '/dev/null' })).to.equal(
      '/dev/null is no regular file; --out names a file',
    );
    const lost = join(folder, 'none', 'predict.c');
    expect(await refused({ to: 'c', out: lost })).to.equal(
      `${lost} cannot be written: there is no such folder`,
    );
    const below = join(network, 'predict.c');
    expect(await refused({ to: 'c', out: below })).to.equal(
      `${below} cannot be written: what it should lie in is no folder`,
    );
    mkdirSync(closed);
    const file = join(closed, 'predict.c');
    writeFileSync(file, 'old');
    chmodSync(closed, 0o500);
    // Whoever is root may write anywhere.
    if (process.getuid?.() !== 0) {
      expect(await refused({ to: 'c', out: file })).to.equal(
        `${file} cannot be written: writing there is not allowed`,
      );
      expect(readFileSync(file, 'utf8')).to.equal('old');
    }
    chmodSync(closed, 0o700);
  });
});
