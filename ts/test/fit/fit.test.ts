import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { deviceCostOf } from '../../export/device.ts';
import { programOf } from '../../export/program.ts';
import { FitError, fitInto } from '../../fit/fit.ts';
import { type FitOptions, fitParameters } from '../../fit/options.ts';
import { madeBeside } from '../../fit/place.ts';
import { type Kernel, projectRoot, startKernel } from '../../kernel/index.ts';
import { checkFront, checkNetwork } from '../../schema/schemas.ts';
import type { Front, NetworkFile } from '../../schema/types.ts';

/** Rows of a colour that matters, a number that bends, one with gaps, a yes or no and a class. */
const ROWS = Array.from({ length: 90 }, (_, i) => {
  const colour = ['red', 'green', 'blue'][i % 3] as string;
  const a = Math.fround(Math.sin(3.1 * i));
  const gap = i % 6 === 0 ? '' : String(Math.fround(Math.cos(1.7 * i)));
  const level = { red: 0, green: 1.5, blue: -2 }[colour] ?? 0;
  const y = level + Math.tanh(3 * a) + 0.05 * Math.sin(12.9 * i * i);
  const kind = y > 1 ? 'high' : y < -1 ? 'low' : 'middle';
  return { colour, a, gap, y, yes: y > 0 ? 'yes' : 'no', kind, shop: `s${i % 5}` };
});
const HEADER = ['colour', 'a', 'gap', 'y', 'yes', 'kind', 'shop'] as const;
const TABLE_SPACE = join(projectRoot, 'spaces', 'table.safetensors');
const TABLE = [HEADER.join(','), ...ROWS.map((row) => HEADER.map((name) => row[name]).join(','))].join('\n');

describe('a fit', () => {
  let kernel: Kernel;
  const folder = mkdtempSync(join(tmpdir(), 'swat fit '));
  const file = join(folder, 'table.csv');
  before(async function () {
    this.timeout(60_000);
    writeFileSync(file, `${TABLE}\n`);
    kernel = await startKernel({ device: 'cpu', threads: 1 });
  });
  after(async () => {
    await kernel.close();
    rmSync(folder, { recursive: true });
  });

  let count = 0;
  async function fitted(options: Partial<FitOptions>) {
    const out = join(folder, `out${++count}`);
    const notices: string[] = [];
    const hooks = { onNotice: (sentence: string) => notices.push(sentence) };
    await fitInto(out, { table: file, target: 'y', steps: 400, ...options }, hooks, kernel);
    const front: Front = JSON.parse(readFileSync(join(out, 'front.json'), 'utf8'));
    const chosen: NetworkFile = JSON.parse(readFileSync(join(out, 'chosen.json'), 'utf8'));
    expect(checkFront(front)).to.deep.equal({ ok: true, value: front });
    expect(checkNetwork(chosen)).to.deep.equal({ ok: true, value: chosen });
    return { out, front, chosen, notices, test: front.networks[front.chosen]?.test };
  }

  it('learns a number from categories, gaps and numbers, and leaves front, networks and report', async () => {
    const { out, chosen, notices, test } = await fitted({ drop: 'yes,kind,shop', missing: '-77' });
    expect(chosen.missing).to.deep.equal(['-77']);
    expect(test?.r2).to.be.above(0.9);
    expect(chosen.columns.map(({ kind }) => kind)).to.deep.equal(['category', 'number', 'number']);
    expect(chosen.inputs.map(({ name }) => name)).to.include.members(['colour = green', 'gap is missing']);
    expect(notices.join('\n')).to.match(
      /predicting y from numbers a, gap \(gaps filled\); categories colour/,
    );
    expect(readdirSync(out)).to.include.members(['front.json', 'chosen.json', 'networks', 'report.html']);
  }).timeout(60_000);

  it('begins networks from a space that reads tables, too, of a number or of two classes', async () => {
    const hidden = ({ front }: { front: Front }) => front.selection?.with_hidden ?? 0;
    const options = { inputs: 'a,colour', steps: 300 };
    const [without, read] = [await fitted(options), await fitted({ ...options, space: TABLE_SPACE })];
    expect(read.test?.r2).to.be.finite;
    expect(hidden(read)).to.be.above(hidden(without));
    const classes = { ...options, target: 'yes' };
    const [drawn, told] = [await fitted(classes), await fitted({ ...classes, space: TABLE_SPACE })];
    expect(hidden(told)).to.be.above(hidden(drawn));
    expect(told.test?.accuracy).to.be.above(0.8);
    expect(told.notices.join('\n')).to.not.contain('no part in this search');
    const three = await fitted({ ...options, target: 'kind', steps: 80, space: TABLE_SPACE });
    expect(three.notices.join('\n')).to.contain(
      'the space has networks that answer one number or tell two classes: it has no part in this search',
    );
  }).timeout(60_000);

  it('keeps to what a device can hold, and says where nothing does', async () => {
    const { front, out } = await fitted({ inputs: 'a,gap', budget: '330B', steps: 60 });
    expect(front.selection?.reason).to.match(/; at most 330B, as estimated$/);
    for (const { file } of front.networks) {
      const network: NetworkFile = JSON.parse(readFileSync(join(out, file), 'utf8'));
      expect(deviceCostOf(programOf(network)).bytes).to.be.at.most(330);
    }
    const nothing = await fitted({ inputs: 'a,gap', budget: '0.5cycles', steps: 60 }).catch(String);
    expect(nothing).to.match(
      /no network fits into 0.5cycles: the smallest that was found takes about \d+ cycles/,
    );
    const wrong = await fitted({ budget: '2MB' }).catch(String);
    expect(wrong).to.contain('budget: expected bytes or cycles, such as 2kB or 500cycles');
  }).timeout(60_000);

  it('learns yes or no, and which of three classes, by their probabilities', async () => {
    const two = await fitted({ target: 'yes', drop: 'y,kind,shop' });
    expect(two.front.kind).to.equal('classification');
    expect(two.chosen.labels).to.deep.equal(['no', 'yes']);
    expect(two.chosen.outputs).to.have.length(1);
    expect(two.test?.accuracy).to.be.above(0.8);
    expect(two.test?.auc).to.be.above(0.8);
    const three = await fitted({ target: 'kind', drop: 'y,yes,shop' });
    expect(three.chosen.outputs.map(({ name }) => name)).to.deep.equal(['high', 'low', 'middle']);
    expect(three.test?.accuracy).to.be.above(0.7);
    expect(three.front.baselines.constant.test.log_loss).to.be.above(three.test?.log_loss ?? Number.NaN);
  }).timeout(60_000);

  it('learns several numbers at once', async () => {
    const { chosen, test } = await fitted({ target: ['y', 'a'], inputs: 'colour,gap' });
    expect(chosen.outputs.map(({ name }) => name)).to.deep.equal(['y', 'a']);
    expect(test?.r2).to.be.below(1);
    expect(await failure(() => fitted({ target: ['y', 'a'], inputs: 'colour,gap', steps: 1 }))).to.equal(
      'the search found no network with a finite error: give it more steps (--steps)',
    );
  }).timeout(60_000);

  it('takes test rows from a file, and keeps groups together', async () => {
    const test = join(folder, 'test.csv');
    writeFileSync(test, `${TABLE.split('\n').slice(0, 20).join('\n')}\n`);
    const { out } = await fitted({ test, drop: 'yes,kind', split: 'group:shop' });
    const card = JSON.parse(readFileSync(join(out, 'table', 'table.json'), 'utf8'));
    expect(card.rows.test).to.equal(19);
    expect(card.split).to.equal('groups');
    expect(card.inputs).not.to.include('shop = s1');
  }).timeout(60_000);

  it('has no more numbers than it may', async () => {
    const { front } = await fitted({ drop: 'yes,kind,shop', maxNonzeros: 3 });
    for (const { nonzeros } of front.networks) expect(nonzeros).to.be.at.most(3);
  }).timeout(60_000);

  it('finds the same again with the same seed and steps', async () => {
    const options = { seed: 3, steps: 200, drop: 'yes,kind,shop' };
    const [one, other] = [await fitted(options), await fitted(options)];
    expect(other.chosen).to.deep.equal(one.chosen);
  }).timeout(60_000);

  it('touches no folder that is not empty, and leaves nothing half-written', async () => {
    const taken = join(folder, 'taken');
    mkdirSync(taken);
    writeFileSync(join(taken, 'mine.txt'), 'mine');
    const options = { table: file, target: 'y', steps: 10 };
    const failures = [
      await failure(() => fitInto(taken, options, {}, kernel)),
      await failure(() => fitInto(join(taken, 'mine.txt'), options, {}, kernel)),
      await failure(() => fitInto(join(folder, 'no'), { ...options, target: 'z' }, {}, kernel)),
      await failure(() => fitInto(join(folder, 'no'), { ...options, table: 'nowhere.csv' }, {}, kernel)),
    ];
    expect(failures).to.deep.equal([
      `the folder ${taken} is not empty: name another with --out`,
      `${join(taken, 'mine.txt')} is a file, not a folder: name another with --out`,
      `${file} has no column "z"; it has "colour", "a", "gap", "y", "yes", "kind", "shop".`,
      'There is no file nowhere.csv.',
    ]);
    expect(readFileSync(join(taken, 'mine.txt'), 'utf8')).to.equal('mine');
    expect(existsSync(join(folder, 'no'))).to.equal(false);
    expect(readdirSync(folder).filter((name) => name.includes('partial'))).to.deep.equal([]);
  }).timeout(60_000);

  it('removes what a fit to the same folder left that was killed, and nothing of one that goes on', async () => {
    const out = join(folder, 'swept');
    const [mine, other] = [await madeBeside(out), await madeBeside(join(folder, 'swept-2'))];
    const dead = [mine, other].map((path) => path.replace(`~${process.pid}~`, '~4194999~'));
    for (const path of dead) mkdirSync(join(path, 'out', 'networks'), { recursive: true });
    expect(
      await failure(() => fitInto(out, { table: 'nowhere.csv', target: 'y', steps: 10 }, {}, kernel)),
    ).to.match(/no file/);
    expect([mine, other, ...dead].map((path) => existsSync(path))).to.deep.equal([true, true, false, true]);
    for (const path of [mine, other, ...dead]) rmSync(path, { recursive: true, force: true });
  });

  it('leaves what came into its folder meanwhile, and itself beside it', async () => {
    const [out, link] = [join(folder, 'filled'), join(folder, 'link')];
    mkdirSync(out);
    symlinkSync(out, link);
    const notices: string[] = [];
    const hooks = {
      onProgress: () => writeFileSync(join(out, 'mine.txt'), 'mine'),
      onNotice: (sentence: string) => notices.push(sentence),
    };
    const fit = await fitInto(link, { table: file, target: 'y', steps: 20 }, hooks, kernel);
    expect(fit.folder).to.match(/filled-2$/);
    expect(readdirSync(out)).to.deep.equal(['mine.txt']);
    expect(readdirSync(fit.folder)).to.include.members(['chosen.json', 'report.html']);
    expect(notices.at(-1)).to.equal(
      `${link} is no empty folder any more: what was made is left in ${fit.folder}`,
    );
  }).timeout(60_000);

  it('says what is wrong with a table before it needs a kernel, and that there is none where it does', async () => {
    const python = process.env.SWAT_PYTHON;
    process.env.SWAT_PYTHON = join(folder, 'no-python');
    try {
      const options = { target: 'y', steps: 10 };
      const out = join(folder, 'no kernel');
      expect(await failure(() => fitInto(out, { ...options, table: 'nowhere.csv' }))).to.equal(
        'There is no file nowhere.csv.',
      );
      expect(await failure(() => fitInto(out, { ...options, table: file }))).to.match(/no Python with torch/);
    } finally {
      if (python === undefined) delete process.env.SWAT_PYTHON;
      else process.env.SWAT_PYTHON = python;
    }
  }).timeout(60_000);

  it('says of a folder that cannot be made that it cannot', async () => {
    const blocked = join(folder, 'blocked');
    writeFileSync(blocked, 'a file');
    const options: FitOptions = { table: file, target: 'y', steps: 10 };
    const message = await failure(() => fitInto(join(blocked, 'out'), options, {}, kernel));
    expect(message).to.match(/^the folder .*blocked.out cannot be made \((ENOTDIR|EEXIST)\): name another/);
  });

  it('begins anew where its kernel dies, and gives what an undisturbed one gives', async () => {
    const options: FitOptions = { table: file, target: 'y', drop: 'yes,kind,shop', steps: 300 };
    const chosen: string[] = [];
    const notices: string[] = [];
    for (const kills of [0, 1]) {
      const out = join(folder, `death${kills}`);
      let left = kills;
      const onProgress = () => {
        // Its own kernel is the newer one, once it is there: the other tests have one, too.
        const own = ['-f', '-P', String(process.pid), 'py_kernels.serve'];
        const kernels = spawnSync('pgrep', own, { encoding: 'utf8' }).stdout.trim().split('\n');
        if (kernels.length > 1 && left-- > 0) spawnSync('pkill', ['-9', '-n', ...own]);
      };
      await fitInto(out, options, { onProgress, onNotice: (sentence) => notices.push(sentence) });
      chosen.push(readFileSync(join(out, 'chosen.json'), 'utf8'));
    }
    expect(chosen[1]).to.equal(chosen[0]);
    expect(notices.join('\n')).to.match(/killed by SIGKILL.*; it is started again in 1 s/);
  }).timeout(120_000);

  it('stops when it is told to', async () => {
    const stop = new AbortController();
    const hooks = { signal: stop.signal, onProgress: () => stop.abort() };
    const out = join(folder, 'stopped');
    await failure(() => fitInto(out, { table: file, target: 'y', seconds: 60 }, hooks, kernel));
    expect(existsSync(out)).to.equal(false);
  }).timeout(60_000);
});

describe('the options of a fit', () => {
  it('become parameters with every default', () => {
    const checked = fitParameters({ table: 'a.csv', target: 'y', maxNonzeros: 9, split: 'time:day' });
    if (!checked.ok) throw new FitError(checked.complaints);
    const { table, search } = checked.parameters;
    expect(table).to.include({
      file: 'a.csv',
      target: 'y',
      split_by: 'time:day',
      gaps: 'fill',
      task: 'auto',
    });
    expect(search.seconds).to.equal(60);
    expect(search.folds.most_nonzeros).to.equal(9);
  });

  it('are refused where there is none of that name, and the one that was meant is said', () => {
    const options = { table: 'a.csv', target: 'y', secnds: 5 };
    const checked = fitParameters(options);
    expect(checked.ok ? [] : checked.complaints).to.deep.equal([
      { option: 'secnds', message: 'there is no such option; did you mean seconds?' },
    ]);
  });

  it('are refused by their names', () => {
    const checked = fitParameters({ table: 'a.csv', target: 'y', seconds: -1, split: 'shop' });
    expect(checked.ok ? [] : checked.complaints.map(({ option }) => option)).to.have.members([
      'seconds',
      'split',
    ]);
  });
});

async function failure(run: () => Promise<unknown>): Promise<string> {
  try {
    await run();
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  throw new Error('nothing was thrown');
}
