import { spawnSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { CommandError } from '../../commands/command.ts';
import { runs } from '../../commands/runs.ts';
import { keepRun } from '../../dag/runs.ts';
import { projectRoot } from '../../kernel/index.ts';
import { eventFile } from '../../tensorboard/events.ts';
import { operation, stage, Workshop } from '../dag/workshop.ts';
import { printed } from './printed.ts';

/** What TensorBoard's own reader, which checks every checksum, finds in folders: [step, time, value] by tag, or its error. */
const READER = `
import json, sys
from tensorboard.backend.event_processing.event_file_loader import EventFileLoader
def read(file):
    found = {}
    try:
        for event in EventFileLoader(file).Load():
            for value in event.summary.value:
                found.setdefault(value.tag, []).append([event.step, event.wall_time, value.tensor.float_val[0]])
    except Exception as error:
        return type(error).__name__
    return found
print(json.dumps([read(file) for file in sys.argv[1:]]))
`;

describe('swat runs export --to tensorboard', () => {
  let shop: Workshop;
  const cwd = process.cwd();
  beforeEach(() => {
    shop = new Workshop();
    process.chdir(shop.cwd);
  });
  afterEach(() => {
    process.chdir(cwd);
    shop.remove();
  });

  const curve = [
    { networks: 512, loss: 0.5, fvu: [0.25, 0.125], seconds: 2 },
    { networks: 2 ** 40, loss: -1.5, fvu: [0.5, 0.75], seconds: 4 },
  ];
  const history = [{ phase: 'latent', step: 3, depth: 2, validation_mse: 0.0625 }];
  const train = operation('train', ({ out }) => writeFile(join(out, 'curve.json'), JSON.stringify(curve)));
  const search = operation('search', ({ out }) =>
    writeFile(join(out, 'history.json'), JSON.stringify(history)),
  );
  const stages = [stage('space', { operation: train }), stage('s@1', { operation: search })];

  /** A kept run of `stages`, and what is printed of it. */
  async function exported(...rest: string[]): Promise<string> {
    const { text } = await printed(runs, {
      rest: ['export', ...rest],
      options: { to: 'tensorboard', out: 'tb' },
    });
    return text;
  }
  async function kept(): Promise<Record<string, string>> {
    await shop.store.prepare();
    const run = await keepRun(shop.store, 'p', { config: {}, environment: {} }, new Date(Date.UTC(2026, 0)));
    const { artifacts } = await shop.run(stages);
    await run.end('done', 1, {});
    writeFileSync(run.events, shop.events.map((event) => `${JSON.stringify(event)}\n`).join(''));
    return { ...artifacts };
  }
  const FILE = 'tb/2026-01-01T000000_000Z-p/events.out.tfevents.1767225600.swat';

  it('writes every number of every stage, as TensorBoard reads them', async () => {
    const artifacts = await kept();
    expect(await exported('last')).to.equal(`${FILE}: 11 numbers\n`);
    const bytes = readFileSync(FILE);
    bytes[bytes.length - 9]! ^= 1;
    writeFileSync('turned', bytes);
    writeFileSync('empty', eventFile([]));
    const [read, turned, empty] = readBack([FILE, 'turned', 'empty']);
    expect(Object.keys(read)).to.have.members([
      'space/training loss',
      'space/training fvu, decoder 1',
      'space/training fvu, decoder 2',
      'space/networks',
      'space/loss',
      'space/seconds',
      's@1/latent validation_mse, depth 2',
      's@1/seconds',
    ]);
    const stepsAndValues = (tag: string) => read[tag].map(([step, , value]: number[]) => [step, value]);
    expect(stepsAndValues('space/training loss')).to.deep.equal([
      [512, 0.5],
      [2 ** 40, -1.5],
    ]);
    expect(stepsAndValues('space/training fvu, decoder 2')).to.deep.equal([
      [512, 0.125],
      [2 ** 40, 0.75],
    ]);
    expect(stepsAndValues('s@1/latent validation_mse, depth 2')).to.deep.equal([[3, 0.0625]]);
    const { made, seconds } = JSON.parse(
      readFileSync(join(artifacts.space as string, 'manifest.json'), 'utf8'),
    );
    const times = read['space/training loss'].map(([, time]: number[]) => time);
    expect(times[0]).to.be.closeTo(Date.parse(made) / 1000 - seconds + 2, 1e-3);
    expect(times[1] - times[0]).to.be.closeTo(2, 1e-3);
    expect(turned, 'a flipped bit').to.not.deep.equal(read);
    expect(empty).to.deep.equal({});
  }).timeout(60_000);

  it('leaves out what is not there any more or is damaged, and says so; the same run again replaces its file', async () => {
    const artifacts = await kept();
    await exported('last');
    rmSync(artifacts['s@1'] as string, { recursive: true });
    writeFileSync(join(artifacts.space as string, 'curve.json'), '[]');
    expect(await exported('p')).to.equal(`${FILE}: 0 numbers\n`);
    expect(readFileSync(FILE)).to.have.length(eventFile([]).length);
  });

  it('is refused without a run, a format it knows or a folder, and where that is a file', async () => {
    await kept();
    writeFileSync('file', '');
    for (const [rest, options, words] of [
      [['export'], { to: 'tensorboard', out: 'tb' }, 'say swat runs export'],
      [['export', 'last'], { to: 'mlflow', out: 'tb' }, 'say swat runs export'],
      [['export', 'last'], { to: 'tensorboard' }, 'say swat runs export'],
      [['export', 'q'], { to: 'tensorboard', out: 'tb' }, 'there is no run q'],
      [['export', 'last'], { to: 'tensorboard', out: 'file' }, 'cannot be made (ENOTDIR)'],
    ] as const) {
      const refusal = await printed(runs, { rest: [...rest], options }).catch((error: unknown) => error);
      expect(refusal).to.be.instanceOf(CommandError).with.property('message').that.contains(words);
      expect((refusal as CommandError).exitCode).to.equal(2);
    }
  });
});

// biome-ignore lint/suspicious/noExplicitAny: whatever Python found
function readBack(files: readonly string[]): any[] {
  const python = join(projectRoot, '.venv', 'bin', 'python');
  const { stdout, stderr } = spawnSync(python, ['-c', READER, ...files], { encoding: 'utf8' });
  expect(stderr).to.equal('');
  return JSON.parse(stdout);
}
