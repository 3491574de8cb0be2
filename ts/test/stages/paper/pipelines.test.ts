import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import type { Job } from '../../../config/pipeline.ts';
import { readPipeline } from '../../../config/read.ts';
import { teach } from '../../../stages/tables/teacher.ts';

const FOLDER = fileURLToPath(new URL('../../../../pipelines/paper/', import.meta.url));

async function jobsOf(name: string, settings: Record<string, string> = {}): Promise<readonly Job[]> {
  const result = await readPipeline(`${FOLDER}${name}.yaml`, settings);
  if (!result.ok) throw new Error(result.errors.map(({ message }) => message).join('\n'));
  return result.pipeline.jobs;
}

const names = readdirSync(FOLDER).map((file) => file.replace('.yaml', ''));

describe("the pipelines of the paper's tables and figures", () => {
  for (const name of names) {
    it(`are free of mistakes: ${name}`, async () => {
      expect(await jobsOf(name)).to.not.have.length(0);
    });
  }

  it('draw the nine teachers of Table 2, of 14, 35 and 48 weights, for each seed', async () => {
    const jobs = await jobsOf('table-2', { seeds: '[3, 4]' });
    const teachers = jobs.flatMap((job) => (job.op === 'teacher' ? [job.with] : []));
    const kinds = teachers.map((each) => {
      const { table, file } = teach({ ...each, rows: 10 });
      expect(each).to.deep.include({ rows: 100_000, split: [5, 3, 2] });
      expect(each.space).to.include({ min_width: 5, max_width: 5 });
      return `${file.family} ${file.depth} ${file.nonzeros_raw} ${table.card.seed}`;
    });
    const expected = ['sigmoid', 'leaky_relu', 'linear'].flatMap((family) =>
      ['2 14', '3 35', '4 48'].flatMap((kind) => [`${family} ${kind} 3`, `${family} ${kind} 4`]),
    );
    expect(kinds).to.have.members(expected);
  });

  it('search each teacher by both presets, as it is, in the space of its family', async () => {
    const jobs = await jobsOf('table-2');
    const searches = jobs.filter(({ op }) => op === 'search');
    expect(searches).to.have.length(18);
    for (const { name, deps, with: given } of searches) {
      const [preset = '', family = ''] = name.split(/[@-]/);
      expect(given).to.include({ preset, scaling: 'none' });
      expect(deps.space).to.deep.equal([`space@${preset}-${family}`]);
      expect(deps.table?.[0]).to.match(new RegExp(`^teacher-\\d@${family}-0$`));
    }
  });

  it('share spaces, teachers and searches: what is trained for one is fresh for the next', async () => {
    const settings = { networks: '640', seed: '7' };
    const whole = async (name: string) =>
      (await jobsOf(name, settings)).map(({ op, with: given }) => JSON.stringify([op, given]));
    const table2 = await whole('table-2');
    const trained = [...(await whole('table-1')), ...(await whole('table-3'))];
    const spaces = table2.filter((job) => job.startsWith('["train"'));
    expect(spaces).to.have.length(6);
    expect(trained).to.include.members(spaces);
    const surfaces = await whole('figure-3-5-6');
    expect(table2).to.include.members(surfaces.filter((job) => !job.startsWith('["compare"')));
    const sweep = (await whole('figure-4')).filter(
      (job) => !/^\["(compare|search".*"preset":"paper")/.test(job),
    );
    expect(sweep).to.have.length(6 + 3 + 3);
    expect(table2).to.include.members(sweep);
  });

  it('sweep at least eight alphas a family for Figure 4, one a search, without the finish', async () => {
    const jobs = await jobsOf('figure-4');
    const searches = jobs.flatMap((job) => (job.op === 'search' ? [job.with] : []));
    const sweep = searches.filter(({ preset }) => preset === 'paper');
    expect(sweep.every(({ finish, latent }) => !finish.enabled && latent.alpha.length === 1)).to.equal(true);
    const alphas = [...new Set(sweep.map(({ latent }) => latent.alpha[0] ?? 0))];
    expect(alphas.length).to.be.at.least(8);
    expect(sweep).to.have.length(3 * alphas.length);
    const steps = alphas.slice(1).map((alpha, i) => alpha / (alphas[i] ?? 0));
    expect(steps.every((step) => step > 2.9 && step < 3.5)).to.equal(true);
  });
});
