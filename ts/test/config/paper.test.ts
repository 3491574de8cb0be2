import { readdirSync, readFileSync } from 'node:fs';
import { expect } from 'chai';
import type { Pipeline } from '../../config/pipeline.ts';
import { formatErrors } from '../../config/position.ts';
import { readPipeline } from '../../config/read.ts';
import type { TrainParameters } from '../../schema/types.ts';

const folder = 'pipelines/paper';

async function read(file: string, settings: Record<string, string> = {}): Promise<Pipeline> {
  const result = await readPipeline(`${folder}/${file}`, settings);
  if (!result.ok) throw new Error(formatErrors(result.errors));
  return result.pipeline;
}

/** The spaces that a pipeline trains itself. */
const spacesOf = ({ jobs }: Pipeline): TrainParameters[] =>
  jobs.flatMap((job) => (job.op === 'train' && job.with.file === null ? [job.with] : []));

describe("the paper's pipelines", () => {
  const files = readdirSync(folder).filter((file) => file.endsWith('.yaml'));

  it('are without mistakes, and each begins with its question, its cost and what to look at', async () => {
    expect(files).to.include.members(['table-1.yaml', 'table-3.yaml', 'figure-2.yaml']);
    for (const file of files) {
      expect((await read(file)).desc, file).to.be.a('string');
      const comments = readFileSync(`${folder}/${file}`, 'utf8').match(/^# (?:Question|Cost|Look at): /gm);
      expect(comments, file).to.deep.equal(['# Question: ', '# Cost: ', '# Look at: ']);
    }
  });

  it('have one number for the budget of every space', async () => {
    for (const file of files) {
      const networks = spacesOf(await read(file, { networks: '640' })).map(
        ({ training }) => training.networks,
      );
      expect(new Set(networks), file).to.deep.equal(new Set([640]));
    }
  });

  it('train a space once for all of them: what has one name in two of them is the same', async () => {
    const known = new Map<string, TrainParameters>();
    let again = 0;
    for (const file of files) {
      for (const space of spacesOf(await read(file, { networks: '640' }))) {
        const { preset, seed, training } = space;
        const name = [preset, seed, training.loss, training.masks, ...space.space.activations].join();
        if (known.has(name)) again++;
        expect(space, `${file}: ${name}`).to.deep.equal(known.get(name) ?? space);
        known.set(name, space);
      }
    }
    expect(again).to.be.above(0);
  });
});

describe('the pipeline of', () => {
  const cells = (pipeline: Pipeline) =>
    spacesOf(pipeline).map(({ preset, space, training }) =>
      [preset, space.activations[0], training.loss].join(' '),
    );

  it('Table 1 has the three losses for sigmoid networks, and swat with its own', async () => {
    expect(cells(await read('table-1.yaml'))).to.have.members([
      'paper sigmoid min',
      'paper sigmoid p_minus_2',
      'paper sigmoid p_2',
      'swat sigmoid log_fvu',
    ]);
  });

  it('Table 3 has the two other families under the loss min, and swat with its own', async () => {
    expect(cells(await read('table-3.yaml'))).to.have.members([
      'paper leaky_relu min',
      'paper linear min',
      'swat leaky_relu log_fvu',
      'swat linear log_fvu',
    ]);
  });

  it('Figure 2 shows three networks of each of the three families', async () => {
    const pipeline = await read('figure-2.yaml');
    const families = new Set(cells(pipeline).map((cell) => cell.split(' ')[1]));
    expect([...families]).to.have.members(['sigmoid', 'leaky_relu', 'linear']);
    for (const job of pipeline.jobs) if (job.op === 'reconstruct') expect(job.with.examples).to.equal(3);
  });

  it('the masks differs in the masks alone, that of the losses in loss and seed alone', async () => {
    const [dead, harden, soft] = spacesOf(await read('masks.yaml'));
    expect([dead, harden, soft].map((each) => each?.training.masks)).to.deep.equal([
      'dead',
      'harden',
      'soft',
    ]);
    for (const each of [dead, soft]) {
      expect({ ...each, training: { ...each?.training, masks: 'harden' } }).to.deep.equal(harden);
    }
    const losses = spacesOf(await read('losses.yaml', { seeds: '[0, 7]' }));
    expect(losses.map(({ training, seed }) => `${training.loss} ${seed}`)).to.deep.equal(
      ['min', 'p_minus_2', 'p_2'].flatMap((loss) => [`${loss} 0`, `${loss} 7`]),
    );
    const [first] = losses;
    for (const each of losses) {
      expect({ ...each, seed: 0, training: { ...each.training, loss: 'min' } }).to.deep.equal(first);
    }
  });
});
