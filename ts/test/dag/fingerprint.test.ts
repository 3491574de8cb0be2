import { expect } from 'chai';
import fc from 'fast-check';
import { canonical } from '../../dag/digest.ts';
import { type Fingerprint, fingerprints } from '../../dag/fingerprint.ts';
import type { Stage } from '../../dag/graph.ts';
import { type Operation, StageError } from '../../dag/operation.ts';
import { copy, stage, Workshop } from './workshop.ts';

describe('fingerprint', () => {
  let shop: Workshop;
  beforeEach(() => {
    shop = new Workshop();
  });
  afterEach(() => shop.remove());

  const all = (...stages: Stage[]): Promise<Map<string, Fingerprint | StageError>> =>
    fingerprints(stages, shop.cwd);
  const hash = async (...stages: Stage[]): Promise<string> => {
    const last = (await all(...stages)).get(stages.at(-1)?.name ?? '');
    if (last === undefined || last instanceof StageError) throw last ?? new Error('no stage');
    return last.hash;
  };
  const does = (rest: Partial<Operation>): Partial<Stage> => ({ operation: { ...copy, ...rest } });
  const reads = does({ files: ['file', 'more.files'] });

  it('is the same for the same work under another name', async () => {
    expect(await hash(stage('a', { with: { x: 1 } }))).to.equal(await hash(stage('b', { with: { x: 1 } })));
  });

  it('does not see the order of parameters', async () => {
    const forwards = stage('a', { with: { x: 1, y: { u: 2, v: [3, 4] } } });
    const backwards = stage('a', { with: { y: { v: [3, 4], u: 2 }, x: 1 } });
    expect(await hash(forwards)).to.equal(await hash(backwards));
  });

  it('changes with the operation, its code, the environment and every parameter', async () => {
    const hashes = await Promise.all([
      hash(stage('a', { with: { x: 1 } })),
      hash(stage('a', { with: { x: 1 }, ...does({ name: 'other' }) })),
      hash(stage('a', { with: { x: 1 }, ...does({ code: 'code 2' }) })),
      hash(stage('a', { with: { x: 1 }, ...does({ environment: { torch: '2.13' } }) })),
      hash(stage('a', { with: { x: 2 } })),
      hash(stage('a', { with: { x: '1' } })),
      hash(stage('a', { with: { x: 1, y: null } })),
      hash(stage('a', { with: { x: [1] } })),
    ]);
    expect(new Set(hashes).size).to.equal(hashes.length);
  });

  it('does not change with ignored parameters, at any depth, and does with their neighbours', async () => {
    const quiet = does({ ignored: ['every', 'training.every'] });
    const hashOf = (every: number, inner: number, x: number): Promise<string> =>
      hash(stage('a', { with: { every, training: { every: inner, x } }, ...quiet }));
    expect(await hashOf(1, 1, 1)).to.equal(await hashOf(2, 3, 1));
    expect(await hashOf(1, 1, 1)).not.to.equal(await hashOf(1, 1, 2));
  });

  it('changes with the content of a file and not with its path', async () => {
    await shop.file('a.csv', 'x\n1\n');
    await shop.file('b.csv', 'x\n1\n');
    await shop.file('c.csv', 'x\n2\n');
    const hashOf = (file: unknown): Promise<string> => hash(stage('a', { with: { file }, ...reads }));
    expect(await hashOf('a.csv')).to.equal(await hashOf('b.csv'));
    expect(await hashOf('a.csv')).not.to.equal(await hashOf('c.csv'));
    expect(await hashOf('a.csv')).not.to.equal(await hashOf(null));
  });

  it('follows lists of files, at any depth, in their order', async () => {
    await shop.file('a', '1');
    await shop.file('b', '2');
    const hashOf = (files: string[]): Promise<string> =>
      hash(stage('a', { with: { more: { files } }, ...reads }));
    expect(await hashOf(['a', 'b'])).not.to.equal(await hashOf(['b', 'a']));
    expect(await hashOf(['a', 'b'])).not.to.equal(await hashOf(['a']));
  });

  it('is, for a missing file or a folder, a sentence that names it and the stage, and blames the user', async () => {
    for (const [file, text] of [
      ['none.csv', 'stage a: there is no file none.csv'],
      ['.', 'stage a: . is not a file'],
    ]) {
      const found = (await all(stage('a', { with: { file }, ...reads }))).get('a');
      expect(found).to.be.instanceOf(StageError).and.include({ message: text, blame: 'user' });
    }
  });

  it('is missing for what needs a broken stage, and there for the others', async () => {
    const found = await all(
      stage('a', { with: { file: 'none.csv' }, ...reads }),
      stage('b', { deps: { of: ['a'] } }),
      stage('c'),
    );
    expect(found.get('b')).to.include({ message: 'stage b needs a, which cannot run' });
    expect(found.get('c')).to.have.property('hash');
  });

  it('changes with what the stage needs, however far away, and with the role that it has', async () => {
    const chain = (x: number, role: string): Promise<string> =>
      hash(
        stage('a', { with: { x } }),
        stage('b', { deps: { of: ['a'] } }),
        stage('c', { deps: { [role]: ['b'] } }),
      );
    expect(await chain(1, 'of')).to.equal(await chain(1, 'of'));
    expect(await chain(1, 'of')).not.to.equal(await chain(2, 'of'));
    expect(await chain(1, 'of')).not.to.equal(await chain(1, 'by'));
  });
});

describe('canonical', () => {
  it('reads back as the same value, and is equal for equal values only', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (a, b) => {
        expect(JSON.parse(canonical(a))).to.deep.equal(JSON.parse(JSON.stringify(a)));
        expect(canonical(a) === canonical(b)).to.equal(
          JSON.stringify(sorted(a)) === JSON.stringify(sorted(b)),
        );
      }),
      { seed: 1, numRuns: 200 },
    );
  });

  it('refuses what JSON would silently make null', () => {
    for (const value of [Number.NaN, Number.POSITIVE_INFINITY, () => 1]) {
      expect(() => canonical({ x: [value] })).to.throw(TypeError);
    }
  });
});

/** The value with its keys in order, made in another way than `canonical` does. */
function sorted(value: unknown): unknown {
  const keys = new Set<string>();
  JSON.stringify(value, (key, inner: unknown) => {
    keys.add(key);
    return inner;
  });
  return JSON.parse(JSON.stringify(value, [...keys].sort()));
}
