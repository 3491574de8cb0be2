import { expect } from 'chai';
import { checkPipeline, families, pipelineSchema, presets } from '../../schema/schemas.ts';
import type { Stage } from '../../schema/types.ts';
import { isObject, type Schema } from '../../schema/words.ts';

type With<O extends Stage['op']> = Extract<Stage, { op: O }>['with'];

const deps = { train: {}, search: { space: 'a', table: 'b' } };

function checked<O extends 'train' | 'search'>(op: O, parameters: Schema): With<O> {
  const result = checkPipeline({ stages: { stage: { op, deps: deps[op], with: parameters } } });
  if (!result.ok) throw new Error(JSON.stringify(result.complaints));
  return result.value.stages.stage?.with as With<O>;
}

function presetOf<O extends 'train' | 'search'>(name: string, op: O): With<O> {
  return checked(op, presets[name]?.[op] ?? {});
}

/** The paths at which two values say the same. */
function sameIn(preset: Schema, base: unknown, path: string): string[] {
  return Object.entries(preset).flatMap(([key, value]) => {
    const below = isObject(base) ? base[key] : undefined;
    if (isObject(value)) return sameIn(value, below, `${path}.${key}`);
    return JSON.stringify(value) === JSON.stringify(below) ? [`${path}.${key}`] : [];
  });
}

describe('the presets', () => {
  it('are those that the schema lets a stage name', () => {
    const definitions = pipelineSchema.$defs as Record<
      string,
      { properties: { preset: { enum: string[] } } }
    >;
    for (const op of ['train', 'search']) {
      expect(Object.keys(presets)).to.have.members(
        definitions[`${op}_parameters`]?.properties.preset.enum ?? [],
      );
    }
  });

  it('are accepted, for training and for search', () => {
    for (const name of Object.keys(presets)) {
      expect(Object.keys(presets[name] ?? {}), name).to.have.members(['train', 'search']);
      expect(() => [presetOf(name, 'train'), presetOf(name, 'search')], name).not.to.throw();
    }
  });

  it('list only their differences from the defaults, and always the kind of autoencoder', () => {
    for (const [name, { train = {}, search = {} }] of Object.entries(presets)) {
      const kind = presetOf(name, 'train').autoencoder.kind;
      const base = checked('train', { autoencoder: { kind } });
      expect(sameIn(train, base, name)).to.deep.equal([`${name}.autoencoder.kind`]);
      expect(sameIn(search, checked('search', {}), name)).to.deep.equal([]);
    }
  });
});

describe('the families', () => {
  it('are those that the schema lets a space name, and each sets the same keys', () => {
    const definitions = pipelineSchema.$defs as { space: { properties: { family: { enum: string[] } } } };
    expect(Object.keys(families)).to.have.members(definitions.space.properties.family.enum);
    for (const set of Object.values(families)) {
      expect(Object.keys(set)).to.deep.equal(['activations', 'output_activation', 'weight_range']);
    }
  });

  it('are accepted, and sigmoid is what the schema has by default', () => {
    const { space } = presetOf('swat', 'train');
    for (const [name, set] of Object.entries(families)) {
      const given = checked('train', { autoencoder: { kind: 'functional' }, space: set }).space;
      expect(given, name).to.deep.equal({ ...space, ...set });
    }
    expect(space).to.deep.include(families.sigmoid);
  });
});

describe('the preset paper', () => {
  it("has the paper's networks: 3 inputs, widths 3 to 7, depths 1 to 4, no bias", () => {
    const { space } = presetOf('paper', 'train');
    expect(space).to.deep.include({
      inputs: 3,
      outputs: 1,
      min_width: 3,
      max_width: 7,
      depths: [1, 2, 3, 4],
      bias: false,
    });
    expect(space).to.deep.include({
      activations: ['sigmoid'],
      output_activation: 'linear',
      weight_range: 10,
    });
    expect(space).to.deep.include({ drop_rates: [50, 70, 80, 90], keep_rounding: 'up', leaky_slope: 0.01 });
    expect(space).to.deep.include({ active_slots: 'subset', fixed_paths: 'each_input' });
  });

  it('trains on 3,200,000 networks for 4 epochs, by Adam at 1e-4 halved every 2 epochs, in batches of 32', () => {
    const { training, autoencoder } = presetOf('paper', 'train');
    expect(training).to.include({
      unique_networks: 3_200_000,
      networks: 4 * 3_200_000,
      halve_every: 2 * 3_200_000,
    });
    expect(training).to.deep.include({
      optimizer: 'adam',
      learning_rate: 1e-4,
      betas: [0.9, 0.999],
      schedule: 'halve',
    });
    expect(training).to.include({ batch: 32, loss: 'min', weight_decay: 0, warmup_steps: 0, clip_norm: 0 });
    expect(training).to.include({ grid: 10, grid_values: 'random', masks: 'harden', precision: 'float32' });
    expect(autoencoder).to.deep.include({
      kind: 'convolutional',
      fully_connected: [512, 256, 256, 128],
      skip_norm: false,
    });
  });

  it('searches as Algorithm 1 says: one start, 30,001 full steps, no finish; t moved as in the code', () => {
    const { latent, finish, steps, latent_share } = presetOf('paper', 'search');
    expect(latent).to.deep.include({
      starts: 1,
      rows: 0,
      objective: 'mse',
      learning_rate: 0.1,
      alpha: [1 / 7000],
    });
    expect(latent).to.include({
      threshold_learning_rate: 0.01,
      threshold_gradient: 'whole',
      alpha_from_first_error: true,
      start_from: 'uniform',
      keep: 'last',
    });
    expect(latent).to.include({ l1: 0.1, soft_count: 0.5, soft_count_gain: 10, threshold_gain: 100 });
    expect({ finish: finish.enabled, steps, latent_share }).to.deep.equal({
      finish: false,
      steps: 30_001,
      latent_share: 1,
    });
  });
});

describe('the preset authors-code', () => {
  it("differs from the paper by what the authors' public code does", () => {
    const [code, paper] = [presetOf('authors-code', 'train'), presetOf('paper', 'train')];
    expect(code.space).to.deep.equal({
      ...paper.space,
      max_width: 6,
      leaky_slope: 0.1,
      keep_rounding: 'down',
      active_slots: 'prefix',
      fixed_paths: 'first_neuron',
    });
    expect(code.autoencoder).to.deep.equal({
      ...paper.autoencoder,
      fully_connected: [512, 256, 128],
      skip_norm: true,
    });
    expect(code.training).to.deep.equal({ ...paper.training, grid_values: 'even', masks: 'dead' });
    const [search, published] = [presetOf('authors-code', 'search'), presetOf('paper', 'search')];
    expect(search).to.deep.equal(published);
  });
});
