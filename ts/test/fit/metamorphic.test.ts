import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { fitInto } from '../../fit/fit.ts';
import { loadNetwork, predict, type Row } from '../../fit/predict.ts';
import { type Kernel, startKernel } from '../../kernel/index.ts';
import { normal, pick, shuffle } from '../../random/distributions.ts';
import { openStream } from '../../random/stream.ts';
import type { Front } from '../../schema/types.ts';

/** Tables that are tried; more of them in a soak. */
const TABLES = process.env.SOAK ? 10 : 1;
const ROWS = 60;

type Cell = number | string;
interface Table {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
}

/** Two numbers, a category, and a target that bends in the first number. */
function tableOf(seed: number): Table {
  const stream = openStream('metamorphic', seed);
  const rows = Array.from({ length: ROWS }, () => {
    const [a, b] = [normal(stream), normal(stream)];
    const colour = pick(stream, ['red', 'green', 'blue'] as const);
    return [a, b, colour, Math.tanh(2 * a) + 0.2 * b + (colour === 'red' ? 1 : 0) + 0.03 * normal(stream)];
  });
  return { columns: ['a', 'b', 'colour', 'y'], rows };
}

/** What a fit says of a table: its front, and the answers of the chosen network to the first table's rows. */
interface Said {
  /** Numbers of each network, and the neurons of each hidden layer. */
  readonly shapes: readonly (readonly [nonzeros: number, neurons: readonly number[]])[];
  readonly chosen: number;
  /** Of each network, on validation and test rows. */
  readonly rmse: readonly number[];
  readonly answers: readonly number[];
}

describe('a fit of the same table, told otherwise', function () {
  this.timeout(60_000 + TABLES * 240_000);
  let kernel: Kernel;
  const folder = mkdtempSync(join(tmpdir(), 'swat metamorphic '));
  before(async () => {
    kernel = await startKernel({ device: 'cpu', threads: 1 });
  });
  after(async () => {
    await kernel.close();
    rmSync(folder, { recursive: true });
  });

  let fits = 0;
  async function said({ columns, rows }: Table): Promise<Said> {
    const out = join(folder, `fit${++fits}`);
    const file = join(folder, `table${fits}.csv`);
    writeFileSync(file, `${[columns, ...rows].map((row) => row.join(',')).join('\n')}\n`);
    const target = columns.at(-1) as string;
    await fitInto(out, { table: file, target, steps: 250 }, {}, kernel);
    const { networks, chosen }: Front = JSON.parse(readFileSync(join(out, 'front.json'), 'utf8'));
    const named = rows.map((row) => Object.fromEntries(columns.map((name, i) => [name, row[i]])) as Row);
    return {
      shapes: networks.map(({ nonzeros, neurons }) => [nonzeros, neurons] as const),
      chosen,
      rmse: networks.flatMap(({ validation, test }) =>
        [validation, test].map(({ mse }) => Math.sqrt(mse ?? Number.NaN)),
      ),
      answers: (await predict(await loadNetwork(out), named)) as number[],
    };
  }

  /** The same networks: sizes, errors and answers, these `scale` times as large, but for the last digits. */
  function expectSame(other: Said, { shapes, chosen, rmse, answers }: Said, scale = 1): void {
    expect(other.shapes).to.deep.equal(shapes);
    expect(other.chosen).to.equal(chosen);
    rmse.forEach((value, i) => void expect(other.rmse[i]).to.be.closeTo(value * scale, 1e-6 * scale));
    answers.forEach((value, i) => void expect(other.answers[i]).to.be.closeTo(value * scale, 1e-6 * scale));
  }

  for (let seed = 0; seed < TABLES; seed++) {
    it(`gives the same networks: rows in another order, columns renamed, constant columns, other units (${seed})`, async () => {
      const { columns, rows } = tableOf(seed);
      const plain = await said({ columns, rows });
      // A line alone would not tell much.
      expect(plain.shapes.at(-1)?.[1]).to.not.be.empty;

      const order = shuffle(openStream('order', seed), Array.from(rows.keys()));
      const moved = await said({ columns, rows: order.map((at) => rows[at] as Cell[]) });
      const back = order.map((_, at) => moved.answers[order.indexOf(at)] as number);
      expectSame({ ...moved, answers: back }, plain);

      const names = ['flow m³/h', '2021', 'Größe', 'true'];
      const renamed = rows.map(([a = 0, b = 0, colour = '', y = 0]) => [a, 7, b, colour, 'same', y]);
      const columnsOf = ([a = '', b = '', c = '', y = '']: string[]) => [a, 'k', b, c, 'w', y];
      expectSame(await said({ columns: columnsOf(names), rows: renamed }), plain);

      const scaled = rows.map(([a, b, colour = '', y]) => [
        1000 * Number(a),
        b as Cell,
        colour,
        1000 * Number(y),
      ]);
      expectSame(await said({ columns, rows: scaled }), plain, 1000);
    });
  }
});
