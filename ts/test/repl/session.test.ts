import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { expect } from 'chai';
import { ENTRIES } from '../../repl/help.ts';
import { Person, PROMPT } from './person.ts';

describe('swat repl', function () {
  this.timeout(120_000);

  let folder: string;
  let person: Person;
  beforeEach(() => {
    folder = mkdtempSync(path.join(os.tmpdir(), 'a-'));
    person = new Person(folder);
  });
  afterEach(() => {
    person.kill();
    rmSync(folder, { recursive: true });
  });

  it('has in scope what help() lists, cancels by Ctrl-C, and leaves nothing behind', async () => {
    expect(await person.read(PROMPT)).to.contain('help() lists');
    const names = Object.keys(ENTRIES);
    expect(await person.ask(`[${names}].filter((each) => each === undefined).length`)).to.equal('0');
    expect(await person.ask("await kernel.call('release', { handle: 'x' })")).to.equal(
      "Uncaught KernelError: there is no handle 'x'",
    );
    expect(await person.ask("await run('/no/pipeline.yaml')")).to.contain('there is no pipeline file');
    expect(await person.ask("await plot('README.md')")).to.match(/^Uncaught StageError: there is no front/);
    expect(await person.ask("await data('nowhere.csv')")).to.match(/^Uncaught DataError: .*nowhere\.csv/);
    expect(await person.ask('await fit()')).to.match(/^Uncaught StageError: fit takes \{ table: /);
    expect(await person.ask('await plot(5)')).to.match(/^Uncaught StageError: plot draws numbers/);
    expect(await person.ask("await plot([1], { file: 'no/a.svg' })")).to.contain('there is no folder');
    expect(await person.interrupt('await new Promise(() => {})', '')).to.contain('cancelled');
    expect(await person.ask('1 + 1')).to.equal('2');
    person.write("'pipelines/quick\t");
    await person.read('pipelines/quickstart.yaml');
    person.write("'\r");
    await person.read(PROMPT);
    expect(await person.leave()).to.equal(0);
    expect(readFileSync(path.join(folder, 'history'), 'utf8').split('\n')[1]).to.equal(
      "'pipelines/quickstart.yaml'",
    );
    expect(readdirSync(folder).filter((name) => name.startsWith('swat-'))).to.deep.equal([]);
  });

  it('starts a kernel again that has died, and says so', async () => {
    await person.read(PROMPT);
    const networks = "const s = await spaces('linear'); const n = s.generate('a', 2, 1)";
    expect(await person.ask(networks)).to.equal('undefined');
    expect(await person.ask("process.kill(await kernel.pid(), 'SIGKILL')")).to.equal('true');
    let said = '';
    // Requests that come before the death is known fail by it.
    while (!said.includes('another is started')) said = await person.ask('await s.encode(n, 1)');
    expect(said).to.match(/float32 \[2, \d+\], .* to /);
    expect(await person.leave()).to.equal(0);
  });
});
