import { expect } from 'chai';
import fc from 'fast-check';
import { parse } from 'yaml';
import type { Pipeline } from '../../config/pipeline.ts';
import { formatErrors } from '../../config/position.ts';
import { parsePipeline } from '../../config/read.ts';
import { sound } from './sound.ts';
import { hands, writtenBy } from './writing.ts';

/** All that a run depends on; the order of jobs follows the file and is not part of it. */
function meaningOf(text: string): unknown {
  const result = parsePipeline('x.yaml', text, {});
  if (!result.ok) throw new Error(formatErrors(result.errors));
  const { jobs, ...rest }: Pipeline = result.pipeline;
  const plain = jobs.map(({ locate, ...job }) => job);
  return { ...rest, jobs: plain.sort((a, b) => (a.name < b.name ? -1 : 1)) };
}

const meaning = meaningOf(sound);
const value: unknown = parse(sound);

// Variables refer to those above them, and a matrix names its jobs in the order of its keys.
const isOrdered = (key: string) => key === 'vars' || key === 'matrix';

describe('the checked pipeline', () => {
  it('does not depend on comments, the order of keys, quotes, indentation or flow style', () => {
    const texts = new Set<string>();
    fc.assert(
      fc.property(hands, (hand) => {
        const text = writtenBy(value, hand, isOrdered);
        texts.add(text);
        expect(meaningOf(text), text).to.deep.equal(meaning);
      }),
      { seed: 1, numRuns: 60 },
    );
    expect(texts.size).to.be.above(50);
  });

  it('does not depend on anchors, aliases and merges', () => {
    const text = sound
      .replace('deps: { space: space, table: table }', 'deps: &both { space: space, table: &t table }')
      .replace(
        '      search: search@0.1\n      table: table\n',
        '      <<: { table: *t }\n      search: search@0.1\n',
      );
    expect(text).to.contain('<<').and.to.contain('&both');
    expect(meaningOf(text)).to.deep.equal(meaning);
  });

  it('does depend on every value that is written', () => {
    const changes: [string, string][] = [
      ['seed: 0', 'seed: 1'],
      ['seconds: 30', 'seconds: 31'],
      ['data/x.csv', 'data/y.csv'],
      ['depths: [1, 2]', 'depths: [2, 1]'],
      ['batch: 512', 'batch: 256'],
      ['preset: quickstart', 'preset: paper'],
      ['[0.1, 0.2]', '[0.1, 0.3]'],
      ['fronts: search', 'fronts: search@0.1'],
      ['desc: How small?', 'desc: How big?'],
    ];
    for (const [from, to] of changes)
      expect(meaningOf(sound.replace(from, to)), to).not.to.deep.equal(meaning);
  });

  it('shares nothing between two places that an alias or a variable fills', () => {
    const places = sound
      .replace('quickstart', 'swat')
      .replace('{ depths: [1, 2] }', 'A')
      .replace('training:\n        batch: 512', 'training: B');
    const texts = [
      places.replace('A', '&nothing {}').replace('B', '*nothing'),
      places.replace('A', `\${nothing}`).replace('B', `\${nothing}`).replace('vars:', 'vars:\n  nothing: {}'),
    ];
    for (const text of texts) {
      const result = parsePipeline('x.yaml', text, {});
      if (!result.ok) throw new Error(formatErrors(result.errors));
      const job = result.pipeline.jobs.find(({ name }) => name === 'space');
      if (job?.op !== 'train') throw new Error('no space');
      expect(job.with.space).to.have.property('depths');
      expect(job.with.space).not.to.have.property('batch');
      expect(job.with.training).not.to.have.property('depths');
    }
  });
});
