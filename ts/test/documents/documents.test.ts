import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { expect } from 'chai';
import { loadCommands } from '../../cli/commands.ts';
import type { Command } from '../../commands/command.ts';
import { parsePipeline } from '../../config/read.ts';
import { blocksOf, commandsOf, type Line, PAGES, shellLines } from './blocks.ts';
import { checkMake, checkScript, parsed } from './checks.ts';

/** The page that has a test of its own, in which its lines are run. */
const TUTORIAL = 'docs/tutorial.md';
/** The page that is followed by a test of its own: its blocks are parts of files. */
const EXTEND = 'docs/extend.md';
/** The pages of which the lines that need no kernel but for one fit are run, in a folder that has what they name. */
const RUN = ['README.md', 'docs/runs.md', 'docs/export.md'];
/** Those that need a run that was, which the folder has not. */
const NEED_RUNS = /^npx swat runs (export|diff)/;
/** swat's commands that are run on these pages. Others take long, ask, or have tests of their own with all options. */
const RUNS = ['fit', 'predict', 'explain', 'export', 'plot', 'runs', 'dag'];

const lines = PAGES.flatMap(blocksOf)
  .filter(({ language }) => language === 'sh')
  .flatMap(shellLines)
  .filter(({ page }) => page !== TUTORIAL);

describe('every documented command line', () => {
  let commands: Command[];
  before(async () => {
    commands = await loadCommands();
  });

  it('is found: pages have lines, and swat has commands', () => {
    expect(lines.length).to.be.above(30);
    expect(commands.map(({ name }) => name)).to.include.members(['fit', 'run', 'export', 'repl']);
  });

  it('is taken by what it calls: options, pipelines with their settings and stages, targets, scripts', async () => {
    for (const line of lines) {
      for (const [first = '', ...words] of commandsOf(line)) {
        try {
          await check(first, words);
        } catch (error) {
          throw new Error(`${line.where}\n${error instanceof Error ? error.message : String(error)}`);
        }
      }
    }
  }).timeout(60_000); // the large pipelines, with all their settings

  async function check(first: string, words: readonly string[]): Promise<void> {
    if (first === 'npx' && words[0] === 'swat') await parsed(commands, words.slice(1));
    else if (first === 'make') checkMake(words);
    else if (first === 'node') checkScript(words);
    else if (first === 'python3') expect(words).to.deep.equal(['predict.py']);
    else throw new Error(`nobody here knows how to check ${first}`);
  }

  it('is refused where it has an option, a setting, a stage or a target that there is not', async () => {
    const quick = 'pipelines/quickstart.yaml';
    for (const words of [
      ['fit', 'a.csv', '--targte', 'y'],
      ['frob'],
      ['run', quick, '-S', 'second=5'],
      ['run', quick, 'serach'],
      ['run', 'pipelines/quick.yaml'],
    ]) {
      const said = await parsed(commands, words).catch((error: unknown) => error);
      expect(said, words.join(' ')).to.be.an('error');
    }
    expect(() => checkMake(['dome'])).to.throw();
    expect(() => checkScript(['scripts/none.mjs'])).to.throw();
  });

  it('is meant where a sentence names a command of swat, and its options', () => {
    let seen = 0;
    for (const page of PAGES) {
      for (const [said, name, rest = ''] of readFileSync(page, 'utf8').matchAll(
        /`(?:npx )?swat ([a-z]+)([^`\n&|;]*)/g,
      )) {
        const command = commands.find((each) => each.name === name);
        expect(command, `${page}: ${said}`).to.not.equal(undefined);
        const flags = [...(command?.options ?? []).map((option) => option.flags), '--yes', '--help'].join(
          ' ',
        );
        for (const [flag] of rest.matchAll(/--[a-z-]+/g)) {
          expect(flags.split(/[ ,]+/), `${page}: ${said}`).to.include(flag);
          seen++;
        }
      }
    }
    expect(seen).to.be.above(10);
  });

  it('is meant where a sentence names a target of make', () => {
    for (const page of PAGES) {
      for (const [, command = ''] of readFileSync(page, 'utf8').matchAll(/`make ([^`]+)`/g))
        checkMake(command.replace(/="[^"]*"/g, '=x').split(' '));
    }
  });
});

describe('the documented lines that take little', () => {
  const folder = mkdtempSync(join(tmpdir(), 'swat documents '));
  const cli = `'${process.execPath}' '${resolve('dist/cli.js')}'`;
  before(() => {
    const row = (i: number) => `${40 + ((i * 37) % 90)},${i % 3 ? 'Biscoe' : 'Dream'}`;
    const price = (i: number) => 2 * (40 + ((i * 37) % 90)) + (i % 3 ? 30 : 0) + ((i * 7) % 5);
    const numbers = Array.from({ length: 80 }, (_, i) => i);
    const table = numbers.map((i) => `${row(i)},${price(i)}`);
    writeFileSync(join(folder, 'sales.csv'), `area,island,price\n${table.join('\n')}\n`);
    writeFileSync(join(folder, 'new.csv'), `area,island\n${numbers.slice(0, 9).map(row).join('\n')}\n`);
    mkdirSync(join(folder, 'pipelines'));
    writeFileSync(join(folder, 'pipelines/quickstart.yaml'), readFileSync('pipelines/quickstart.yaml'));
  });
  after(() => rmSync(folder, { recursive: true }));

  /** A search is given 20 steps in place of its time: nothing else is changed. */
  function ran({ text, where }: Line): void {
    const command = text.replaceAll('npx swat', cli).replace(/( fit .*?)(?= >|$)/, '$1 --steps 20');
    const { status, stderr } = spawnSync('sh', ['-ec', command], { cwd: folder, encoding: 'utf8' });
    expect(status, `${where}\n${stderr}`).to.equal(0);
  }

  it('are run as they stand, a search in 20 steps', () => {
    const isCheap = (text: string) =>
      RUNS.includes(/^npx swat ([a-z]+)/.exec(text)?.[1] ?? '') && !NEED_RUNS.test(text);
    const cheap = lines.filter(({ page, text }) => RUN.includes(page) && isCheap(text));
    expect(cheap).to.have.length.above(7);
    for (const line of cheap) ran(line);
    const predicted = readFileSync(join(folder, 'predictions.csv'), 'utf8').trim().split('\n');
    expect(predicted).to.have.lengthOf(10);
  }).timeout(120_000);
});

describe('the documented blocks of other languages', () => {
  const blocks = PAGES.filter((page) => page !== EXTEND).flatMap(blocksOf);

  it('are pipelines that are sound, where they are YAML', () => {
    const written = blocks.filter(({ language }) => language === 'yaml');
    expect(written).to.have.length.above(1);
    for (const { page, text } of written) {
      const result = parsePipeline(page, wholePipeline(text), {});
      expect(result.ok ? [] : result.errors.map(({ message }) => message), page).to.deep.equal([]);
    }
  });

  it('pass the type checker, where they are TypeScript', () => {
    const programs = blocks.filter(({ language }) => language === 'ts');
    expect(programs).to.have.length.above(0);
    const folder = mkdtempSync(join(tmpdir(), 'swat-types-'));
    try {
      // What a page leaves to its reader.
      const given =
        "import type { FitHooks } from 'swat';\ndeclare const { onProgress, signal }: Required<FitHooks>;\n";
      programs.forEach(({ text }, i) => {
        const missing = /onProgress|signal/.test(text) ? given : '';
        writeFileSync(join(folder, `${i}.ts`), `${missing}${text}\nexport {};\n`);
      });
      writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
      writeFileSync(
        join(folder, 'tsconfig.json'),
        JSON.stringify({
          extends: resolve('tsconfig.json'),
          compilerOptions: {
            paths: { swat: [resolve('ts/index.ts')] },
            typeRoots: [resolve('node_modules/@types')],
            types: ['node'],
            noUnusedLocals: false,
          },
          include: ['*.ts'],
        }),
      );
      execFileSync('npx', ['--no-install', 'tsc', '-p', folder], { stdio: 'pipe', encoding: 'utf8' });
    } catch (error) {
      throw new Error((error as { stdout?: string }).stdout || String(error));
    } finally {
      rmSync(folder, { recursive: true });
    }
  }).timeout(60_000);

  it('are of a language that a test knows', () => {
    // C and C++ of docs/export.md stand as they do in the tests of exports; consoles are run by the tour of the REPL.
    const known = ['', 'text', 'sh', 'yaml', 'ts', 'js', 'c', 'cpp', 'console'];
    expect(blocks.filter(({ language }) => !known.includes(language)).map(({ page }) => page)).to.deep.equal(
      [],
    );
    expect(
      new Set(blocks.filter(({ language }) => language === 'console').map(({ page }) => page)),
    ).to.deep.equal(new Set(['docs/repl.md']));
  });
});

/** Lines of a pipeline's top level with a stage, or stages at a top level, where a page shows only these. */
function wholePipeline(text: string): string {
  if (/^stages:/m.test(text)) return text;
  const [, name = ''] = /^(\w+):/m.exec(text) ?? [];
  const { properties } = JSON.parse(readFileSync('schemas/pipeline.schema.json', 'utf8'));
  if (Object.hasOwn(properties, name)) return `${text}stages: { space: { op: train } }\n`;
  return `stages:\n${text.replace(/^(?=.)/gm, '  ')}`;
}

describe('docs/pipelines.md', () => {
  it('is what the schema says', () => {
    execFileSync(process.execPath, ['scripts/pipelines-page.mjs', '--check'], { stdio: 'pipe' });
  });
});
