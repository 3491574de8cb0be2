import { EventEmitter, once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { expect } from 'chai';
import { float32, type Kernel, KernelError, type Progress, startKernel } from '../../kernel/index.ts';
import { ENDLESS, openSearch } from './endless.ts';
import { kernelFolders } from './folders.ts';
import { LINE } from './whole.ts';

const OPTIONS = { device: 'cpu', threads: 1 } as const;

/** What a promise rejects with; fails where it does not. */
async function failure(promise: Promise<unknown>): Promise<KernelError> {
  try {
    await promise;
  } catch (error) {
    expect(error).to.be.instanceOf(KernelError);
    return error as KernelError;
  }
  throw new Error('it did not fail');
}

/** `[[w, 1, 1]]` of LINE: the network x -> w x. */
const times = (w: number) => float32(new Float32Array([w, 1, 1]), 1, 3);

describe('a kernel', function () {
  this.timeout(120_000);
  let folder: string;
  let previous: string | undefined;
  let kernel: Kernel;

  // Sockets lie in the folder for temporary files: here one with a space in its name, which we can look into.
  before(async () => {
    previous = process.env.TMPDIR;
    folder = mkdtempSync(path.join(os.tmpdir(), 'a b-'));
    process.env.TMPDIR = folder;
    kernel = await startKernel(OPTIONS);
    await openSearch(kernel);
  });
  after(async () => {
    await kernel.close();
    if (previous === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = previous;
    rmSync(folder, { recursive: true });
  });

  it('has its sockets in a folder of its own that nobody else may read', () => {
    const [name = '', ...others] = kernelFolders(folder);
    expect(others).to.deep.equal([]);
    expect(statSync(path.join(folder, name)).mode & 0o777).to.equal(0o700);
    expect(readdirSync(path.join(folder, name))).to.have.members(['work', 'control']);
  });

  it('answers requests in flight in their order, each with its own reply', async () => {
    const order: number[] = [];
    const x = float32(new Float32Array([1, 2]), 2, 1);
    const answers = Array.from({ length: 50 }, async (_, i) => {
      const { tensors } = await kernel.call('evaluate', { space: LINE, depth: 1 }, { networks: times(i), x });
      order.push(i);
      return Array.from(tensors.outputs.data as Float32Array);
    });
    expect(await Promise.all(answers)).to.deep.equal(answers.map((_, i) => [i, 2 * i]));
    expect(order).to.deep.equal(answers.map((_, i) => i));
  });

  it('answers thousands of overlapping requests and pings, each once, whatever is interrupted between', async () => {
    const count = process.env.SOAK ? 10_000 : 1_000;
    const x = float32(new Float32Array([1, 2]), 2, 1);
    const settled = Array.from({ length: count }, () => 0);
    const others: Promise<unknown>[] = [];
    const answers = settled.map(async (_, i) => {
      const request = { networks: times(i), x };
      if (i % 100 === 0) others.push(kernel.ping());
      if (i % 250 === 249) others.push(kernel.interrupt());
      const given = await kernel.call('evaluate', { space: LINE, depth: 1 }, request).then(
        ({ tensors }) => Array.from(tensors.outputs.data, Number),
        ({ code }: KernelError) => code,
      );
      settled[i] = (settled[i] ?? 0) + 1;
      return { i, given };
    });
    for (const { i, given } of await Promise.all(answers)) {
      if (given !== 'interrupted') expect(given).to.deep.equal([i, 2 * i].map(Math.fround));
    }
    await Promise.all(others);
    expect(settled.every((times) => times === 1)).to.equal(true);
  });

  it('fails one request and serves those around it', async () => {
    const [first, second, third] = await Promise.allSettled([
      kernel.call('hello', {}),
      kernel.call('release', { handle: 'none' }),
      kernel.call('hello', {}),
    ]);
    expect([first.status, third.status]).to.deep.equal(['fulfilled', 'fulfilled']);
    expect(second).to.have.nested.property('reason.code', 'handle');
  });

  it('says with a code and a sentence what it refuses', async () => {
    const wrong = { handle: 'x', spaces: 1 } as never;
    expect(await failure(kernel.call('load', wrong))).to.include({
      code: 'content',
      message: 'content.space is missing',
    });
    expect(await failure(kernel.call('nothing' as 'hello', {}))).to.include({
      code: 'method',
      message: "there is no method 'nothing'",
    });
    const space = { ...LINE, max_width: 2 };
    const networks = times(1);
    const misfit = kernel.call(
      'evaluate',
      { space, depth: 1 },
      { networks, x: float32(new Float32Array(1), 1, 1) },
    );
    expect((await failure(misfit)).message).to.equal('a network of depth 1 has 6 numbers here, these have 3');
  });

  it('carries fifty megabytes there and back unchanged', async () => {
    const data = Float32Array.from({ length: 12_500_000 }, (_, i) => i);
    const x = float32(data, data.length, 1);
    const { tensors } = await kernel.call('evaluate', { space: LINE, depth: 1 }, { networks: times(1), x });
    const { buffer, byteOffset, byteLength } = tensors.outputs.data;
    const same = Buffer.from(data.buffer).equals(Buffer.from(buffer as ArrayBuffer, byteOffset, byteLength));
    expect(same).to.equal(true);
  });

  it('reports progress, answers pings meanwhile, and stops at an abort', async () => {
    const abort = new AbortController();
    const seen: Progress[] = [];
    const onProgress = async (progress: Progress) => {
      seen.push(progress);
      if (seen.length !== 2) return;
      expect(await kernel.ping()).to.be.greaterThan(0);
      abort.abort();
    };
    const endless = kernel.call('search_steps', ENDLESS, {}, { onProgress, signal: abort.signal });
    expect((await failure(endless)).code).to.equal('interrupted');
    expect(seen[0]?.done)
      .to.be.greaterThan(0)
      .and.lessThan(seen[1]?.done ?? 0);
    expect(seen[0]?.total).to.equal(ENDLESS.steps);
  });

  it('an abort stops its own request, though it waits, and no other', async () => {
    const [first, second] = [new AbortController(), new AbortController()];
    const ticks = new EventEmitter();
    const onProgress = () => ticks.emit('tick');
    const running = kernel.call('search_steps', ENDLESS, {}, { onProgress, signal: first.signal });
    const waiting = kernel.call('search_steps', ENDLESS, {}, { signal: second.signal });
    const other = kernel.call('hello', {});
    await once(ticks, 'tick');
    second.abort();
    await kernel.ping(); // control requests are served in order: the interrupt has arrived
    await once(ticks, 'tick');
    first.abort();
    expect((await failure(running)).code).to.equal('interrupted');
    expect((await failure(waiting)).code).to.equal('interrupted');
    expect((await other).content.protocol).to.equal(1);
  });

  it('interrupt stops everything that is in flight, and nothing that comes later', async () => {
    const open = [failure(kernel.call('search_steps', ENDLESS)), failure(kernel.call('hello', {}))];
    await kernel.interrupt();
    for (const { code } of await Promise.all(open)) expect(code).to.equal('interrupted');
    expect((await kernel.call('hello', {})).content.protocol).to.equal(1);
  });

  it('a request that was aborted before it was made is never sent', async () => {
    const error = await failure(kernel.call('hello', {}, {}, { signal: AbortSignal.abort() }));
    expect(error.code).to.equal('interrupted');
    expect(error.message).to.contain('before it was sent');
  });

  it('shares nothing with a second kernel', async () => {
    const second = await startKernel(OPTIONS);
    try {
      expect(second.pid).not.to.equal(kernel.pid);
      expect(kernelFolders(folder)).to.have.length(2);
      expect((await failure(second.call('release', { handle: 's' }))).code).to.equal('handle');
      expect((await kernel.call('search_steps', { handle: 's', steps: 1 })).content.step).to.be.greaterThan(
        0,
      );
      const open = failure(second.call('hello', {}));
      await second.close();
      expect((await open).code).to.equal('closed');
      expect((await failure(second.call('hello', {}))).code).to.equal('closed');
      await second.close();
      expect(kernelFolders(folder)).to.have.length(1);
      expect((await kernel.call('hello', {})).content.protocol).to.equal(1);
    } finally {
      await second.close();
    }
  });

  it('that is killed settles every request with a sentence, and its folder is gone', async () => {
    const ticks = new EventEmitter();
    const onProgress = () => ticks.emit('tick');
    const open = [
      failure(kernel.call('search_steps', ENDLESS, {}, { onProgress })),
      failure(kernel.call('hello', {})),
    ];
    await once(ticks, 'tick');
    process.kill(kernel.pid, 'SIGKILL');
    for (const error of await Promise.all(open)) {
      expect(error.code).to.equal('died');
      expect(error.message).to.match(
        /^the kernel was killed by SIGKILL \((out of memory\? )?its peak was \d+ MB\)$/,
      );
    }
    expect((await failure(kernel.call('hello', {}))).code).to.equal('died');
    expect((await failure(kernel.ping())).code).to.equal('died');
    await kernel.close();
    expect(kernelFolders(folder)).to.deep.equal([]);
  });
});

describe('a kernel that is stopped by a signal', () => {
  const isLinux = process.platform === 'linux';
  const told: string[] = [];
  const folder = mkdtempSync(path.join(os.tmpdir(), 'stopped-'));
  const usual = process.env.TMPDIR;
  let kernel: Kernel;
  beforeEach(async () => {
    told.length = 0;
    process.env.TMPDIR = folder;
    kernel = await startKernel({ ...OPTIONS, onStopped: (sentence) => told.push(sentence) });
  });
  afterEach(async () => {
    await kernel.close();
    expect(kernelFolders(folder)).to.deep.equal([]);
  });
  after(() => {
    if (usual === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = usual;
    rmSync(folder, { recursive: true });
  });

  (isLinux ? it : it.skip)(
    'is reported within 15 seconds, once, and goes on where it is continued',
    async () => {
      process.kill(kernel.pid, 'SIGSTOP');
      const answer = kernel.call('hello', {});
      const begin = performance.now();
      while (told.length === 0 && performance.now() - begin < 15_000) await delay(200);
      expect(told).to.deep.equal([
        `the kernel (process ${kernel.pid}) was stopped by a signal and computes nothing: kill -CONT ${kernel.pid} lets it go on, Ctrl-C ends it`,
      ]);
      process.kill(kernel.pid, 'SIGCONT');
      expect((await answer).content.device.kind).to.equal('cpu');
    },
  ).timeout(30_000);

  (isLinux ? it : it.skip)('is ended by an interruption, at once, with nothing left behind', async () => {
    process.kill(kernel.pid, 'SIGSTOP');
    const controller = new AbortController();
    const answer = failure(kernel.call('hello', {}, {}, { signal: controller.signal }));
    const begin = performance.now();
    controller.abort();
    expect(await answer).to.include({
      code: 'died',
      message: 'the kernel was ended, because a signal had stopped it',
    });
    await kernel.close();
    expect(performance.now() - begin).to.be.below(5000);
  }).timeout(30_000);
});
