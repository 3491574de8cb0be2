import { mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { expect } from 'chai';
import { Person, PROMPT } from './person.ts';

/** A line of the tour, and what stands below it. */
interface Step {
  readonly line: string;
  readonly expected: string;
}

/** Lines of the page's consoles, in order. */
function stepsOf(page: string): Step[] {
  return Array.from(page.matchAll(/```console\n([\s\S]*?)```/g), ([, block = '']) => block).flatMap((block) =>
    block
      .split(PROMPT)
      .slice(1)
      .map((step) => {
        const [line = '', ...rest] = step.trimEnd().split('\n');
        return { line, expected: rest.join('\n') };
      }),
  );
}

/** `...` stands for anything. */
function pattern(expected: string): RegExp {
  const parts = expected.split('...').map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('[\\s\\S]*?')}$`);
}

/** The only lines of the tour that are interrupted: what they say once the table is read, and the work goes on by itself. */
const BEGUN = 'predicting';

describe('the tour of the REPL', () => {
  const steps = stepsOf(readFileSync('docs/repl.md', 'utf8'));
  const folder = mkdtempSync(path.join(os.tmpdir(), 'tour '));
  before(() => {
    for (const shared of ['data', 'pipelines']) symlinkSync(path.resolve(shared), path.join(folder, shared));
  });
  after(() => rmSync(folder, { recursive: true }));

  it('prints at a terminal what it says', async () => {
    const person = new Person(folder, folder);
    try {
      await person.read(PROMPT);
      for (const { line, expected } of steps) {
        const isCut = expected.startsWith('^C\n');
        const said = isCut ? await person.interrupt(line, BEGUN) : await person.ask(line);
        const printed = said.replace(/ +$/gm, '');
        expect(printed, line).to.match(pattern(expected.replace(/^\^C\n/, '')));
      }
      expect(await person.leave()).to.equal(0);
    } finally {
      person.kill();
    }
    expect(steps).to.have.length.above(25);
    const left = readdirSync(folder).filter((name) => /^swat-|partial|long/.test(name));
    expect(left).to.deep.equal([]);
  }).timeout(120_000);

  it('would fail where a line prints something else', () => {
    expect('a 1 b').to.match(pattern('a ... b'));
    expect('a 1 c').not.to.match(pattern('a ... b'));
    expect('xa').not.to.match(pattern('a'));
  });
});
