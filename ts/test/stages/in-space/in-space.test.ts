import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { parsePipeline } from '../../../config/read.ts';
import { decode, distance, encode } from '../../../fit/latent.ts';
import { readPath } from '../../../stages/search/path.ts';
import { spaceFile } from '../../../stages/shipped-spaces.ts';
import { Road, SPACE } from '../road.ts';

const reader = JSON.stringify(spaceFile('table'));
const pipeline = `vars: { networks: 4096 }
stages:${SPACE}
  valley: { op: function, with: { name: valley, rows: 3000 } }
  ripple: { op: function, with: { name: ripple, rows: 3000 } }
  found:
    op: search
    matrix: { table: [valley, ripple] }
    deps: { space: space, table: "\${item.table}" }
    with: { steps: 60 }
  point: { op: encode, deps: { space: space, network: found@valley } }
  shallow: { op: decode, deps: { space: space, point: point }, with: { depth: 1 } }
  apart: { op: distance, deps: { space: space, network: found@valley, other: shallow }, with: { networks: 100 } }
  near: { op: nearest, deps: { space: space, network: found@valley, among: [found, shallow] } }
  alike: { op: nearest, deps: { space: space, network: found@valley }, with: { networks: 300, count: 3 } }
  way: { op: interpolate, deps: { space: space, network: found@valley, other: found@ripple }, with: { frames: 3 } }
  map: { op: map, deps: { space: space, among: [found, shallow, near, way] }, with: { networks: 100 } }
  reader: { op: train, with: { file: ${reader} } }
  read: { op: encode, deps: { space: reader, table: ripple }, with: { rows: 64 } }
  guessed: { op: decode, deps: { space: reader, point: read } }
`;

const json = (folder: string | undefined, file: string) =>
  JSON.parse(readFileSync(join(folder ?? '', file), 'utf8'));
const networksOf = (folder: string | undefined) => readdirSync(join(folder ?? '', 'networks'));

describe('the operations in a latent space', () => {
  const road = new Road();
  let at: Readonly<Record<string, string>> = {};
  let space = '';
  let found = '';
  before(async function () {
    this.timeout(120_000);
    await road.open();
    at = (await road.run(pipeline)).artifacts;
    space = join(at.space ?? '', 'space.safetensors');
    found = join(at['found@valley'] ?? '', 'chosen.json');
  });
  after(() => road.close());

  it('give what the functions of programs give', async () => {
    const point = json(at.point, 'point.json');
    expect(point).to.deep.include({ of: 'found@valley' });
    const own = await encode(found, { space }, {}, road.kernel);
    expect(point.z).to.deep.equal(own.z);
    const shallow = join(at.shallow ?? '', 'chosen.json');
    const decoded = await decode(own, { space, depth: 1 }, {}, road.kernel);
    expect(json(at.shallow, 'chosen.json').layers).to.deep.equal(decoded.network.layers);
    const { z, nearer } = await distance(found, shallow, { space, networks: 100 }, {}, road.kernel);
    expect(json(at.apart, 'distance.json')).to.deep.include({ z, nearer, pairs: 500 });
  }).timeout(30_000);

  it('look for neighbours among the networks of stages, the network itself left out, or among random ones', () => {
    const near = json(at.near, 'nearest.json');
    const all = ['found@valley', 'found@ripple'].flatMap((job) => networksOf(at[job]));
    expect(near.among + near.misfits).to.equal(all.length - 1 + 1);
    const names: string[] = near.neighbours.map(({ name }: { name: string }) => name);
    expect(names).to.include('shallow');
    for (const name of names) expect(name).to.match(/^shallow$|^found@(valley|ripple)\/\d{3}$/);
    const chosen = json(at['found@valley'], 'front.json');
    expect(names).to.not.include(`found@valley/${chosen.networks[chosen.chosen].file.slice(9, 12)}`);
    expect(json(at.near, 'chosen.json')).to.deep.equal(json(at.near, 'networks/001.json'));
    expect(json(at.alike, 'nearest.json')).to.include({ among: 300 });
    expect(networksOf(at.alike)).to.have.length(3);
  });

  it('draw a way, and a map with the paths of the searches', () => {
    expect(networksOf(at.way)).to.have.length(3);
    expect(json(at.way, 'way.json').frames.map(({ way }: { way: number }) => way)).to.deep.equal([0, 0.5, 1]);
    const map = json(at.map, 'map.json');
    const marked = ['found@valley', 'found@ripple', 'near', 'way'].flatMap((job) => networksOf(at[job]));
    expect(map.found.length + map.misfits).to.equal(marked.length + 1);
    expect(map.paths.map(({ name }: { name: string }) => name)).to.deep.equal([
      'found@valley',
      'found@ripple',
    ]);
    const path = readPath(join(at['found@valley'] ?? '', 'path.safetensors'));
    expect(path.steps[0]).to.equal(0);
    expect(path.steps.length).to.be.greaterThan(2);
    expect(map.paths[0].points.map(({ step }: { step: number }) => step)).to.deep.equal(path.steps);
    for (const page of [at.way, at.map])
      expect(readFileSync(join(page ?? '', 'report.html'), 'utf8')).to.contain('<svg');
  });

  it('read a table but for its test rows, and make a network of it', () => {
    const point = json(at.read, 'point.json');
    expect(point.inputs.map(({ name }: { name: string }) => name)).to.deep.equal(['x1', 'x2']);
    expect(road.notices.join()).to.match(/64 of 2400 rows are read/);
    expect(existsSync(join(at.guessed ?? '', 'chosen.json'))).to.equal(true);
  });
});

describe('an operation in a latent space', () => {
  /** What is wrong with a stage that is given this. */
  const complaint = (stage: string) => {
    const read = parsePipeline(
      'x.yaml',
      `stages:\n  space: { op: train, with: { file: a } }\n  table: { op: function, with: { name: valley } }\n  search: { op: search, deps: { table: table } }\n  it: ${stage}\n`,
      {},
    );
    return read.ok ? '' : read.errors.map(({ message }) => message).join('\n');
  };

  it('takes each network from a stage or from a file, and says what is missing or given twice', () => {
    const space = 'space: space';
    const network = 'network: search';
    expect(complaint(`{ op: encode, deps: { ${space}, ${network} } }`)).to.equal('');
    expect(complaint(`{ op: encode, deps: { ${space} }, with: { network: a.json } }`)).to.equal('');
    expect(complaint(`{ op: encode, deps: { ${space} } }`)).to.equal(
      'expected `deps.network`, `deps.table` or the file `with.network`, got none',
    );
    expect(complaint(`{ op: encode, deps: { ${space}, ${network}, table: table } }`)).to.contain(
      'got `deps.network` and `deps.table`',
    );
    expect(complaint(`{ op: distance, deps: { ${space}, ${network} } }`)).to.equal(
      'expected `deps.other` or the file `with.other`, got none',
    );
    expect(complaint(`{ op: interpolate, deps: { ${space}, ${network}, other: table } }`)).to.contain(
      'expected `other` to be a',
    );
    expect(complaint(`{ op: distance, deps: { ${space} } }`)).to.contain('`op: similarity`');
    expect(complaint(`{ op: decode, deps: { ${space} } }`)).to.contain('`deps.point`');
    expect(complaint('{ op: map }')).to.contain('`deps`');
  });
});
