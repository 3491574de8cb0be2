import { expect } from 'chai';
import { checkPipeline, pipelineSchema } from '../../schema/schemas.ts';
import { follow, isObject, type Schema } from '../../schema/words.ts';

/** The least that each operation must be told. */
const least = {
  stages: {
    fit: { op: 'fit', with: { table: { file: 'a.csv', target: 'y' } } },
    compress: { op: 'compress', with: { network: 'a.json' } },
    table: { op: 'table', with: { file: 'a.csv', target: 'y' } },
    teacher: { op: 'teacher', with: { depth: 2 } },
    principal: {
      op: 'train',
      with: { autoencoder: { kind: 'principal' } },
      engine: { kind: 'torchrun', processes: 2 },
    },
    functional: { op: 'train', with: { autoencoder: { kind: 'functional' } } },
    convolutional: { op: 'train', with: { autoencoder: { kind: 'convolutional' } } },
    tabular: { op: 'train', with: { autoencoder: { kind: 'table' } } },
    reconstruct: { op: 'reconstruct', deps: { space: 'functional' } },
    similarity: { op: 'similarity', deps: { space: 'functional' } },
    encode: { op: 'encode', deps: { space: 'functional', network: 'search' } },
    decode: { op: 'decode', deps: { space: 'functional', point: 'encode' } },
    distance: { op: 'distance', deps: { space: 'functional', network: 'search', other: 'decode' } },
    nearest: { op: 'nearest', deps: { space: 'functional', network: 'search' } },
    interpolate: { op: 'interpolate', deps: { space: 'functional', network: 'search', other: 'decode' } },
    map: { op: 'map', deps: { space: 'functional' } },
    function: { op: 'function', with: { name: 'bump' } },
    cornn: { op: 'cornn', with: { name: 'leon' } },
    ablation: { op: 'ablation', deps: { reconstructions: 'reconstruct' } },
    search: { op: 'search', deps: { space: 'functional', table: 'table' } },
    rival: { op: 'rival', deps: { table: 'table' }, with: { kind: 'ols' } },
    compare: { op: 'compare', deps: { fronts: 'search' } },
    baselines: { op: 'baselines', deps: { table: 'table' } },
    cornn_report: { op: 'cornn_report', deps: { tables: 'cornn', fronts: 'search' } },
    few_report: { op: 'few_report', deps: { baselines: 'baselines', fronts: 'search' } },
    report: { op: 'report', deps: { search: 'search', table: 'table' } },
    paper_report: { op: 'paper_report', deps: { reconstructions: 'reconstruct' } },
  },
};

/** Calls `visit` at every property that the schema has a default for, in a value that it accepts. */
function eachDefault(
  schema: Schema,
  value: unknown,
  visit: (path: string, wanted: unknown, got: unknown) => void,
): void {
  const walk = (given: Schema, here: unknown, path: string): void => {
    const whole = follow(given, pipelineSchema);
    if (!isObject(here)) return;
    for (const branch of branchesFor(whole, here)) walk(branch, here, path);
    const properties = isObject(whole.properties) ? whole.properties : {};
    for (const [key, part] of Object.entries(properties)) {
      if (!isObject(part)) continue;
      if ('default' in part) visit(`${path}.${key}`, part.default, here[key]);
      walk(part, here[key], `${path}.${key}`);
    }
    if (!isObject(whole.additionalProperties)) return;
    for (const [key, part] of Object.entries(here)) walk(whole.additionalProperties, part, `${path}.${key}`);
  };
  walk(schema, value, '');
}

function branchesFor({ discriminator, oneOf }: Schema, value: Schema): Schema[] {
  if (!isObject(discriminator) || !Array.isArray(oneOf)) return [];
  const tag = String(discriminator.propertyName);
  return oneOf.filter(isObject).filter((branch) => {
    const { properties } = follow(branch, pipelineSchema);
    const named = isObject(properties) ? properties[tag] : undefined;
    return isObject(named) && named.const === value[tag];
  });
}

function defaultsIn(schema: unknown): number {
  if (Array.isArray(schema)) return schema.reduce((sum: number, part) => sum + defaultsIn(part), 0);
  if (!isObject(schema)) return 0;
  const properties = isObject(schema.properties) ? Object.values(schema.properties) : [];
  const own = properties.filter((part) => isObject(part) && 'default' in part).length;
  return own + Object.values(schema).reduce((sum: number, part) => sum + defaultsIn(part), 0);
}

describe("the pipeline's schema", () => {
  it('fills in every default: at the top, nested, behind $ref and within each kind of a union', () => {
    const checked = checkPipeline(least);
    if (!checked.ok) throw new Error(JSON.stringify(checked.complaints));
    const met = new Set<string>();
    eachDefault(pipelineSchema, checked.value, (path, wanted, got) => {
      met.add(path.replace(/^\.stages\.(functional|convolutional|tabular)/, '.more.$1'));
      if (isObject(wanted)) expect(got, path).to.be.an('object');
      else expect(got, path).to.deep.equal(wanted);
    });
    for (const path of [
      '.vars',
      '.threads',
      '.stages.principal.with.autoencoder.latent',
      '.more.convolutional.with.autoencoder.slope',
    ]) {
      expect([...met]).to.include(path);
    }
    // The stages of a fit, a compression's polish, the other train stages, the teacher, the rival's finish and what it begins from meet shared defaults again.
    const shared = [...met].filter(
      (path) =>
        (path.startsWith('.more.') && !path.includes('autoencoder.')) ||
        path.startsWith('.stages.fit.with.table.') ||
        path.startsWith('.stages.fit.with.search.') ||
        path.startsWith('.stages.fit.with.report.') ||
        path.startsWith('.stages.compress.with.polish.') ||
        path.startsWith('.stages.teacher.with.space.') ||
        path.startsWith('.stages.rival.with.finish_only.finish.') ||
        path.startsWith('.stages.rival.with.finish_only.drawn.'),
    );
    expect(met.size - shared.length).to.equal(defaultsIn(pipelineSchema));
  });

  it('has no default at which nothing looks: each stands with a property', () => {
    const stray: string[] = [];
    const walk = (node: unknown, path: string, isProperty: boolean): void => {
      if (!isObject(node)) return;
      if ('default' in node && !isProperty) stray.push(path);
      for (const [key, part] of Object.entries(node)) {
        if (key === 'properties' && isObject(part)) {
          for (const [name, property] of Object.entries(part)) walk(property, `${path}/${key}/${name}`, true);
        } else if (key !== 'default') walk(part, `${path}/${key}`, false);
      }
    };
    walk(pipelineSchema, '#', false);
    expect(stray).to.deep.equal([]);
  });

  it('gives defaults that it accepts itself', () => {
    const once = checkPipeline(least);
    expect(once.ok && checkPipeline(once.value)).to.deep.equal(once);
  });
});
