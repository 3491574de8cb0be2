import { readdirSync } from 'node:fs';
import { expect } from 'chai';
import type { Job } from '../../config/pipeline.ts';
import { formatErrors } from '../../config/position.ts';
import { readPipeline } from '../../config/read.ts';

const folder = 'pipelines/paper';

async function jobsOf(file: string, settings: Readonly<Record<string, string>>): Promise<readonly Job[]> {
  const result = await readPipeline(`${folder}/${file}`, settings);
  if (!result.ok) throw new Error(formatErrors(result.errors));
  return result.pipeline.jobs;
}

/** What a job does, its dependencies spelt out: two jobs with the same text share their artifact. */
function deeds(jobs: readonly Job[]): Map<string, string> {
  const known = new Map<string, string>();
  const deed = (name: string): string => {
    const job = jobs.find((each) => each.name === name);
    if (job === undefined) throw new Error(`no job ${name}`);
    const text =
      known.get(name) ??
      JSON.stringify([
        job.op,
        job.with,
        Object.entries(job.deps).map(([role, names]) => [role, names.map(deed)]),
      ]);
    known.set(name, text);
    return text;
  };
  for (const { name } of jobs) deed(name);
  return known;
}

describe('the pipeline of the whole paper', () => {
  it('makes only its report, and what rests on the spaces that come along, for itself alone', async () => {
    const others = new Set<string>();
    for (const file of readdirSync(folder)) {
      if (file !== 'all.yaml') for (const text of deeds(await jobsOf(file, {})).values()) others.add(text);
    }
    const all = deeds(await jobsOf('all.yaml', {}));
    const own = [...all].filter(([, text]) => !others.has(text)).map(([name]) => name);
    expect(own.filter((name) => !name.startsWith('swat'))).to.deep.equal(['report']);
  });

  it('has all cells: 48 and 32 of preset paper, 48 of swat, and 72 of Table 2', async () => {
    const jobs = await jobsOf('all.yaml', {});
    const report = jobs.find(({ op }) => op === 'paper_report');
    const spaces = new Set(
      (report?.deps.reconstructions ?? []).flatMap((name) => {
        const space = jobs.find((job) => job.name === name)?.deps.space?.[0];
        const job = jobs.find((each) => each.name === space);
        if (job?.op !== 'train') return [];
        if (job.with.file !== null) return [job.with.file];
        if (job.with.training.masks !== 'harden') return [];
        return [`${job.with.preset} ${job.with.space.activations[0]} ${job.with.training.loss}`];
      }),
    );
    expect([...spaces]).to.have.members([
      'paper sigmoid min',
      'paper sigmoid p_minus_2',
      'paper sigmoid p_2',
      'paper leaky_relu min',
      'paper linear min',
      'spaces/sigmoid.safetensors',
      'spaces/leaky_relu.safetensors',
      'spaces/linear.safetensors',
    ]);
    expect(report?.deps.searches).to.have.length(18);
    expect(report?.deps.sweep).to.have.length(30);
    expect(report?.deps.distances).to.have.length(6);
  });

  it('has budgets for the tables and for what is compared, and seeds for losses and searches', async () => {
    const settings = { networks: '640', compared_networks: '320', seeds: '[0, 1, 2]', loss_seeds: '[0, 1]' };
    const jobs = await jobsOf('all.yaml', settings);
    for (const job of jobs) {
      if (job.op !== 'train' || job.with.file !== null) continue;
      expect(job.with.training.networks, job.name).to.equal(/^(losses|masks)@/.test(job.name) ? 320 : 640);
    }
    const count = (stage: string) => jobs.filter(({ name }) => name.startsWith(`${stage}@`)).length;
    expect([count('losses'), count('paper-search'), count('swat-search'), count('masks')]).to.deep.equal([
      6, 27, 27, 2,
    ]);
  });
});
