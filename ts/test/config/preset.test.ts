import { expect } from 'chai';
import { formatErrors } from '../../config/position.ts';
import { overPreset } from '../../config/preset.ts';
import { parsePipeline } from '../../config/read.ts';
import type { TrainParameters } from '../../schema/types.ts';

function trained(parameters: string): TrainParameters {
  const result = parsePipeline('x.yaml', `stages: { space: { op: train, with: { ${parameters} } } }`, {});
  if (!result.ok) throw new Error(formatErrors(result.errors));
  const [job] = result.pipeline.jobs;
  if (job?.op !== 'train') throw new Error('no train job');
  return job.with;
}

describe('a preset', () => {
  it('is swat where none is named, also where there are no parameters at all', () => {
    const result = parsePipeline('x.yaml', 'stages: { space: { op: train } }', {});
    const [job] = result.ok ? result.pipeline.jobs : [];
    expect(job?.with).to.deep.equal(trained('preset: swat'));
    expect(trained('').autoencoder.kind).to.equal('functional');
  });

  it('lies under what is written, key by key', () => {
    const paper = trained('preset: paper');
    const changed = trained('preset: paper, training: { batch: 64 }');
    expect(paper.training.batch).to.equal(32);
    expect(changed).to.deep.equal({ ...paper, training: { ...paper.training, batch: 64 } });
  });

  it('gives the kind of autoencoder, whose keys may be set one by one', () => {
    const { autoencoder } = trained('preset: authors-code, autoencoder: { slope: 0.2 }');
    const expected = { kind: 'convolutional', fully_connected: [512, 256, 128], skip_norm: true, slope: 0.2 };
    expect(autoencoder).to.deep.equal(expected);
  });

  it('keeps its keys to itself where another kind of autoencoder is chosen', () => {
    const { autoencoder } = trained('preset: authors-code, autoencoder: { kind: functional }');
    expect(autoencoder).to.deep.equal(trained('').autoencoder);
    expect(trained('preset: quickstart, autoencoder: { kind: convolutional }').autoencoder).to.deep.equal(
      trained('autoencoder: { kind: convolutional }').autoencoder,
    );
  });

  it('gives way as a whole where a list is written', () => {
    const { autoencoder } = trained('preset: authors-code, autoencoder: { fully_connected: [128] }');
    expect(autoencoder)
      .to.include({ kind: 'convolutional' })
      .and.to.deep.include({ fully_connected: [128] });
  });

  it('may be named by a variable', () => {
    const text = `{ vars: { base: paper }, stages: { space: { op: train, with: { preset: "\${base}" } } } }`;
    const result = parsePipeline('x.yaml', text, {});
    expect(result.ok && result.pipeline.jobs[0]?.with).to.deep.equal(trained('preset: paper'));
  });

  it('leaves operations without presets, and what is no mapping, to the checker', () => {
    expect(overPreset('report', undefined)).to.equal(undefined);
    expect(overPreset('report', { title: 'a' })).to.deep.equal({ title: 'a' });
    expect(overPreset('train', null)).to.equal(null);
    expect(overPreset('constructor', {})).to.deep.equal({});
    expect(overPreset('train', { preset: 'constructor' })).to.deep.equal({
      preset: 'constructor',
      autoencoder: { kind: 'functional' },
    });
  });
});
