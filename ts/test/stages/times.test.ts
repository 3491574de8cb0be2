import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { readJson, writeTimedJson } from '../../stages/results.ts';

describe('times beside the content', () => {
  const out = mkdtempSync(join(tmpdir(), 'swat times '));
  after(() => rmSync(out, { recursive: true }));

  const file = (seconds: number) => ({
    seconds,
    note: null,
    about: { seconds: null, rows: [{ seconds: seconds + 1, depth: 2 }, 7, { seconds: 'few' }] },
  });

  it('are in no file that is computed, and come back where it is read', () => {
    writeTimedJson({ out }, 'a.json', file(3));
    writeTimedJson({ out }, 'rows.json', [{ seconds: 5 }, { x: 1 }]);
    const bytes = readFileSync(join(out, 'a.json'), 'utf8');
    expect(readJson(out, 'a.json')).to.deep.equal(file(3));
    expect(readJson(out, 'rows.json')).to.deep.equal([{ seconds: 5 }, { x: 1 }]);
    writeTimedJson({ out }, 'a.json', file(900));
    expect(readFileSync(join(out, 'a.json'), 'utf8')).to.equal(bytes);
    expect(bytes).to.not.contain('3').and.not.contain('900');
    expect(readJson(out, 'a.json')).to.deep.equal(file(900));
  });
});
