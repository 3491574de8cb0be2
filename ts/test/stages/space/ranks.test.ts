import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { readManifest } from '../../../dag/manifest.ts';
import { readSpaceFile } from '../../../stages/space/file.ts';
import { Road, SPACE } from '../road.ts';

const STEPS = 96;
const LEARNING_RATE = 1e-4;

/** A training whose rate is so low that rounding is not magnified into other weights. */
function pipeline(engine: string): string {
  const often = SPACE.replace('checkpoint_seconds: 3600', 'checkpoint_seconds: 0.000001');
  const space = often.replace(
    'warmup_steps: 2',
    `warmup_steps: 0, schedule: constant, learning_rate: ${LEARNING_RATE}`,
  );
  return `vars: { networks: ${STEPS * 64} }\nstages:${space}${engine}`;
}

const numbersOf = (folder = '') =>
  Object.entries(readSpaceFile(join(folder, 'space.safetensors')).tensors).map(
    ([name, { data }]) => [name, Float64Array.from(data as Float32Array)] as const,
  );

/** The largest difference of two numbers at the same place. */
function apart(some: ArrayLike<number>, others: ArrayLike<number>): number {
  return Math.max(0, ...Array.from(some, (value, at) => Math.abs(value - (others[at] ?? Number.NaN))));
}

/** The process of rank 1 that this process has started. */
function follower(): number | undefined {
  const processes = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  const found = processes.find((pid) => {
    try {
      const isRank = readFileSync(`/proc/${pid}/cmdline`, 'latin1').includes('--rank\x001\x00');
      const parent = /^PPid:\s+(\d+)$/m.exec(readFileSync(`/proc/${pid}/status`, 'latin1'))?.[1];
      return isRank && Number(parent) === process.pid;
    } catch {
      return false; // it has ended
    }
  });
  return found === undefined ? undefined : Number(found);
}

describe('a training of two processes', () => {
  const road = new Road();
  before(async function () {
    this.timeout(60_000);
    await road.open();
  });
  after(() => road.close());

  it('of which one is killed goes on from its checkpoint, and gives the space of one process', async () => {
    const whole = await road.run(pipeline(''));
    const alone = numbersOf(whole.artifacts.space);
    const engine = '    engine: { kind: torchrun, processes: 2 }\n';
    const fresh = await road.run(pipeline(engine));
    expect(fresh.artifacts).to.deep.equal(whole.artifacts); // what runs it makes nothing stale

    rmSync(join(road.folder, '.swat'), { recursive: true });
    road.events.length = 0;
    let killed = 0;
    const shared = await road.run(pipeline(engine), (event) => {
      if (event.kind !== 'stage-progress' || event.done < 4096 || killed > 0) return;
      killed = follower() ?? 0;
      process.kill(killed, 'SIGKILL');
    });
    expect(shared.outcome, JSON.stringify(road.events.slice(-3))).to.equal('done');
    const [lost = '', resumed = ''] = road.notices;
    expect(lost).to.match(/^the kernel lost rank 1, which was killed by SIGKILL.*; it is started again in/);
    expect(Number(/^resumed after (\d+) networks$/.exec(resumed)?.[1])).to.be.at.least(2048);

    const manifest = await readManifest(shared.artifacts.space ?? '');
    expect(manifest?.noted).to.include({ processes: 2 });
    const together = numbersOf(shared.artifacts.space);
    expect(together.map(([name]) => name)).to.deep.equal(alone.map(([name]) => name));
    const moved = Math.max(...together.flatMap(([, numbers], at) => apart(numbers, alone[at]?.[1] ?? [])));
    // Of the way that a weight can go in all steps.
    expect(moved / (STEPS * LEARNING_RATE)).to.be.below(0.05);
  }).timeout(240_000);
});
