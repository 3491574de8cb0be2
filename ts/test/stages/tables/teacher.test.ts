import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { parsePipeline } from '../../../config/read.ts';
import { predict } from '../../../export/predict.ts';
import { readNetwork } from '../../../export/read.ts';
import type { TeacherParameters } from '../../../schema/types.ts';
import { readSplitTable } from '../../../stages/tables/table.ts';
import { readTeacher, teach } from '../../../stages/tables/teacher.ts';
import { Road } from '../road.ts';

/** The parameters of a teacher as a pipeline gives them. */
function parametersOf(text: string): TeacherParameters {
  const parsed = parsePipeline('x.yaml', `stages: { teacher: { op: teacher, with: ${text} } }`, {});
  const [job] = parsed.ok ? parsed.pipeline.jobs : [];
  if (job?.op !== 'teacher') throw new Error(JSON.stringify(parsed));
  return job.with;
}

/** The paper's teachers: 5 neurons in every layer, and the links that are left of them. */
const paper = (family: string, depth: number, rate: number, more = '') =>
  parametersOf(
    `{ space: { family: ${family}, min_width: 5, max_width: 5, drop_rates: [${rate}] }, depth: ${depth}, rows: 300${more} }`,
  );

const FAMILIES = ['sigmoid', 'leaky_relu', 'linear'];

describe('a teacher', () => {
  it("has the paper's 14, 35 and 48 weights at depths 2, 3 and 4, in every family and for every seed", () => {
    for (const family of FAMILIES) {
      for (const [depth, rate, weights] of [
        [2, 70, 14],
        [3, 50, 35],
        [4, 50, 48],
      ] as const) {
        for (const seed of [0, 1, 2, 3]) {
          const { file } = teach(paper(family, depth, rate, `, seed: ${seed}`));
          expect(file).to.include({ family, depth, nonzeros_raw: weights });
          expect(file.nonzeros).to.be.at.most(weights);
          expect(file.network.nonzeros).to.equal(file.nonzeros);
        }
      }
    }
  });

  it('is counted without its dead parts, which some teachers have', () => {
    const counts = Array.from(
      { length: 20 },
      (_, seed) => teach(paper('linear', 2, 70, `, seed: ${seed}`)).file,
    );
    expect(counts.some(({ nonzeros, nonzeros_raw }) => nonzeros < nonzeros_raw)).to.equal(true);
  });

  it('of no family is called other', () => {
    expect(
      teach(parametersOf('{ space: { activations: [tanh] }, depth: 2, rows: 30 }')).file.family,
    ).to.equal('other');
  });

  it('answers every row as its network file predicts, in float64', () => {
    for (const family of FAMILIES) {
      const { table, file } = teach(paper(family, 3, 50));
      const read = readNetwork(JSON.stringify(file.network));
      if (!read.ok) throw new Error(JSON.stringify(read.complaints));
      const predicted = predict(read.value, table.x);
      table.y.forEach((value, row) => {
        expect(predicted[row]).to.be.closeTo(value, 1e-12 * Math.max(1, Math.abs(value)));
      });
      expect(new Set(table.y).size).to.be.above(100);
    }
  });

  it('is asked at inputs uniform in [-1, 1], whose tenths are evenly filled', () => {
    const { x } = teach(parametersOf('{ depth: 1, rows: 4000 }')).table;
    const tenths = Array<number>(10).fill(0);
    for (const value of x)
      tenths[Math.floor((value + 1) * 5)] = (tenths[Math.floor((value + 1) * 5)] ?? 0) + 1;
    expect(tenths).to.have.length(10);
    // Of 12,000 numbers 1,200 are expected in each tenth, give or take 33: 5 standard deviations.
    for (const count of tenths) expect(count).to.be.within(1200 - 165, 1200 + 165);
  });

  it('and its table are the same for the same seed; another seed gives another teacher and other inputs', () => {
    const [one, same, other] = [0, 0, 1].map((seed) => teach(paper('sigmoid', 2, 70, `, seed: ${seed}`)));
    expect(same).to.deep.equal(one);
    expect(other?.file.network.layers).to.not.deep.equal(one?.file.network.layers);
    expect(other?.table.x).to.not.deep.equal(one?.table.x);
  });

  it('does not change with the number of rows, nor do the first of its rows', () => {
    const few = teach(parametersOf('{ depth: 2, rows: 10 }'));
    const more = teach(parametersOf('{ depth: 2, rows: 20 }'));
    expect(more.file).to.deep.equal(few.file);
    expect(more.table.x.slice(0, 30)).to.deep.equal(few.table.x);
    expect(more.table.y.slice(0, 10)).to.deep.equal(few.table.y);
  });

  it('splits its rows as it is told', () => {
    const { card, part } = teach(parametersOf('{ depth: 1, rows: 1000, split: [2, 1, 1] }')).table;
    expect(card.rows).to.deep.equal({ read: 1000, dropped: 0, train: 500, validation: 250, test: 250 });
    expect([0, 1, 2].map((wanted) => part.filter((each) => each === wanted).length)).to.deep.equal([
      500, 250, 250,
    ]);
  });
});

describe("a teacher's artifact", () => {
  const road = new Road();
  before(async function () {
    this.timeout(60_000);
    await road.open();
  });
  after(() => road.close());

  it('is a table with the teacher beside it', async () => {
    const text = 'stages: { teacher: { op: teacher, with: { depth: 2, rows: 50 } } }';
    const { artifacts } = await road.run(text);
    const folder = artifacts.teacher ?? '';
    const { table, file } = teach(parametersOf('{ depth: 2, rows: 50 }'));
    expect(readSplitTable(folder)).to.deep.equal(table);
    expect(JSON.parse(readFileSync(join(folder, 'teacher.json'), 'utf8'))).to.deep.equal(file);
    expect(readTeacher(folder)).to.deep.equal(file);
  }).timeout(60_000);
});
