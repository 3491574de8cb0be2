import { expect } from 'chai';
import { type Asked, choose, meant } from '../../dag/targets.ts';
import { stage } from './workshop.ts';

/** A table, two searches of a matrix that need it, a report on both, and a page that stands apart. */
const stages = [
  stage('table'),
  stage('search@0.1', { deps: { table: ['table'] } }),
  stage('search@0.2', { deps: { table: ['table'] } }),
  stage('report', { deps: { of: ['search@0.1', 'search@0.2'] }, many: ['of'] }),
  stage('apart'),
];
const ask = (asked: Partial<Asked>) =>
  choose(stages, { targets: [], from: [], forceFrom: [], force: false, ...asked });

describe('a word for stages', () => {
  it('is a name, a matrix, or a pattern; each stage is meant once', () => {
    expect(meant(stages, ['report'])).to.deep.equal(['report']);
    expect(meant(stages, ['search'])).to.deep.equal(['search@0.1', 'search@0.2']);
    expect(meant(stages, ['search@*.2', 'a*', 'search'])).to.deep.equal([
      'search@0.2',
      'apart',
      'search@0.1',
    ]);
    expect(meant(stages, ['search@0.?'])).to.deep.equal(['search@0.1', 'search@0.2']);
  });

  it('that means none is refused with the names; what is special to patterns elsewhere is not here', () => {
    for (const word of ['raport', 'search@0+1', '(table)', 'table|apart', '']) {
      expect(() => meant(stages, [word]), word).to.throw(
        `there is no stage ${word}; the stages are table, search@0.1, search@0.2, report, apart`,
      );
    }
  });
});

describe('a choice among stages', () => {
  it('is all of them where nothing is said', () => {
    expect(ask({})).to.deep.equal({});
    expect(ask({ force: true })).to.deep.equal({ force: 'all' });
  });

  it('is what follows from a stage, and of that what leads to the targets', () => {
    expect(ask({ from: ['search@0.2'] })).to.deep.equal({ targets: ['search@0.2', 'report'] });
    expect(ask({ from: ['table'], targets: ['search@0.1'] })).to.deep.equal({
      targets: ['table', 'search@0.1'],
    });
    expect(() => ask({ from: ['apart'], targets: ['report'] })).to.throw(
      'nothing that is wanted follows from apart',
    );
  });

  it('runs again a stage and what follows from it, and nothing that is not wanted', () => {
    expect(ask({ forceFrom: ['search@0.2'] })).to.deep.equal({ force: ['search@0.2', 'report'] });
    expect(ask({ forceFrom: ['table'], targets: ['search@0.1'] })).to.deep.equal({
      targets: ['search@0.1'],
      force: ['table', 'search@0.1'],
    });
  });
});
