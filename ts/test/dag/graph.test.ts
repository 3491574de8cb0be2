import { expect } from 'chai';
import fc from 'fast-check';
import { order } from '../../dag/graph.ts';
import { StageError } from '../../dag/operation.ts';
import { stage } from './workshop.ts';

const names = (stages: { name: string }[]): string[] => stages.map(({ name }) => name);

/** Pipelines without a cycle, listed in any order. */
const pipelines = fc
  .integer({ min: 1, max: 8 })
  .chain((size) =>
    fc.tuple(
      ...Array.from({ length: size }, (_, at) => fc.subarray(Array.from({ length: at }, (_, i) => i))),
    ),
  )
  .map((edges) => edges.map((of, at) => stage(`s${at}`, { deps: { of: of.map((i) => `s${i}`) } })))
  .chain((stages) => fc.shuffledSubarray(stages, { minLength: stages.length }));

describe('order', () => {
  it('puts every stage after those it needs', () => {
    fc.assert(
      fc.property(pipelines, (stages) => {
        const ordered = names(order(stages));
        expect(ordered).to.have.members(names(stages));
        for (const { name, deps } of stages) {
          for (const dep of deps.of ?? []) expect(ordered.indexOf(dep)).to.be.below(ordered.indexOf(name));
        }
      }),
      { seed: 1, numRuns: 100 },
    );
  });

  it('leaves stages as they are listed where none needs a later one', () => {
    const stages = [
      stage('b'),
      stage('c', { deps: { of: ['b'] } }),
      stage('a'),
      stage('d', { deps: { of: ['b', 'c'] } }),
    ];
    expect(names(order(stages))).to.deep.equal(['b', 'c', 'a', 'd']);
  });

  it('takes a stage forward only as far as it is needed', () => {
    const stages = [stage('late', { deps: { of: ['early'] } }), stage('other'), stage('early')];
    expect(names(order(stages))).to.deep.equal(['other', 'early', 'late']);
  });

  it('with targets, gives them and what they need, and nothing else', () => {
    const stages = [
      stage('a'),
      stage('b', { deps: { of: ['a'] } }),
      stage('c', { deps: { of: ['b'] } }),
      stage('x'),
    ];
    expect(names(order(stages, ['b']))).to.deep.equal(['a', 'b']);
    expect(names(order(stages, ['x', 'b']))).to.deep.equal(['a', 'b', 'x']);
  });

  it('prints a cycle as a path, without the stages that only lead to it', () => {
    const stages = [
      stage('before', { deps: { of: ['a'] } }),
      stage('a', { deps: { of: ['b'] } }),
      stage('b', { deps: { of: ['c', 'leaf'] } }),
      stage('c', { deps: { of: ['a'] } }),
      stage('leaf'),
    ];
    expect(() => order(stages)).to.throw(StageError, 'these stages need each other: a -> b -> c -> a');
  });

  it('prints the shortest way round a knot of cycles', () => {
    const stages = [
      stage('a', { deps: { of: ['b', 'c'] } }),
      stage('b', { deps: { of: ['c'] } }),
      stage('c', { deps: { of: ['a'] } }),
    ];
    expect(() => order(stages)).to.throw('a -> c -> a');
  });

  it('says when a stage needs itself', () => {
    expect(() => order([stage('a', { deps: { of: ['a'] } })])).to.throw('a -> a');
  });

  it('names a stage that is needed and not there, a target that is not there, and a name used twice', () => {
    expect(() => order([stage('a', { deps: { space: ['b'] } })])).to.throw(
      StageError,
      'a needs b as its space',
    );
    expect(() => order([stage('a')], ['b'])).to.throw(StageError, 'no stage b; the stages are a');
    expect(() => order([stage('a'), stage('a')])).to.throw(StageError, 'two stages are named a');
  });

  it('takes stages with the names of what every object has', () => {
    const stages = [stage('constructor', { deps: { of: ['toString'] } }), stage('toString')];
    expect(names(order(stages))).to.deep.equal(['toString', 'constructor']);
  });
});
