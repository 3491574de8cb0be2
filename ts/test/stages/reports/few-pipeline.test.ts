import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import type { Job } from '../../../config/pipeline.ts';
import { readPipeline } from '../../../config/read.ts';

const FILE = 'pipelines/few/few.yaml';

async function jobsOf(settings: Record<string, string>): Promise<readonly Job[]> {
  const result = await readPipeline(FILE, settings);
  if (!result.ok) throw new Error(result.errors.map(({ message }) => message).join('\n'));
  return result.pipeline.jobs;
}

/** What `make few REDUCED=1` sets. */
function reduced(): Record<string, string> {
  const [, text = ''] = /^FEW_REDUCED := ((?:.*\\\n)*.*)/m.exec(readFileSync('Makefile', 'utf8')) ?? [];
  const settings = Array.from(text.matchAll(/-S '(\w+)=([^']*)'/g), ([, name = '', value = '']) => [
    name,
    value,
  ]);
  return Object.fromEntries(settings);
}

const count = (jobs: readonly Job[], op: Job['op'], name = /./) =>
  jobs.filter((job) => job.op === op && name.test(job.name)).length;

describe('the pipeline of few rows', () => {
  it('has a search and baselines on every function, row count, noise and seed, and on every real table', async () => {
    const jobs = await jobsOf({});
    expect(count(jobs, 'function')).to.equal(16 * 5 * 4 * 3);
    expect(count(jobs, 'table')).to.equal((15 + 10 * 3) * 3);
    const tables = count(jobs, 'function') + count(jobs, 'table');
    expect(count(jobs, 'baselines')).to.equal(tables);
    expect(count(jobs, 'search', /^search/)).to.equal(tables);
    const report = jobs.at(-1);
    expect(report?.deps.baselines).to.have.length(tables);
    expect(report?.deps.fronts).to.have.length(count(jobs, 'search'));
  });

  it('reads the tables that scripts/real-tables.py writes', async () => {
    const script = readFileSync('scripts/real-tables.py', 'utf8');
    const names = Array.from(
      script.matchAll(/Source\("\w+", "(\w+)"/g),
      ([, name]) => `out/real/${name}.csv`,
    );
    const jobs = await jobsOf({});
    const files = jobs.flatMap((job) => (job.op === 'table' ? [job.with.file] : []));
    expect([...new Set(files)]).to.have.members(names);
  });

  it('is sound where it is reduced: one seed, six functions, five whole tables on two splits', async () => {
    const jobs = await jobsOf(reduced());
    expect(count(jobs, 'function')).to.equal(6 * 4 * 2);
    expect(count(jobs, 'table', /^real@/)).to.equal(5 * 2);
    expect(count(jobs, 'search')).to.be.below(80);
  });
});
