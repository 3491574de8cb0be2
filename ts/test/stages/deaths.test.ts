import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { expect } from 'chai';
import type { Event } from '../../dag/event.ts';
import type { RunResult } from '../../dag/run.ts';
import { interpreter } from '../../kernel/interpreter.ts';
import { integer, uniform } from '../../random/distributions.ts';
import { openStream } from '../../random/stream.ts';
import { chooseKernel } from '../kernel/chosen.ts';
import { contentOf, Road, SPACE, tableText } from './road.ts';

/** Runs that are disturbed, each three times; many of them in a soak. */
const RUNS = process.env.SOAK ? 67 : 3;

/** A training with a checkpoint after every request, and two searches on what it gives and without it. */
function pipeline(table: string): string {
  const search = 'steps: 60, latent: { starts: 6 }, finish: { networks: 6 }';
  return `vars: { networks: 8192 }
stages:${SPACE.replace('checkpoint_seconds: 3600', 'checkpoint_seconds: 0.000001')}
  table: { op: table, with: { file: ${JSON.stringify(table)}, target: y } }
  search: { op: search, deps: { space: space, table: table }, with: { ${search}, folds: { plan: [] } } }
  folds: { op: search, deps: { table: table }, with: { steps: 40 } }
`;
}

describe('a run whose kernel dies', function () {
  this.timeout(120_000 + RUNS * 30_000);
  const road = new Road();
  let text = '';
  before(async () => {
    await road.open();
    text = pipeline(road.file('table.csv', tableText(120)));
  });
  after(() => road.close());

  /** Runs it from nothing; `kills`: so many milliseconds after the event of progress of that number. */
  async function disturbed(kills: ReadonlyMap<number, number>): Promise<RunResult & { events: number }> {
    rmSync(join(road.folder, '.swat'), { recursive: true, force: true });
    road.events.length = 0;
    let events = 0;
    const killed: Promise<void>[] = [];
    const result = await road.run(text, ({ kind }: Event) => {
      const after = kind === 'stage-progress' ? kills.get(events++) : undefined;
      if (after !== undefined) killed.push(delay(after).then(() => road.kill()));
    });
    await Promise.all(killed);
    return { ...result, events };
  }

  it('is done all the same, with equal results, wherever the kernel was killed', async () => {
    const whole = await disturbed(new Map());
    expect(whole.outcome).to.equal('done');
    const expected = await contentOf(whole);
    const deaths: string[] = [];
    for (let run = 0; run < RUNS; run++) {
      const stream = openStream('deaths', run);
      const kills = new Map(
        [0, 1, 2].map(() => [integer(stream, whole.events), uniform(stream, 0, 50)] as const),
      );
      const result = await disturbed(kills);
      const said = `killed after ${JSON.stringify([...kills])}`;
      expect(result.outcome, said).to.equal('done');
      expect(await contentOf(result), said).to.deep.equal(expected);
      deaths.push(
        ...road.events.flatMap((event) =>
          event.kind === 'stage-notice' && /SIGKILL.*is started again/.test(event.text) ? [event.stage] : [],
        ),
      );
    }
    expect(deaths, 'kills that were felt').to.have.length.at.least(RUNS);
    expect(new Set(deaths), 'stages in which they were').to.have.property('size').above(1);
  });

  it('loses no more of a training than what came after its last checkpoint', async () => {
    const { outcome } = await disturbed(new Map([[2, 0]]));
    expect(outcome).to.equal('done');
    const resumed = road.notices.flatMap((text) => /^resumed after (\d+)/.exec(text)?.[1] ?? []);
    expect(resumed).to.have.length(1);
    expect(Number(resumed[0])).to.be.at.least(2 * 1024);
  });
});

describe('a run whose kernel has a request that', function () {
  this.timeout(120_000);
  const before = process.env.SWAT_PYTHON;
  const real = interpreter();
  const folder = mkdtempSync(join(tmpdir(), 'swat poison '));
  afterEach(() => {
    if (before === undefined) delete process.env.SWAT_PYTHON;
    else process.env.SWAT_PYTHON = before;
  });
  after(() => rmSync(folder, { recursive: true }));

  /** What a training says and ends with where the kernel's method `train_steps` does `lines` of Python. */
  async function training(lines: string) {
    chooseKernel(
      folder,
      real,
      `from py_kernels.serve.methods import METHODS\ndef spoiled(session, request):\n${lines}\nMETHODS["train_steps"] = spoiled`,
    );
    const road = new Road();
    await road.open();
    try {
      const result = await road.run(`vars: { networks: 2048 }\nstages:${SPACE}`);
      expect(result).to.include({ outcome: 'failed', blame: 'machine' });
      const failed = road.events.find((event) => event.kind === 'stage-failed');
      const table = road.file('t.csv', tableText(60));
      const next = `stages: { t: { op: table, with: { file: ${JSON.stringify(table)}, target: y } } }`;
      expect((await road.run(next)).outcome).to.equal('done');
      return { failed, restarts: road.notices.filter((text) => /is started again in/.test(text)) };
    } finally {
      await road.close();
    }
  }

  it('kills it is started again three times, then fails with how it died and its last 50 lines', async () => {
    const { failed, restarts } = await training(
      '    for line in range(60):\n        print("line", line, file=sys.stderr)\n    os.abort()',
    );
    expect(restarts).to.have.length(3);
    expect(failed)
      .to.have.property('message')
      .that.matches(
        /^the kernel was killed by SIGABRT \(its peak was \d+ MB\); its last words: line 59 \(4 times in a row, without getting further\)$/,
      );
    const lines = Array.from({ length: 50 }, (_, at) => `line ${at + 10}`);
    expect(failed).to.have.property('lines').that.deep.equals(lines);
  });

  it('it answers with an error fails at once', async () => {
    const { failed, restarts } = await training('    raise MemoryError("too large")');
    expect(restarts).to.deep.equal([]);
    expect(failed).to.have.property('message', 'out of memory in train_steps: too large');
    expect(failed).to.not.have.property('lines');
  });
});
