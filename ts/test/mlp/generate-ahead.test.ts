import { expect } from 'chai';
import { type Batch, generateBatch } from '../../mlp/generate.ts';
import { openGenerator } from '../../mlp/generate-ahead.ts';
import type { Space } from '../../mlp/space.ts';
import { PAPER } from './spaces.ts';

/** Handles that keep the process alive: a thread that was left behind is one. */
const threads = () =>
  process.getActiveResourcesInfo().filter((name) => /worker|messageport/i.test(name)).length;

describe('mlp/generate-ahead', () => {
  it('gives the batches of its label in order, those of generateBatch bit for bit, and leaves no thread', async () => {
    const before = threads();
    const batches: Batch[] = [];
    for await (const batch of openGenerator(PAPER, 'ahead', 32, 1000)) {
      batches.push(batch);
      expect(threads()).to.be.above(before);
      if (batches.length === 7) break;
    }
    const expected = Array.from({ length: 7 }, (_, i) => generateBatch(PAPER, 'ahead', 1000 + 32 * i, 32));
    expect(batches).to.deep.equal(expected);
    expect(threads()).to.equal(before);
  });

  it('passes on what a batch may ask for', async () => {
    const source = openGenerator(PAPER, 'choice', 8, 4, { depth: 3, unique: 5 });
    const { value } = await source.next();
    await source.close();
    expect(value).to.deep.equal(generateBatch(PAPER, 'choice', 4, 8, { depth: 3, unique: 5 }));
  });

  it('answers several requests at once, in their order', async () => {
    const source = openGenerator(PAPER, 'several', 4);
    const results = await Promise.all(Array.from({ length: 10 }, () => source.next()));
    await source.close();
    expect(results.map(({ value }) => value.first)).to.deep.equal([0, 4, 8, 12, 16, 20, 24, 28, 32, 36]);
  });

  it('hands buffers over: no two batches share one', async () => {
    const source = openGenerator(PAPER, 'buffers', 64);
    const [a, b] = [await source.next(), await source.next()];
    await source.close();
    const buffers = [...a.value.rows, ...b.value.rows].map(({ buffer }) => buffer);
    expect(new Set(buffers).size).to.equal(8);
  });

  it('closing answers open requests, and all later ones, by done; closing twice is allowed', async () => {
    const before = threads();
    const source = openGenerator(PAPER, 'close', 4);
    const open = Array.from({ length: 5 }, () => source.next());
    await source.close();
    await source.close();
    const answers = await Promise.all([...open, source.next()]);
    expect(answers.map(({ done }) => done)).to.deep.equal([true, true, true, true, true, true]);
    expect(threads()).to.equal(before);
  });

  it('an error in the thread reaches every open and later request, and the thread ends', async () => {
    const before = threads();
    const broken: Space = { ...PAPER, min_width: 9 };
    const source = openGenerator(broken, 'error', 4);
    const first = await failure(source.next());
    expect(first.message).to.equal('min_width 9 exceeds max_width 7');
    expect(await failure(source.next())).to.equal(first);
    await source.close();
    expect(threads()).to.equal(before);
  });
});

async function failure(promise: Promise<unknown>): Promise<Error> {
  const error = await promise.then(
    () => null,
    (reason: unknown) => reason,
  );
  expect(error).to.be.instanceOf(Error);
  return error as Error;
}
