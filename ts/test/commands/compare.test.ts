import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { CommandError } from '../../commands/command.ts';
import { compare } from '../../commands/compare.ts';
import { printed } from './printed.ts';

const scores = (fvu: number) => ({ mse: fvu, r2: 1 - fvu, mpe: 100 * fvu });
const both = (fvu: number) => ({ validation: scores(fvu), test: scores(fvu) });

function frontOf(task: string, seed: number, networks: readonly (readonly [number, number])[]) {
  return {
    task,
    unit: '',
    seed,
    networks: networks.map(([nonzeros, fvu]) => ({
      depth: 1,
      nonzeros,
      nonzeros_raw: nonzeros,
      neurons: [1],
      start: 0,
      ...both(fvu),
      file: 'networks/000.json',
    })),
    chosen: 0,
    baselines: { constant: both(1), ols: both(0.5), untrained: null },
  };
}

async function compared(rest: readonly string[], options = {}): Promise<string> {
  const { text, code } = await printed(compare, { rest, options });
  expect(code).to.equal(0);
  return text;
}

async function refusal(rest: readonly string[], options = {}): Promise<string> {
  try {
    await compared(rest, options);
  } catch (error) {
    if (error instanceof CommandError && error.exitCode === 2) return error.message;
    throw error;
  }
  throw new Error('it was not refused');
}

describe('swat compare', () => {
  const root = mkdtempSync(join(tmpdir(), 'swat compare '));
  after(() => rmSync(root, { recursive: true }));

  function write(folder: string, files: Readonly<Record<string, unknown>>): string {
    const path = join(root, folder);
    mkdirSync(path, { recursive: true });
    for (const [name, value] of Object.entries(files)) {
      writeFileSync(join(path, name), typeof value === 'string' ? value : JSON.stringify(value));
    }
    return path;
  }

  before(() => {
    write('all/search@0', {
      'front.json': frontOf('hill', 0, [
        [8, 0.1],
        [30, 0.001],
      ]),
    });
    write('all/search@1', {
      'front.json': frontOf('hill', 1, [
        [9, 0.3],
        [30, 0.003],
      ]),
    });
    write('all/other-on-hills@0', { 'front.json': frontOf('hill', 0, [[60, 0.01]]) });
    write('all/rival@0', {
      'front.json': frontOf('hill', 0, [[12, 0.2]]),
      'about.json': { rival: { kind: 'ols' } },
    });
    write('all/table', { 'table.json': {} });
  });

  it('prints fronts by size, hypervolumes, and wins against each method', async () => {
    const text = await compared([join(root, 'all')]);
    expect(text).to.match(/^hill +≤ 5 +≤ 10 +≤ 20 +≤ 35 +≤ 50 +≤ 100 +≤ 150$/m);
    expect(text).to.match(/^search +– +0\.20 +0\.20 +0\.0020 +0\.0020 +0\.0020 +0\.0020$/m);
    expect(text).to.match(/^other +– +– +– +– +– +0\.010 +0\.010$/m);
    expect(text).to.match(/^search against +tasks +wins/m);
    for (const rival of ['other', 'ols']) {
      expect(text).to.match(new RegExp(`^${rival} +1 +1 +0 +0 `, 'm'));
    }
  });

  it('takes single folders, and another method as ours', async () => {
    const folders = ['all/search@0', 'all/rival@0'].map((name) => join(root, name));
    expect(await compared(folders, { ours: 'ols' })).to.match(/^search +1 +0 +0 +1 /m);
  });

  it('refuses what it cannot compare in a sentence', async () => {
    const at = (name: string) => join(root, name);
    expect(await refusal([at('none')])).to.match(/^there is no folder .*none$/);
    expect(await refusal([at('all/table')])).to.contain('there is no front.json in');
    expect(await refusal([at('all/search@0')])).to.contain('only fronts of the method search are there');
    expect(await refusal([at('all')], { ours: 'ourz' })).to.contain('no front is of the method `ourz`');
    expect(await refusal([at('all'), at('all/search@0')])).to.contain('both of the method search on hill');
    const broken = write('broken', { 'front.json': '{' });
    expect(await refusal([broken])).to.match(/front\.json is not a front of swat: not JSON/);
    const strange = write('strange', { 'front.json': { task: 3 } });
    expect(await refusal([strange])).to.contain('is not a front of swat');
    const unsaid = write('unsaid', { 'front.json': frontOf('hill', 0, [[1, 1]]), 'about.json': 'x' });
    expect(await refusal([unsaid])).to.match(/about\.json cannot be read as JSON$/);
  });
});
