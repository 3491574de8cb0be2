import { Writable } from 'node:stream';
import { expect } from 'chai';
import { doctor } from '../../commands/doctor.ts';

/** What the command prints, and its exit code. */
async function examine(): Promise<{ code: number; text: string }> {
  let text = '';
  const stdout = new Writable({
    write(chunk, _, done) {
      text += String(chunk);
      done();
    },
  });
  const code = await doctor.run({ arguments: {}, options: {}, stdout, signal: new AbortController().signal });
  return { code, text };
}

describe('swat doctor', function () {
  this.timeout(120_000);
  const chosen = process.env.SWAT_PYTHON;
  afterEach(() => {
    if (chosen === undefined) delete process.env.SWAT_PYTHON;
    else process.env.SWAT_PYTHON = chosen;
  });

  it('names versions, devices and the native back end, and finds nothing missing here', async () => {
    const { code, text } = await examine();
    for (const fact of [
      'python    3.',
      'torch     2.',
      'numpy     ',
      'pyzmq     ',
      'cuda      ',
      'threads   ',
    ])
      expect(text).to.contain(fact);
    expect(text).to.match(/^kernel {4}protocol 1, (cpu|cuda) \(.+\), threads: \d+, /m);
    expect(text).to.match(/^native {4}(eager|\S+-fused)/m);
    expect(text).to.match(/^ping {6}\d/m);
    expect(text).to.contain('Nothing is missing.');
    expect(code).to.equal(0);
  });

  it('says what to do where there is no Python', async () => {
    process.env.SWAT_PYTHON = '/no/python';
    const { code, text } = await examine();
    expect(text).to.contain('/no/python cannot run: run `make setup`');
    expect(text).not.to.contain('Nothing is missing');
    expect(code).to.equal(1);
  });
});
