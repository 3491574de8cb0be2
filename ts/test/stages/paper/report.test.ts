import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { type Dependency, type StageContext, StageError } from '../../../dag/operation.ts';
import { predict } from '../../../export/predict.ts';
import type { TableCell } from '../../../report/paper/tables-file.ts';
import type { NetworkFile } from '../../../schema/types.ts';
import { deviationsIn, paperReport } from '../../../stages/paper/report.ts';
import { measuredSearch as readSearch } from '../../../stages/paper/search.ts';
import { plainNetwork } from '../../export/plain-network.ts';
import { measuredDistances, measuredSearch, measuredSpace } from '../../report/paper/made-up.ts';

const folder = mkdtempSync(join(tmpdir(), 'swat paper '));

/** An artifact with these JSON files, as a stage's dependency. */
function artifact(name: string, files: Readonly<Record<string, unknown>>): Dependency {
  const at = join(folder, 'artifacts', name);
  mkdirSync(join(at, 'networks'), { recursive: true });
  for (const [file, value] of Object.entries(files)) writeFileSync(join(at, file), JSON.stringify(value));
  return { stage: name, folder: at };
}

function spaceArtifact(
  name: string,
  preset: string | null = 'paper',
  seed = 0,
  untrained = false,
): Dependency {
  const { source: _source, about, ...measured } = measuredSpace({ seed });
  return artifact(name, {
    'reconstruction.json': { ...measured, untrained, seed: 1, about: { ...about, preset } },
  });
}

/** y = first * x1 + second * x2, of one linear hidden neuron. */
function network(first: number, second: number): NetworkFile {
  const column = (name: string) => ({ name, offset: 0, scale: 1 });
  return plainNetwork(['x1', 'x2', 'x3'].map(column), column('y'), [
    { weights: [[first, second, 5]], bias: null, activations: ['linear'] },
    { weights: [[1]], bias: null, activations: ['linear'] },
  ]);
}

function searchArtifact(name: string, withTeacher = true): Dependency {
  const { space, search, teacher, constant, depths } = measuredSearch('sigmoid', 3, 'paper', 7);
  const { seed, ...known } = teacher;
  const networks = depths.flatMap((depth) =>
    depth.networks.map(({ file }, i) => [file, network(depth.depth, i)] as const),
  );
  return artifact(name, {
    'about.json': {
      space,
      search: { ...search, untrained: false },
      table: { seed },
      teacher: withTeacher ? { ...known, family: 'sigmoid', network: network(1, 2) } : null,
    },
    'depths.json': depths,
    'front.json': { baselines: { constant } },
    ...Object.fromEntries(networks),
  });
}

function contextOf(deps: StageContext['deps']): StageContext {
  return {
    stage: 'report',
    with: { title: 'T', budget: 'B', published: 'data/paper-tables.json', method: 'docs/method.md' },
    deps,
    out: mkdtempSync(join(folder, 'artifacts', 'out-')),
    work: folder,
    signal: new AbortController().signal,
    progress: () => {},
    notice: () => {},
  };
}

async function runOn(deps: StageContext['deps']): Promise<{ out: string; cells: TableCell[] }> {
  const context = contextOf(deps);
  await paperReport.run(context, () => Promise.reject(new Error('the report needs no kernel')));
  return { out: context.out, cells: JSON.parse(readFileSync(join(context.out, 'tables.json'), 'utf8')) };
}

async function refusal(deps: StageContext['deps']): Promise<StageError> {
  try {
    await runOn(deps);
  } catch (error) {
    if (error instanceof StageError) return error;
    throw error;
  }
  throw new Error('nothing was refused');
}

describe('the stage paper_report', () => {
  mkdirSync(join(folder, 'artifacts'));
  after(() => rmSync(folder, { recursive: true }));

  it('makes the report from artifacts alone, with links to them that hold', async () => {
    const { source: _source, ...distances } = measuredDistances();
    const { out, cells } = await runOn({
      reconstructions: [spaceArtifact('space-0'), spaceArtifact('space-1', 'paper', 1)],
      distances: artifact('distances', { 'distances.json': distances }),
      searches: searchArtifact('search'),
      sweep: [searchArtifact('sweep')],
    });
    expect(cells.map(({ table, seed }) => `${table}/${seed}`)).to.include.members(['1/0', '1/1', '2/7']);
    const markdown = readFileSync(join(out, 'report.md'), 'utf8');
    const links = new Set([...markdown.matchAll(/\]\(([^)]*)\)/g)].map(([, href = '']) => href));
    expect(links.size).to.be.above(8);
    for (const href of links) expect(readFileSync(join(out, href)).length, href).to.be.above(0);
    expect(readFileSync(join(out, 'report.html'), 'utf8')).to.contain('id="figure-3-paper"');
  });

  it('takes an artifact once that two stages share', async () => {
    const space = spaceArtifact('space-2');
    const { cells } = await runOn({ reconstructions: [space, { ...space, stage: 'again' }] });
    expect(cells).to.have.length(24);
  });

  it('refuses the measurement of an untrained autoencoder', async () => {
    const space = spaceArtifact('space-untrained', 'swat', 0, true);
    const { message, blame } = await refusal({ reconstructions: [space] });
    expect(blame).to.equal('user');
    expect(message).to.match(/^space-untrained measured an untrained autoencoder/);
  });

  it('refuses two measurements of one space, by the names of their stages', async () => {
    const { message, blame } = await refusal({
      reconstructions: [spaceArtifact('space-3'), spaceArtifact('space-4')],
    });
    expect(blame).to.equal('user');
    expect(message).to.match(/^space-3 and space-4 measured the same space/);
  });

  it('refuses a space of another family, and a search without a teacher', async () => {
    const { source: _source, about, ...measured } = measuredSpace();
    const other = artifact('other', {
      'reconstruction.json': { ...measured, about: { ...about, family: 'other' } },
    });
    expect((await refusal({ reconstructions: other })).message).to.match(/^the space of other is of none/);
    const deps = { reconstructions: spaceArtifact('space-5'), searches: searchArtifact('penguins', false) };
    expect((await refusal(deps)).message).to.match(/^penguins searched on a table without a teacher/);
  });

  it('names the preset of a file that does not say it unknown', async () => {
    const { cells } = await runOn({ reconstructions: spaceArtifact('space-6', null) });
    expect(new Set(cells.map(({ preset }) => preset))).to.deep.equal(new Set(['unknown']));
  });
});

describe('a search as the report sees it', () => {
  it('has the surfaces of the teacher and of Table 2’s networks, as their files say, the third input 0', () => {
    const { surfaces, teacher } = readSearch(searchArtifact('surfaces'), true);
    expect(teacher).to.deep.equal({ depth: 3, nonzeros: 34, nonzeros_raw: 35, seed: 7 });
    if (surfaces === null) throw new Error('no surfaces');
    const { truth, found, inputs, fixed, points } = surfaces;
    expect([inputs, fixed, points, truth.length]).to.deep.equal([['x1', 'x2'], 'x3 = 0', 17, 17 ** 2]);
    // The first corner is (-1, -1), the next point (-1, -0.875).
    expect(truth.slice(0, 2)).to.deep.equal([-3, -2.75]);
    expect(found[4]?.slice(0, 2)).to.deep.equal([
      ...predict(network(4, 1), Float64Array.of(-1, -1, 0, -1, -0.875, 0)),
    ]);
  });

  it('has none where they are not drawn', () => {
    expect(readSearch(searchArtifact('undrawn'), false).surfaces).to.equal(null);
  });
});

describe('the declared deviations', () => {
  it('are the numbered sentences of their section of docs/method.md', () => {
    const found = deviationsIn(readFileSync('docs/method.md', 'utf8'), 'docs/method.md');
    expect(found.length).to.be.at.least(4);
    expect(found[0]).to.match(/^Masks train softly/);
    const text = '## Declared deviations from the paper\n1. a `b`\n2. c\n\n## Next\n1. d\n';
    expect(deviationsIn(text, 'x.md')).to.deep.equal(['a b', 'c']);
    expect(deviationsIn('## Declared deviations\n1. a', 'x.md')).to.deep.equal(['a']);
  });

  it('are missed where there are none', () => {
    expect(() => deviationsIn('# Method\n1. a', 'x.md')).to.throw(StageError, 'x.md has no section');
  });
});
