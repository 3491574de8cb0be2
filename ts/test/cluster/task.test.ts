import { expect } from 'chai';
import { pack } from '../../cluster/task.ts';
import type { StageContext } from '../../dag/operation.ts';

const context = (given: object, deps: StageContext['deps'] = {}) =>
  ({ with: given, deps }) as unknown as StageContext;

describe("a task's luggage", () => {
  it('has the files that its parameters name: a relative path stays, another is moved inside', () => {
    const given = { table: { file: 'data/a.csv', test: null }, more: ['/far/b.csv', '../c.csv'], seed: 1 };
    const packed = pack(context(given), ['table.file', 'table.test', 'more', 'absent.key'], '/home/me');
    expect(packed.with).to.deep.equal({
      table: { file: 'data/a.csv', test: null },
      more: ['files/1/b.csv', 'files/2/c.csv'],
      seed: 1,
    });
    expect(packed.files).to.deep.equal({
      'data/a.csv': '/home/me/data/a.csv',
      'files/1/b.csv': '/far/b.csv',
      'files/2/c.csv': '/home/c.csv',
    });
    expect(given.more).to.deep.equal(['/far/b.csv', '../c.csv']);
  });

  it('has the artifacts that it needs, each once, by the names of the store', () => {
    const one = { stage: 'one', folder: '/x/.swat/artifacts/table-12' };
    const two = { stage: 'two', folder: '/x/.swat/artifacts/train-34' };
    const packed = pack(context({}, { table: one, fronts: [two, one] }), [], '/x');
    expect(packed.deps).to.deep.equal({
      table: { stage: 'one', folder: 'deps/table-12' },
      fronts: [
        { stage: 'two', folder: 'deps/train-34' },
        { stage: 'one', folder: 'deps/table-12' },
      ],
    });
    expect(packed.folders).to.deep.equal({ 'deps/table-12': one.folder, 'deps/train-34': two.folder });
  });
});
