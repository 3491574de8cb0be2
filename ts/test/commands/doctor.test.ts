import { expect } from 'chai';
import { doctor } from '../../commands/doctor.ts';
import { printed } from './printed.ts';

describe('swat doctor', function () {
  this.timeout(120_000);
  const chosen = process.env.SWAT_PYTHON;
  afterEach(() => {
    if (chosen === undefined) delete process.env.SWAT_PYTHON;
    else process.env.SWAT_PYTHON = chosen;
  });

  it('names versions, devices and the native back end, and finds nothing missing here', async () => {
    const { code, text } = await printed(doctor, {});
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
    const { code, text } = await printed(doctor, {});
    expect(text).to.contain('/no/python cannot run: run `make setup`');
    expect(text).not.to.contain('Nothing is missing');
    expect(code).to.equal(1);
  });
});
