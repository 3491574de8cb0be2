import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { expect } from 'chai';
import { closure, codeHash } from '../../dag/closure.ts';

describe('codeHash', () => {
  let root = '';
  const at = (path: string): string => join(root, path);
  const write = (path: string, text: string): void => {
    mkdirSync(dirname(at(path)), { recursive: true });
    writeFileSync(at(path), text);
  };
  const members = (entry: string): string[] => closure([at(entry)]).map((path) => relative(root, path));

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'swat-closure-'));
  });
  afterEach(() => rmSync(root, { recursive: true, force: true }));

  it('follows what TypeScript imports and exports by relative paths', () => {
    write(
      'a.ts',
      "import { x } from './room/b.ts';\nimport { readFile } from 'node:fs';\nexport const a = x;\n",
    );
    write(
      'room/b.ts',
      "export {\n  x,\n} from '../c.js';\nimport './d.ts';\nconst e = await import('./e.ts');\n",
    );
    for (const path of ['c.ts', 'room/d.ts', 'room/e.ts', 'unrelated.ts'])
      write(path, 'export const x = 1;\n');
    expect(members('a.ts')).to.deep.equal(['a.ts', 'c.ts', 'room/b.ts', 'room/d.ts', 'room/e.ts']);
  });

  it('follows compiled JavaScript', () => {
    write('a.js', "import{x}from'./b.js';export{x};\n");
    write('b.js', 'export const x = 1;\n');
    expect(members('a.js')).to.deep.equal(['a.js', 'b.js']);
  });

  it('does not follow imports of types, nor examples in comments', () => {
    write(
      'a.ts',
      "import type { T } from './b.ts';\n/**\n * import { x } from './b.ts';\n */\n// import './b.ts'\n",
    );
    write('b.ts', 'export type T = 1;\n');
    expect(members('a.ts')).to.deep.equal(['a.ts']);
  });

  it('ends where files import each other', () => {
    write('a.ts', "import './b.ts';\n");
    write('b.ts', "import './a.ts';\n");
    expect(members('a.ts')).to.deep.equal(['a.ts', 'b.ts']);
  });

  it('changes with a file that is imported indirectly, and with no other', () => {
    write('a.ts', "import './b.ts';\n");
    write('b.ts', "import './c.ts';\n");
    write('c.ts', 'export const c = 1;\n');
    write('other.ts', 'export const o = 1;\n');
    const before = codeHash([at('a.ts')]);
    write('other.ts', 'export const o = 2;\n');
    expect(codeHash([at('a.ts')])).to.equal(before);
    write('c.ts', 'export const c = 2;\n');
    expect(codeHash([at('a.ts')])).not.to.equal(before);
  });

  it('changes with an extra file and with the name of a file', () => {
    write('a.ts', '');
    write('native/fused.cpp', 'int x;');
    write('native/fused.cu', 'int x;');
    const before = codeHash([at('a.ts')], [at('native/fused.cpp')]);
    expect(codeHash([at('a.ts')])).not.to.equal(before);
    expect(codeHash([at('a.ts')], [at('native/fused.cu')])).not.to.equal(before);
    write('native/fused.cpp', 'int y;');
    expect(codeHash([at('a.ts')], [at('native/fused.cpp')])).not.to.equal(before);
  });

  it('does not change with the place of the files as a whole, or the order of the entries', () => {
    write('here/ts/a.ts', "import '../b.ts';\n");
    write('here/b.ts', '');
    write('here/c.ts', '');
    const before = codeHash([at('here/ts/a.ts'), at('here/c.ts')]);
    renameSync(at('here'), at('there'));
    expect(codeHash([at('there/c.ts'), at('there/ts/a.ts')])).to.equal(before);
  });
});
