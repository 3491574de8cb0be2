import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect } from 'chai';
import { measureGenerator } from '../../bench/generate.ts';
import { searchParameters, trainParameters } from '../../bench/parameters.ts';
import { program } from '../../bench/program.ts';
import { childOf, resident } from '../../bench/resident.ts';
import type { Result } from '../../bench/result.ts';
import { measureTraining } from '../../bench/training.ts';
import { startKernel } from '../../kernel/index.ts';

async function collect(results: AsyncIterable<Result>): Promise<Result[]> {
  const found: Result[] = [];
  for await (const each of results) found.push(each);
  return found;
}

describe('what the benchmark measures', () => {
  it('is preset swat with the defaults of the schema', () => {
    const { training, autoencoder } = trainParameters('swat');
    expect(training).to.include({ batch: 512, grid: 7, loss: 'log_fvu' });
    expect(autoencoder).to.include({ kind: 'principal', hidden: 256 });
  });

  it('is a preset with changes, and no change that a pipeline could not have', () => {
    expect(searchParameters('swat', { latent: { starts: 8 } }).latent).to.include({ starts: 8, rows: 2000 });
    expect(() => trainParameters('swat', { training: { bach: 1 } })).to.throw('bach');
  });

  it("is a generator's thread that draws", async () => {
    const [found, ...others] = await collect(measureGenerator(0.2));
    expect(others).to.deep.equal([]);
    expect(found?.value).to.be.greaterThan(1000);
  });

  it('is a training through the wire, which the kernel keeps', async () => {
    const kernel = await startKernel({ device: 'cpu', threads: 1 });
    try {
      const small = {
        autoencoder: { latent: 4, hidden: 8, decoder_blocks: 0, head_blocks: 0, probes_per_input: 2 },
        training: { batch: 64, grid: 2 },
      };
      const speed = await measureTraining(kernel, 't', trainParameters('swat', small), 0.1);
      expect(speed.networks).to.be.at.least(2048);
      expect(speed.idlePercent).to.be.within(0, 100);
      const { content } = await kernel.call('state', { handle: 't', part: 'all' });
      expect(content.step).to.be.at.least(speed.networks / 64);
    } finally {
      await kernel.close();
    }
  }).timeout(60_000);

  it('is said by programs that do not fail', async () => {
    let failure: unknown;
    try {
      await collect(program('row', '--nothing'));
      await collect(program('none'));
    } catch (error) {
      failure = error;
    }
    expect(String(failure)).to.match(/py_kernels\.bench\.none ended with exit code 1/);
  });
});

describe('bench/resident', () => {
  it('knows the memory of a process, now and at most', () => {
    const found = resident(process.pid);
    expect(found?.now).to.be.within(10, found?.peak ?? 0);
  });

  it('knows nothing of a process that is gone', async () => {
    const child = spawn(process.execPath, ['-e', '']);
    await once(child, 'exit');
    expect(resident(Number(child.pid))).to.equal(null);
  });

  it('finds a child by a word of its command line, and no other', async () => {
    const child = spawn(process.execPath, ['-e', 'process.stdin.resume() // pelican']);
    expect(childOf(process.pid, 'pelican')).to.equal(child.pid);
    expect(childOf(process.pid, 'heron')).to.equal(null);
    child.stdin.end();
    await once(child, 'exit');
  });
});
