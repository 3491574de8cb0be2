import { expect } from 'chai';
import { loadCommands } from '../../cli/commands.ts';

describe('the commands of swat', () => {
  it('are each found under its own name, alone; all of them under none', async () => {
    const names = (await loadCommands()).map(({ name }) => name);
    expect(names).to.include.members(['fit', 'export', 'repl']);
    expect(new Set(names).size).to.equal(names.length);
    for (const name of names)
      expect((await loadCommands(name)).map((each) => each.name)).to.deep.equal([name]);
    for (const none of ['', 'predcti', 'toString'])
      expect((await loadCommands(none)).map(({ name }) => name)).to.deep.equal(names);
  }).timeout(60_000);
});
