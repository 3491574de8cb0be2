import { spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { expect } from 'chai';
import { interpreter } from '../../kernel/interpreter.ts';
import { plainNetwork } from '../export/plain-network.ts';
import { follow, stepsOf } from './follow.ts';

const PAGE = 'docs/extend.md';

describe('docs/extend.md', function () {
  this.timeout(120_000); // a type check of everything, a kernel's start

  const folder = mkdtempSync(join(tmpdir(), 'swat-extend-'));
  const inTests = (path: string) => /(?:^|\/)tests?(?:\/|$)/.test(path) || path.includes('__pycache__');
  before(() => {
    for (const name of ['ts', 'schemas', 'scripts', 'py_kernels'])
      cpSync(name, join(folder, name), { recursive: true, filter: (path) => !inTests(path) });
    for (const name of ['package.json', 'tsconfig.json', 'Makefile']) cpSync(name, join(folder, name));
    for (const name of ['node_modules', '.venv', 'data', 'spaces'])
      if (existsSync(name)) symlinkSync(resolve(name), join(folder, name));
    mkdirSync(join(folder, 'docs'));
  });
  after(() => rmSync(folder, { recursive: true }));

  /** What a program prints in the copy; it must end well, or with `code`. */
  function ran(command: string, words: readonly string[], code = 0): string {
    const { status, stdout, stderr } = spawnSync(command, words, { cwd: folder, encoding: 'utf8' });
    expect(status, `${words.join(' ')}\n${stdout}${stderr}`).to.equal(code);
    return stdout + stderr;
  }
  const swat = (...words: string[]) => ran(process.execPath, ['--import', 'tsx', 'ts/cli.ts', ...words]);
  const tsc = (code: number) => ran(process.execPath, ['node_modules/typescript/bin/tsc', '-p', '.'], code);
  const types = () => ran('npm', ['run', '--silent', 'types']);
  function followAll(heading: string): void {
    const steps = stepsOf(PAGE, heading);
    expect(steps).to.have.length.above(3);
    for (const step of steps) follow(folder, step);
  }

  it('leads to an operation that runs, and that the reference has', () => {
    followAll('An operation');
    types();
    expect(readFileSync(join(folder, 'docs/pipelines.md'), 'utf8')).to.contain('### spread\n');
    expect(swat('run', 'spread.yaml')).to.match(/^spread of the target: 80\d\.\d$/m);
  });

  it('leads to an export', () => {
    followAll('An export');
    const column = { offset: 1, scale: 2 };
    const layer = { weights: [[0.5, -0.25]], bias: [1], activations: ['linear' as const] };
    const network = plainNetwork(
      [
        { name: 'a', ...column },
        { name: 'b', ...column },
      ],
      { name: 'y', ...column },
      [layer],
    );
    writeFileSync(join(folder, 'network.json'), JSON.stringify(network));
    expect(swat('export', 'network.json', '--to', 'dot')).to.match(/^digraph \{[\s\S]*s0 -> s2;[\s\S]*\}$/m);
  });

  it('names the files in which the compiler misses a new activation, and no others', () => {
    const steps = stepsOf(PAGE, 'An activation');
    for (const step of steps.filter(({ file }) => file.startsWith('schemas/'))) follow(folder, step);
    types();
    const missed = tsc(1).matchAll(/^(ts\/\S+?)\(/gm);
    const [, listed = ''] =
      /names what it can see[\s\S]*?\n\n([\s\S]*?)\n\n/.exec(readFileSync(PAGE, 'utf8')) ?? [];
    const named = Array.from(listed.matchAll(/`(ts\/[^`]+)`/g), ([, file]) => file);
    expect([...new Set(Array.from(missed, ([, file]) => file))].sort()).to.deep.equal(named.sort());
  });

  it('names other files in which activations are called by their names', () => {
    const [, listed = ''] =
      /look an activation up by its name:\n\n([\s\S]*?)\n\n/.exec(readFileSync(PAGE, 'utf8')) ?? [];
    const named = Array.from(listed.matchAll(/`((?:ts|py_kernels)\/[^`]+)`/g), ([, file = '']) => file);
    expect(named).to.have.length.above(10);
    for (const file of named) expect(readFileSync(file, 'utf8'), file).to.match(/leaky|Leaky/);
  });

  it('leads to an activation that the oracle and the kernel compute alike', () => {
    const steps = stepsOf(PAGE, 'An activation');
    for (const step of steps.filter(({ file }) => !file.startsWith('schemas/'))) follow(folder, step);
    const ours = ran(process.execPath, [
      '--import',
      'tsx',
      '--input-type=module',
      '-e',
      "import { activate } from './ts/mlp/activation.ts'; console.log(activate('softplus', 0.5, 0), activate('softplus', -3, 0))",
    ]);
    const theirs = ran(interpreter(), [
      '-c',
      "import torch; from py_kernels.mlp.activations import activate; print(*activate('softplus', torch.tensor([0.5, -3.0], dtype=torch.float64), 0.0).tolist())",
    ]);
    const numbers = (text: string) => text.trim().split(/\s+/).map(Number);
    for (const [i, value] of numbers(ours).entries())
      expect(value).to.be.closeTo(numbers(theirs)[i] as number, 1e-12);
    expect(numbers(ours)[0]).to.be.closeTo(Math.log(1 + Math.exp(0.5)), 1e-12);
  });
});
