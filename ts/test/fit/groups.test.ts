import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { explain } from '../../commands/explain.ts';
import { predict } from '../../commands/predict.ts';
import { fitInto } from '../../fit/fit.ts';
import type { FitOptions } from '../../fit/options.ts';
import { type Kernel, startKernel } from '../../kernel/index.ts';
import { checkGroups } from '../../schema/schemas.ts';
import type { GroupsFile } from '../../schema/types.ts';
import { printed } from '../commands/printed.ts';

interface Row {
  readonly shop: string;
  readonly a: number;
  readonly b: number;
  readonly y: number;
}

/** Rows of shops in each of which something else is true of y: a bend in a, a slope in b, nothing. */
function rowsOf(shop: string, count: number, y: (a: number, b: number) => number): Row[] {
  return Array.from({ length: count }, (_, i) => {
    const [a, b] = [Math.fround(2 * Math.sin(3.1 * i)), Math.fround(Math.cos(1.7 * i + 0.3))];
    const noise = 0.1 * Math.sin(12.9 * i * i);
    return { shop, a, b, y: Math.fround(y(a, b) + noise) };
  });
}
const ROWS = [
  ...rowsOf('bend', 60, (a) => 3 * Math.tanh(3 * a)),
  ...rowsOf('slope', 40, (_, b) => 2 * b),
  ...rowsOf('still', 30, () => 0).map((row) => ({ ...row, y: 7 })),
  ...rowsOf('tiny', 4, (a) => a),
];
const text = (rows: readonly Row[]) =>
  `shop,a,b,y\n${rows.map(({ shop, a, b, y }) => [shop, a, b, y].join(',')).join('\n')}\n`;

const toTenDigits = (_: string, value: unknown) =>
  typeof value === 'number' ? Number(value.toPrecision(10)) : value;

describe('a fit by groups', () => {
  let kernel: Kernel;
  let first: Awaited<ReturnType<typeof fitted>>;
  const folder = mkdtempSync(join(tmpdir(), 'swat groups '));
  before(async function () {
    this.timeout(60_000);
    kernel = await startKernel({ device: 'cpu', threads: 1 });
    first = await fitted(ROWS);
  });
  after(async () => {
    await kernel.close();
    rmSync(folder, { recursive: true });
  });

  let count = 0;
  async function fitted(rows: readonly Row[], options: Partial<FitOptions> = {}) {
    const out = join(folder, `out${++count}`);
    const table = join(folder, `table${count}.csv`);
    writeFileSync(table, text(rows));
    const notices: string[] = [];
    const hooks = { onNotice: (sentence: string) => notices.push(sentence) };
    await fitInto(out, { table, target: 'y', by: 'shop', steps: 400, ...options }, hooks, kernel);
    const file: GroupsFile = JSON.parse(readFileSync(join(out, 'groups.json'), 'utf8'));
    expect(checkGroups(file)).to.deep.equal({ ok: true, value: file });
    return { out, table, file, notices };
  }
  const named = ({ groups }: GroupsFile, name: string) => groups.find((group) => group.name === name);

  it('finds in each group what is true there, and leaves a front for each', () => {
    const { file, out } = first;
    expect(file.groups.map(({ name }) => name)).to.deep.equal(['bend', 'slope']);
    expect(named(file, 'bend')).to.include({ rule: 'network', fitted: 48, tested: 12 });
    expect(named(file, 'bend')?.test).to.be.above(0.95);
    expect(named(file, 'bend')?.test).to.be.above((named(file, 'bend')?.linear ?? 0) + 0.05);
    expect(named(file, 'slope')).to.include({ rule: 'line' });
    expect(named(file, 'slope')?.test).to.be.above(0.9);
    for (const group of file.groups) {
      expect(group.nonzeros).to.be.at.most(group.fitted / 3);
      const files = readdirSync(join(out, group.folder));
      expect(files).to.have.members(['chosen.json', 'front.json', 'networks']);
      const front = JSON.parse(readFileSync(join(out, group.folder, 'front.json'), 'utf8'));
      expect(readdirSync(join(out, group.folder, 'networks'))).to.have.length(front.networks.length);
    }
  });

  it('names the groups that nothing can be learned from, and why', () => {
    const { file, notices } = first;
    expect(file.left_out).to.deep.equal([
      { name: 'still', rows: 30, reason: 'has one value of y in all rows' },
      { name: 'tiny', rows: 4, reason: 'has 3 rows besides its test rows, fewer than 5' },
    ]);
    expect(notices.join('\n')).to.match(/2 groups have no network: "still" has one value of y in all rows/);
  });

  it('shows every group on one page', () => {
    const page = readFileSync(join(first.out, 'report.html'), 'utf8');
    expect(page).to.match(/2 networks, one for each shop/);
    for (const name of ['bend', 'slope', 'still', 'tiny']) expect(page).to.include(`>${name}</th>`);
    expect(page).not.to.match(/undefined|NaN/);
  });

  it('predicts each row by the network of its group', async () => {
    const { out, table } = first;
    const { text: printedText } = await printed(predict, { arguments: { network: out, table } });
    const lines = printedText.trimEnd().split('\n');
    expect(lines).to.have.length(ROWS.length + 1);
    expect(lines[0]).to.equal('y');
    const errors = ROWS.flatMap(({ shop, y }, row) =>
      shop === 'bend' || shop === 'slope' ? [Math.abs(Number(lines[row + 1]) - y)] : [],
    );
    expect(errors).to.have.length(100);
    expect(Math.max(...errors)).to.be.below(1);
    expect(lines.slice(101)).to.deep.equal(Array(34).fill('NA'));
  });

  it('asks for one network where a command takes one alone', async () => {
    for (const network of [first.out, join(first.out, 'groups.json')]) {
      const failure = await printed(explain, { arguments: { network } }).then(
        () => null,
        (error: Error) => error.message,
      );
      expect(failure).to.match(/has 2 networks, one for each shop: name one of them, .*groups.1-bend$/);
    }
  });

  it('finds the same whatever the order of the rows, and with other groups beside', async () => {
    const shuffled = ROWS.map((row, i) => ({ row, key: (i * 7919) % 134 }))
      .sort((a, b) => a.key - b.key)
      .map(({ row }) => row);
    const again = await fitted(shuffled);
    // A mean is summed in the order of the rows.
    const rounded = ({ groups }: GroupsFile) => JSON.parse(JSON.stringify(groups, toTenDigits));
    expect(rounded(again.file)).to.deep.equal(rounded(first.file));
    const alone = await fitted(ROWS.filter(({ shop }) => shop === 'slope'));
    expect(named(alone.file, 'slope')?.test).to.be.closeTo(named(first.file, 'slope')?.test ?? 0, 1e-3);
  }).timeout(60_000);

  it('takes test rows of every group from a file', async () => {
    const test = join(folder, 'test.csv');
    writeFileSync(test, text(ROWS.filter(({ shop }) => shop === 'bend').slice(0, 9)));
    const { file } = await fitted(ROWS, { test });
    expect(file.groups.map(({ name, tested }) => [name, tested])).to.deep.equal([['bend', 9]]);
    expect(file.left_out.find(({ name }) => name === 'slope')?.reason).to.equal('has no test rows');
  }).timeout(60_000);

  it('tells classes in each group', async () => {
    const out = join(folder, 'classes');
    const table = join(folder, 'classes.csv');
    const lines = ROWS.slice(0, 100).map(({ shop, a, b, y }) =>
      [shop, a, b, y > 0 ? 'high' : 'low'].join(','),
    );
    writeFileSync(table, `shop,a,b,y\n${lines.join('\n')}\n`);
    await fitInto(out, { table, target: 'y', by: 'shop', steps: 300 }, {}, kernel);
    const file: GroupsFile = JSON.parse(readFileSync(join(out, 'groups.json'), 'utf8'));
    expect(file.score).to.equal('accuracy');
    for (const { test } of file.groups) expect(test).to.be.above(0.8);
  }).timeout(60_000);

  it('takes numbers for names, and refuses what cannot be a group', async () => {
    const numbered = ROWS.map((row) => ({ ...row, shop: { bend: '10', slope: '9' }[row.shop] ?? '11' }));
    const { file } = await fitted(numbered.slice(0, 100));
    expect(file.groups.map(({ name }) => name)).to.deep.equal(['9', '10']);
    expect(file.by_kind).to.equal('number');
    const failures: string[] = [];
    for (const [by, rows] of [
      ['shops', ROWS],
      ['y', ROWS],
      ['shop', [...ROWS, { shop: '', a: 1, b: 1, y: 1 }]],
      ['shop', ROWS.filter(({ shop }) => shop === 'still')],
    ] as const) {
      await fitted(rows, { by }).catch((error: Error) => failures.push(error.message));
    }
    expect(failures[0]).to.match(/no column "shops".*did you mean "shop"/);
    expect(failures[1]).to.match(/^The target "y" cannot name groups of rows, too \(--by\)\.$/);
    expect(failures[2]).to.match(/table\d+\.csv:136: column "shop" has no value/);
    expect(failures[3]).to.match(/target y is 7 in (all|every)|target/);
    expect(failures).to.have.length(4);
  }).timeout(60_000);
});
