import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { withShippedFiles } from '../../commands/shipped.ts';
import { projectRoot } from '../../kernel/index.ts';

describe('the files of a pipeline', () => {
  const cwd = mkdtempSync(join(tmpdir(), 'swat shipped '));
  after(() => rmSync(cwd, { recursive: true }));
  const SPACE = 'spaces/sigmoid.safetensors';
  const shipped = join(projectRoot, SPACE);

  it('are taken from where the user stands, and else from what comes along', () => {
    writeFileSync(join(cwd, 'own.csv'), 'a,b\n');
    const given = { file: 'own.csv', space: SPACE, table: { test: SPACE, seed: 1 }, all: ['own.csv', SPACE] };
    expect(withShippedFiles(given, ['file', 'space', 'table.test', 'all'], cwd)).to.deep.equal({
      file: 'own.csv',
      space: shipped,
      table: { test: shipped, seed: 1 },
      all: ['own.csv', shipped],
    });
    expect(given.space).to.equal(SPACE);
  });

  it('stay as they are named where they are nowhere, or are none', () => {
    const given = { file: 'nowhere.csv', test: null, table: null, note: SPACE };
    expect(withShippedFiles(given, ['file', 'test', 'table.file', 'absent'], cwd)).to.deep.equal(given);
  });
});
