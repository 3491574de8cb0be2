import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import * as face from '../index.ts';
import { loadNetwork, predict } from '../index.ts';
import { isRepository, setUp } from '../kernel/index.ts';
import { KINDS } from './export/forms/kinds.ts';

interface Packed {
  readonly size: number;
  readonly files: readonly { readonly path: string }[];
}

describe('the package', () => {
  const [packed] = JSON.parse(
    execFileSync('npm', ['pack', '--dry-run', '--json'], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }),
  ) as Packed[];
  const paths = new Set(packed?.files.map(({ path }) => path));

  it('has what the command and programs need, and nothing of tests, benches and editors', () => {
    for (const path of [
      'dist/cli.js',
      'dist/index.js',
      'dist/index.d.ts',
      'dist/index.cjs',
      'dist/index.d.cts',
      'schemas/pipeline.schema.json',
      'schemas/network.schema.json',
      'py_kernels/serve/__main__.py',
      'py_kernels/native/build.py',
      'requirements.txt',
      'LICENSE',
    ]) {
      expect([...paths], path).to.include(path);
    }
    expect(paths).to.satisfy((all: Set<string>) =>
      [...all].some((path) => /^py_kernels\/native\/fused\/.*\.cpp$/.test(path)),
    );
    const strays = [...paths].filter((path) =>
      /\.test\.|\/tests?\/|\/bench\/|\.map$|__pycache__|editor\.schema|^ts\/|^scripts\//.test(path),
    );
    expect(strays).to.deep.equal([]);
    expect(packed?.size).to.be.below(6.5e6); // four trained spaces, of which three have 4 MB each before they are packed
  });

  it('has every file that its package.json names, and every module that these import', () => {
    const { exports, bin } = JSON.parse(readFileSync('package.json', 'utf8'));
    const named = [bin.swat, ...Object.values(exports['.']).flatMap((each) => Object.values(each as object))];
    for (const path of named) expect([...paths]).to.include(String(path).replace(/^\.\//, ''));
    const broken = [...paths].flatMap((path) => {
      if (!path.startsWith('dist/') || !path.endsWith('.js')) return [];
      const imports = readFileSync(path, 'utf8').matchAll(/(?:from |import\()'(\.[^']+)'/g);
      return Array.from(imports, ([, to = '']) => join(path, '..', to)).filter((to) => !paths.has(to));
    });
    expect(broken).to.deep.equal([]);
  });

  it('gives CommonJS the same functions', () => {
    const code = `const lazy = require('./dist/index.cjs'); console.log(Object.keys(lazy).sort().join())`;
    const { stdout } = spawnSync(process.execPath, ['-e', code], { encoding: 'utf8' });
    const functions = Object.entries(face).filter(
      ([, value]) => typeof value === 'function' && !/^class/.test(String(value)),
    );
    expect(stdout.trim().split(',')).to.deep.equal(functions.map(([name]) => name).sort());
  });
});

describe('predict, for programs', () => {
  const network = KINDS['two classes'] as NonNullable<(typeof KINDS)[string]>;

  it('takes rows by names or in order, of dates as texts, Date or seconds, and says classes', async () => {
    const named = { 'bill (mm)': 40, island: 'Dream', sex: 'male', seen: '2009-06-15' };
    const same = [
      named,
      { ...named, seen: new Date('2009-06-15') },
      [40, 'Dream', 'male', Date.UTC(2009, 5, 15) / 1000],
      { ...named, seen: '2009-06-15 00:00' },
    ];
    const said = await predict(network, same);
    expect(new Set(said.map((each) => JSON.stringify(each))).size).to.equal(1);
    expect(said[0]).to.have.keys('label', 'probabilities');
    expect(await predict(network, [{ ...named, sex: null }])).to.deep.include.members([
      { label: null, probabilities: { no: Number.NaN, yes: Number.NaN } },
    ]);
    expect(await predict(network, [])).to.deep.equal([]);
  });

  it('refuses in a sentence what is no number, no date and no network', async () => {
    const refusal = (row: object) => predict(network, [row as never]).catch(String);
    expect(await refusal({ 'bill (mm)': 'long', seen: 0 })).to.contain(
      '"bill (mm)" has "long", where the network takes a number',
    );
    expect(await refusal({ seen: 'yesterday' })).to.contain(
      '"seen" has "yesterday", where the network takes a date',
    );
    expect(await loadNetwork('/no/network.json').catch(String)).to.contain(
      'there is no network file /no/network.json',
    );
  });
});

describe('the set-up of an installed package', () => {
  it('leaves nothing where the Python does not serve', async function () {
    this.timeout(20_000);
    // In the repository make does it: the folder would be .venv.
    expect(isRepository).to.equal(true);
    const folder = mkdtempSync(join(tmpdir(), 'swat setup '));
    const python = join(folder, 'python');
    writeFileSync(python, '#!/bin/sh\nexit 1\n', { mode: 0o755 });
    const said: string[] = [];
    const signal = new AbortController().signal;
    const error = await setUp({ python, torchIndex: null, signal, say: (line) => said.push(line) }).catch(
      String,
    );
    expect(error).to.contain('is no Python of 3.10 or newer with venv');
    expect(said).to.deep.equal([]);
    expect(existsSync('.venv')).to.equal(true);
    rmSync(folder, { recursive: true });
  });
});
