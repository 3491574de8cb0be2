import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { expect } from 'chai';
import { needsArm } from './export/forms/cortex.ts';

const TITLE = "From a sensor's table to a microcontroller";

/** The commands of the page, by the heading that they stand under; first those of its beginning. */
function commandsOf(page: string): Map<string, string[]> {
  const parts = page.split(/^##? /m).slice(1);
  return new Map(
    parts.map((part) => {
      const blocks = Array.from(part.matchAll(/```sh\n([\s\S]*?)```/g), ([, block = '']) => block.trim());
      return [part.split('\n')[0] ?? '', blocks.flatMap((block) => block.split('\n'))];
    }),
  );
}

describe('the tutorial', () => {
  const commands = commandsOf(readFileSync('docs/tutorial.md', 'utf8'));
  /** As swat's folder, and the one that is made in it. */
  const root = mkdtempSync(join(tmpdir(), 'swat tutorial '));
  const folder = join(root, 'out', 'tutorial');
  const cli = `'${process.execPath}' '${resolve('dist/cli.js')}'`;
  const all = (heading: string) =>
    (commands.get(heading) ?? [])
      .map((line) => ran(line.replaceAll('npx swat', cli).replace('--time 20s', '--steps 60')))
      .join('');
  /** What a command says; it must end well. */
  function ran(command: string, cwd = folder): string {
    const { status, stdout, stderr } = spawnSync('sh', ['-ec', command], { cwd, encoding: 'utf8' });
    expect(status, `${command}\n${stderr}`).to.equal(0);
    return stdout + stderr;
  }
  before(() => {
    for (const shared of ['data', 'docs']) symlinkSync(resolve(shared), join(root, shared));
    for (const command of commands.get(TITLE) ?? []) ran(command, root);
  });
  after(() => rmSync(root, { recursive: true }));

  it('has commands under the headings that are run here', () => {
    const headings = [...commands].flatMap(([heading, lines]) => (lines.length > 0 ? [heading] : []));
    expect(headings).to.deep.equal([
      TITLE,
      '1. A table',
      '2. A network for it',
      '3. What it does',
      '4. As code',
      '5. On the device',
    ]);
  });

  it('leads from the table to code, each command as it stands there', () => {
    expect(all('1. A table')).to.match(/^\S*temp_max_c/m);
    expect(all('2. A network for it')).to.contain('recommended: ');
    expect(all('3. What it does')).to.contain('wind_m_s = ');
    expect(readFileSync(join(folder, 'predicted.csv'), 'utf8').split('\n').length).to.be.above(100);
    all('4. As code');
    expect(readFileSync(join(folder, 'predict.c'), 'utf8')).to.contain('int32_t predict(const int32_t x[3])');
  }).timeout(120_000);

  it('ends on an emulated board, whose self-test passes', function () {
    needsArm(this);
    const said = all('5. On the device');
    expect(said).to.match(/^wind: \d+ of the unit/m);
    expect(said).to.contain('self-test passed');
  }).timeout(60_000);
});
