import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { expect } from 'chai';

const [block = ''] = /(?<=```sh\n)[\s\S]*?(?=```)/.exec(readFileSync('docs/latent.md', 'utf8')) ?? [];
/** The commands of the page, by their names. */
const commands = block
  .trim()
  .split('\n')
  .map((line) => line.replace(/#.*/, '').trim());

describe('the commands of docs/latent.md', () => {
  const folder = mkdtempSync(join(tmpdir(), 'swat latent '));
  const cli = `'${process.execPath}' '${resolve('dist/cli.js')}'`;
  before(() => {
    for (const name of readdirSync('docs/latent'))
      copyFileSync(join('docs/latent', name), join(folder, name));
  });
  after(() => rmSync(folder, { recursive: true }));

  function swat(command: string) {
    const { status, stdout, stderr } = spawnSync('sh', ['-ec', command.replace('npx swat', cli)], {
      cwd: folder,
      encoding: 'utf8',
    });
    return { status, stdout, stderr };
  }

  it('do what the page says, one after the other', () => {
    const said = commands.map((command) => {
      const { status, stdout, stderr } = swat(command);
      expect(status, `${command}\n${stderr}`).to.equal(0);
      return stdout;
    });
    expect(said).to.have.length(7);
    expect(said[0]).to.equal('z.json: 192 numbers, a point of the space sigmoid\n');
    expect(said[1]).to.match(/^shallow\.json: \d+ numbers in 1 hidden layer; its own point is \S+ away\n$/);
    expect(said[2]).to.match(/^in z +\S+ +\S+ %$/m);
    expect(said[3]).to.match(/^shallow\.json +\S+/m);
    expect(said[4]).to.contain('the nearest of 5000 networks').and.contain('generated-5');
    expect(said[5]).to.match(/^50 % +\d+ +[1-4] +/m);
    expect(said[6]).to.contain('500 random networks, 3 found ones');
    for (const page of ['way.html', 'map.html'])
      expect(readFileSync(join(folder, page), 'utf8')).to.match(/^\s*<!doctype html>[\s\S]*<\/html>\n$/);
  }).timeout(300_000);

  it('refuse what cannot be in a sentence, and exit 2', () => {
    for (const [command, sentence] of [
      ['npx swat encode valley.json', /^say which space: --space/],
      ['npx swat encode valley.json --space nowhere', /^there is no space nowhere: .*table/],
      ['npx swat nearest valley.json --space sigmoid', /^say among which networks/],
      ['npx swat nearest valley.json --space sigmoid --among generated --count x', /^--count takes a number/],
      ['npx swat map --space sigmoid', /^say where the page is written/],
      ['npx swat decode valley.json', /^valley\.json is not a point of a latent space: /],
    ] as const) {
      const { status, stderr } = swat(command);
      expect(stderr, command).to.match(sentence);
      expect(stderr.trim().split('\n'), command).to.have.length(1);
      expect(status, command).to.equal(2);
    }
  }).timeout(60_000);
});
