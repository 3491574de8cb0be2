import { expect } from 'chai';
import { KernelError, outlive } from '../../kernel/index.ts';

const death = () =>
  new KernelError('died', 'the kernel is dead', { how: 'was killed by SIGKILL', lines: [] });

describe('outliving a kernel', () => {
  /** What becomes of an act that fails by `failures`, then gives 7; `further` are the tries that saved something. */
  async function outcome(
    failures: readonly Error[],
    { most = 3, pause_seconds = 0, further = [] as number[], signal = new AbortController().signal } = {},
  ) {
    const said: string[] = [];
    let tries = 0;
    const result = await outlive(
      async () => {
        const failure = failures[tries++];
        if (failure) throw failure;
        return 7;
      },
      {
        restarts: { most, pause_seconds },
        signal,
        isFurther: () => further.includes(tries),
        say: (sentence) => said.push(sentence),
      },
    ).catch((error: unknown) => error);
    return { result, tries, said };
  }

  it('tries again after a death, and says so in a line', async () => {
    const { result, said } = await outcome([death(), death()], { pause_seconds: 0.001 });
    expect(result).to.equal(7);
    expect(said).to.deep.equal([
      'the kernel is dead; it is started again in 0.001 s (1 of at most 3 times)',
      'the kernel is dead; it is started again in 0.002 s (2 of at most 3 times)',
    ]);
  });

  it('gives up after as many deaths in a row as it was told, with the last one', async () => {
    const { result, tries } = await outcome(Array.from({ length: 9 }, death));
    expect(tries).to.equal(4);
    expect(result).to.be.instanceOf(KernelError);
    expect(result).to.deep.include({
      code: 'died',
      message: 'the kernel is dead (4 times in a row, without getting further)',
    });
    expect((result as KernelError).death?.how).to.equal('was killed by SIGKILL');
    expect(await outcome([death()], { most: 0 })).to.deep.include({ tries: 1, said: [] });
  });

  it('counts afresh where something was saved since the last death', async () => {
    const many = Array.from({ length: 9 }, death);
    expect((await outcome(many, { further: [3, 6, 9] })).result).to.equal(7);
    expect((await outcome(many, { further: [3, 6] })).tries).to.equal(9);
  });

  it('does not try again what was answered by an error, nor what failed for another reason', async () => {
    for (const error of [new KernelError('memory', 'out of memory'), new Error('a bug')]) {
      expect(await outcome([error])).to.deep.equal({ result: error, tries: 1, said: [] });
    }
  });

  it('is over when it is interrupted, in a pause too', async () => {
    const signal = AbortSignal.abort();
    expect(await outcome([death()], { signal })).to.deep.include({ tries: 1, said: [] });
    const soon = AbortSignal.timeout(20);
    const { result, tries } = await outcome([death()], { pause_seconds: 3600, signal: soon });
    expect(result).to.have.property('name', 'AbortError');
    expect(tries).to.equal(1);
  });
});
