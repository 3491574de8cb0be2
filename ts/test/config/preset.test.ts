import { expect } from 'chai';
import { formatErrors } from '../../config/position.ts';
import { overPreset } from '../../config/preset.ts';
import { parsePipeline } from '../../config/read.ts';
import { presets } from '../../schema/schemas.ts';
import type { TrainParameters } from '../../schema/types.ts';

function trained(parameters: string): TrainParameters {
  const result = parsePipeline('x.yaml', `stages: { space: { op: train, with: { ${parameters} } } }`, {});
  if (!result.ok) throw new Error(formatErrors(result.errors));
  const [job] = result.pipeline.jobs;
  if (job?.op !== 'train') throw new Error('no train job');
  return job.with;
}

function complaintsOf(parameters: string): string[] {
  const result = parsePipeline('x.yaml', `stages: { space: { op: train, with: { ${parameters} } } }`, {});
  return result.ok ? [] : result.errors.map(({ line, column, message }) => `${line}:${column}: ${message}`);
}

describe('a family', () => {
  it('is sigmoid where none is named', () => {
    expect(trained('').space).to.deep.equal(trained('space: { family: sigmoid }').space);
  });

  it('sets what the paper says of it and nothing else, and is gone once it is resolved', () => {
    const { space } = trained('');
    const leaky = { activations: ['leaky_relu'], output_activation: 'sigmoid', weight_range: 3 };
    expect(trained('space: { family: leaky_relu }').space).to.deep.equal({ ...space, ...leaky });
    const linear = { activations: ['linear'], output_activation: 'sigmoid', weight_range: 3 };
    expect(trained('space: { family: linear }').space).to.deep.equal({ ...space, ...linear });
  });

  it('lies under the keys that are written beside it', () => {
    const { space } = trained('space: { weight_range: 5, family: linear, depths: [1] }');
    expect(space).to.deep.include({ weight_range: 5, depths: [1], activations: ['linear'] });
  });

  it('lies over the preset, whose other keys stay', () => {
    const code = trained('preset: authors-code').space;
    const { space } = trained('preset: authors-code, space: { family: leaky_relu }');
    const leaky = { activations: ['leaky_relu'], output_activation: 'sigmoid', weight_range: 3 };
    expect(space).to.deep.equal({ ...code, ...leaky });
    expect(space.leaky_slope).to.equal(0.1);
  });

  it('may be named by a variable, and for a teacher', () => {
    const text = `{ vars: { kind: linear }, stages: { a: { op: teacher, with: { depth: 2, space: { family: "\${kind}" } } } } }`;
    const result = parsePipeline('x.yaml', text, {});
    const [job] = result.ok ? result.pipeline.jobs : [];
    const { space } = trained('space: { family: linear }');
    expect(job?.op === 'teacher' && job.with.space).to.deep.equal(space);
  });

  it('that there is not is complained of where it stands', () => {
    const place = (written: string) => `stages: { space: { op: train, with: { ${written}`.length + 1;
    const wanted = 'expected `family` to be `sigmoid`, `leaky_relu` or `linear`';
    expect(complaintsOf('space: { family: sigmod }')).to.deep.equal([
      `1:${place('space: { family: ')}: ${wanted}, got "sigmod": did you mean \`sigmoid\`?`,
    ]);
    expect(complaintsOf('space: { family: constructor }')).to.deep.equal([
      `1:${place('space: { family: ')}: ${wanted}, got "constructor"`,
    ]);
    expect(complaintsOf('space: { family: 3 }')).to.deep.equal([
      `1:${place('space: { family: ')}: ${wanted}, got 3`,
    ]);
    expect(complaintsOf('space: { famly: linear }')).to.deep.equal([
      `1:${place('space: { ')}: unknown key \`famly\` in \`space\`: did you mean \`family\`?`,
    ]);
  });
});

describe('a preset', () => {
  it('is swat where none is named, also where there are no parameters at all', () => {
    const result = parsePipeline('x.yaml', 'stages: { space: { op: train } }', {});
    const [job] = result.ok ? result.pipeline.jobs : [];
    expect(job?.with).to.deep.equal(trained('preset: swat'));
    expect(trained('').autoencoder).to.deep.include(presets.swat?.train?.autoencoder);
  });

  it('lies under what is written, key by key', () => {
    const paper = trained('preset: paper');
    const changed = trained('preset: paper, training: { batch: 64 }');
    expect(paper.training.batch).to.equal(32);
    expect(changed).to.deep.equal({ ...paper, training: { ...paper.training, batch: 64 } });
  });

  it('gives the kind of autoencoder, whose keys may be set one by one', () => {
    const { autoencoder } = trained('preset: authors-code, autoencoder: { slope: 0.2 }');
    const expected = {
      kind: 'convolutional',
      neuron_order: 'drawn',
      fully_connected: [512, 256, 128],
      skip_norm: true,
      slope: 0.2,
    };
    expect(autoencoder).to.deep.equal(expected);
  });

  it('keeps its keys to itself where another kind of autoencoder is chosen', () => {
    const { autoencoder } = trained('preset: authors-code, autoencoder: { kind: functional }');
    expect(autoencoder).to.deep.equal(trained('autoencoder: { kind: functional }').autoencoder);
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
      ...presets.swat?.train,
      preset: 'constructor',
    });
  });
});
