import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import type { Job, Pipeline } from '../../config/pipeline.ts';
import { formatErrors } from '../../config/position.ts';
import { parsePipeline, readPipeline } from '../../config/read.ts';
import { sound } from './sound.ts';

function pipelineOf(text: string, settings: Record<string, string> = {}): Pipeline {
  const result = parsePipeline('pipelines/small.yaml', text, settings);
  if (!result.ok) throw new Error(formatErrors(result.errors));
  return result.pipeline;
}

function jobOf(pipeline: Pipeline, name: string): Job {
  const job = pipeline.jobs.find((each) => each.name === name);
  if (job === undefined) throw new Error(`no job ${name}`);
  return job;
}

function sentences(text: string, settings: Record<string, string> = {}): string[] {
  const result = parsePipeline('x.yaml', text, settings);
  return result.ok ? [] : result.errors.map(({ message }) => message);
}

describe('a pipeline', () => {
  it('is called by its file, and says what it is for', () => {
    expect(pipelineOf(sound)).to.include({ file: 'pipelines/small.yaml', name: 'small', desc: 'How small?' });
    expect(pipelineOf(sound.replace('desc: How small?\n', '')).desc).to.equal(null);
  });

  it('takes device, threads and restarts from the schema where it does not say', () => {
    expect(pipelineOf(sound).restarts).to.deep.equal({ most: 3, pause_seconds: 1 });
    expect(pipelineOf(sound)).to.include({ device: 'auto', threads: 0 });
    expect(pipelineOf(`device: cpu\nthreads: \${n}\n${sound.replace('vars:', 'vars:\n  n: 2')}`)).to.include({
      device: 'cpu',
      threads: 2,
    });
  });

  it('has a job a stage, and one for every value of a matrix, in the order of the file', () => {
    const names = pipelineOf(sound).jobs.map(({ name }) => name);
    expect(names).to.deep.equal(['table', 'space', 'search@0.1', 'search@0.2', 'compare', 'page']);
  });

  it('is frozen all through, and JSON can carry what its stages are given', () => {
    const pipeline = pipelineOf(sound);
    const visit = (value: unknown): void => {
      if (typeof value !== 'object' || value === null) return;
      expect(value).to.be.frozen;
      Object.values(value).forEach(visit);
    };
    visit(pipeline);
    for (const job of pipeline.jobs) {
      const parameters: unknown = job.with;
      expect(JSON.parse(JSON.stringify(parameters))).to.deep.equal(parameters);
    }
  });

  it('tells where each part of a job was written', () => {
    const { line, column, text } = jobOf(pipelineOf(sound), 'search@0.2').locate(['with', 'seconds']);
    expect([line, column, text]).to.deep.equal([26, 16, `      seconds: \${seconds}`]);
    const preset = jobOf(pipelineOf(sound), 'space').locate(['with', 'training', 'learning_rate']);
    expect([preset.line, preset.text.trim()]).to.deep.equal([17, 'training:']);
  });
});

describe('a dependency', () => {
  it('on a matrix stands for all of its jobs where several are allowed, in their order', () => {
    const { deps, many } = jobOf(pipelineOf(sound), 'compare');
    expect(deps).to.deep.equal({ fronts: ['search@0.1', 'search@0.2'] });
    expect(many).to.deep.equal(['fronts']);
    expect(jobOf(pipelineOf(sound), 'page').many).to.deep.equal([]);
  });

  it('names each job once, however it is named', () => {
    const text = sound.replace('fronts: search', 'fronts: [search@0.2, search]');
    expect(jobOf(pipelineOf(text), 'compare').deps).to.deep.equal({ fronts: ['search@0.2', 'search@0.1'] });
  });

  it('may name the job with the same value', () => {
    const text = sound
      .replace('    op: table\n', '    op: table\n    matrix: { alpha: [0.1, 0.2] }\n')
      .replace('table: table }', `table: "table@\${item.alpha}" }`)
      .replace('table: table\n', 'table: table@0.1\n');
    const pipeline = pipelineOf(text);
    expect(jobOf(pipeline, 'search@0.1').deps).to.deep.equal({ space: ['space'], table: ['table@0.1'] });
    expect(jobOf(pipeline, 'search@0.2').deps).to.deep.equal({ space: ['space'], table: ['table@0.2'] });
  });

  it('on itself is left to the dag, which knows about cycles', () => {
    expect(sentences(sound.replace('table: table }', 'table: table, untrained: search@0.1 }'))).to.deep.equal(
      [],
    );
  });
});

describe('a setting', () => {
  it('replaces a variable, and is read as YAML', () => {
    const settings = { seed: '7', seconds: '0.5' };
    const pipeline = pipelineOf(sound, settings);
    expect(pipeline.vars).to.deep.equal({ seed: 7, seconds: 0.5 });
    expect(jobOf(pipeline, 'table').with).to.include({ seed: 7 });
    const text = sound
      .replace('vars:', 'vars:\n  inputs: [a]')
      .replace('target: mass', `target: mass\n      inputs: \${inputs}`);
    expect(jobOf(pipelineOf(text), 'table').with).to.deep.include({ inputs: ['a'] });
    expect(jobOf(pipelineOf(text, { inputs: 'null' }), 'table').with).to.deep.include({ inputs: null });
    expect(jobOf(pipelineOf(text, { inputs: '[b, c]' }), 'table').with).to.deep.include({
      inputs: ['b', 'c'],
    });
    expect(jobOf(pipelineOf(text, { inputs: 'b,c' }), 'table').with).to.deep.include({ inputs: 'b,c' });
  });

  it('is taken as words where a name is wanted and YAML has none', () => {
    const text = sound
      .replace('vars:', 'vars:\n  target: null\n  inputs: null')
      .replace('target: mass', `target: \${target}\n      inputs: \${inputs}`);
    const named: [string, string][] = [
      ['2021', '2021'],
      ['1.50', '1.50'],
      ['true', 'true'],
      ['null', 'null'],
      ['~', '~'],
      ['#x', '#x'],
      ['a: b', 'a: b'],
      ['%', '%'],
      ['flow, m³/h', 'flow, m³/h'],
      ['temp "T1" [°C]', 'temp "T1" [°C]'],
      ['"a\\" b"', 'a" b'],
    ];
    for (const [target, name] of named) {
      const table = jobOf(pipelineOf(text, { target, inputs: '[2019, null, "a, b"]', seed: '7' }), 'table');
      expect(table.with, target).to.deep.include({ target: name, inputs: ['2019', 'null', 'a, b'], seed: 7 });
    }
    expect(jobOf(pipelineOf(text, { target: 'a', inputs: '2019' }), 'table').with).to.include({
      inputs: '2019',
    });
  });

  it('is YAML in what is said of others that are wrong', () => {
    const text = sound
      .replace('vars:', 'vars:\n  target: null')
      .replace('target: mass', `target: \${target}`);
    expect(sentences(text, { target: '2021', seed: 'true' })).to.deep.equal([
      'expected `seed` to be an integer of at least 0, got true',
    ]);
    expect(sentences(text, { target: '[a' })).to.deep.equal(['Flow sequence must end with a ]']);
  });

  it('reaches the variables that refer to it', () => {
    const text = sound
      .replace('seconds: 30', `half: \${seed}\n  seconds: 30`)
      .replace(`seed: \${seed}`, `seed: \${half}`);
    expect(jobOf(pipelineOf(text, { seed: '5' }), 'table').with).to.include({ seed: 5 });
  });

  it('of a name that is not in vars is shown as it was given', () => {
    const result = parsePipeline('x.yaml', sound, { sed: '1' });
    expect(result.ok ? '' : formatErrors(result.errors)).to.equal(
      ['-S:1:1: `sed` is not in `vars`: did you mean `seed`?', '    sed=1', '    ^^^'].join('\n'),
    );
    expect(
      sentences('stages: { t: { op: table, with: { file: a, target: b } } }', { seed: '1' }),
    ).to.deep.equal(['`seed` is not in `vars`: the pipeline has none']);
  });

  it('that is no YAML is shown as it was given, and complained of once', () => {
    const result = parsePipeline('x.yaml', sound, { seed: '[1' });
    expect(result.ok ? '' : formatErrors(result.errors)).to.equal(
      ['-S:1:8: Flow sequence must end with a ]', '    seed=[1', '           ^'].join('\n'),
    );
  });

  it('of a wrong type is complained of where the variable is used', () => {
    expect(sentences(sound, { seed: 'many' })).to.deep.equal([
      'expected `seed` to be an integer of at least 0, got "many"',
    ]);
  });
});

describe('a pipeline file', () => {
  let folder = '';
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'swat-config-'));
  });
  after(() => rm(folder, { recursive: true }));

  it('is read with its name', async () => {
    const file = join(folder, 'small.yml');
    await writeFile(file, sound);
    const result = await readPipeline(file, {});
    expect(result.ok && result.pipeline.name).to.equal('small');
  });

  it('that is missing, or a folder, is one sentence', async () => {
    const missing = await readPipeline(join(folder, 'none.yaml'), {});
    const none = `there is no pipeline file ${join(folder, 'none.yaml')}`;
    expect(missing.ok ? '' : formatErrors(missing.errors)).to.equal(none);
    const result = await readPipeline(folder, {});
    expect(result.ok ? '' : formatErrors(result.errors)).to.equal(
      `${folder} is a folder, not a pipeline file`,
    );
  });

  it('that is empty says what it lacks', () => {
    expect(sentences('')).to.deep.equal(['expected the top level to be a mapping, got null']);
    expect(sentences('{}')).to.deep.equal(['expected the top level to have `stages` (a mapping)']);
  });
});
