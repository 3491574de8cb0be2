import { inspect } from 'node:util';
import { expect } from 'chai';
import type { PyChain, PyObject } from '../../kernel/chain.ts';
import { openPython, type Python, PythonError } from '../../kernel/python.ts';

describe('kernel/python', function () {
  this.timeout(120_000);
  let python: Python;
  let torch: PyObject;
  let builtins: PyObject;

  before(async () => {
    python = await openPython();
    torch = await python.py('torch');
    builtins = await python.py('builtins');
  });
  after(() => python.close());

  /** A name of a module. */
  const of = (module: PyObject, name: string): PyChain => module[name] as PyChain;

  async function failure(chain: PromiseLike<unknown>): Promise<PythonError> {
    try {
      await chain;
    } catch (error) {
      expect(error).to.be.instanceOf(PythonError);
      return error as PythonError;
    }
    throw new Error('it did not fail');
  }

  it('a chain of accesses and calls runs when it is awaited, and no sooner', async () => {
    const list = (await of(builtins, 'bytearray')(2)) as PyObject;
    const append = of(list, 'append')(7);
    expect(inspect(append)).to.contain('use await');
    expect(await of(builtins, 'len')(list)).to.equal(2);
    await append;
    expect(await of(builtins, 'len')(list)).to.equal(3);
  });

  it('a tensor is an object that shows itself, and its numbers come as numbers', async () => {
    const tensor = (await of(torch, 'ones')(2, 2)) as PyObject;
    expect(inspect(tensor)).to.equal('tensor([[1., 1.],\n        [1., 1.]])');
    expect(await tensor.T?.sum?.().item?.()).to.equal(4);
    expect(await tensor.shape).to.deep.equal([2, 2]);
    expect(await tensor[0]?.tolist?.()).to.deep.equal([1, 1]);
  });

  it('NaN and infinities cross in both directions', async () => {
    const values = [Number.NaN, Infinity, -Infinity, -0.5];
    expect(await of(torch, 'tensor')(values).tolist?.()).to.deep.equal(values);
  });

  it('values come back as they went', async () => {
    const { identity } = (await of(builtins, 'eval')("{'identity': lambda value: value}")) as {
      identity: PyObject;
    };
    for (const value of [null, true, 'text', 3, 2 ** 53 - 1, [1, ['a', null]], { a: 1, $int: '3' }])
      expect(await identity(value)).to.deep.equal(value);
    expect(await identity(12345678901234567890n)).to.equal(12345678901234567890n);
    expect(await identity(new Float32Array([1, 2]))).to.deep.equal([1, 2]);
  });

  it('a name that ends in $ takes keywords, and a chain may be an argument', async () => {
    const zeros = await of(torch, 'zeros$')(2, { dtype: torch.float64 });
    expect(inspect(zeros)).to.equal('tensor([0., 0.], dtype=torch.float64)');
  });

  it('what can be iterated in Python can be iterated here', async () => {
    const linear = (await torch.nn?.Linear?.(2, 1)) as PyObject;
    const shapes: unknown[] = [];
    for await (const parameter of of(linear, 'parameters')() as unknown as AsyncIterable<PyObject>)
      shapes.push(await parameter.shape);
    expect(shapes).to.deep.equal([[1, 2], [1]]);
  });

  it('an exception is an error with its text, and the next call is served', async () => {
    const error = await failure(of(torch, 'zeros')(-1));
    expect(error.message).to.match(/^RuntimeError: .*negative/);
    expect(error.trace).to.contain('Traceback');
    expect((await failure(of(builtins, 'exit')(1))).message).to.contain('SystemExit');
    expect((await failure(python.py('no.such.module'))).message).to.contain('ModuleNotFoundError');
    expect(await of(builtins, 'abs')(-1)).to.equal(1);
  });

  it('a JavaScript function and an assignment are refused at once', () => {
    expect(() => of(builtins, 'map')(() => 1)).to.throw(TypeError, 'cannot go to Python');
    expect(() => Object.assign(torch, { pi: 3 })).to.throw(TypeError, 'use setattr for pi');
  });

  it('what ends in the middle of a call rejects it, and Python can be opened again', async () => {
    const os = await python.py('os');
    const error = await failure(of(os, '_exit')(0));
    expect(error.message).to.equal('the Python process has ended');
    python.close();
    python = await openPython();
    expect(await of(await python.py('math'), 'sqrt')(9)).to.equal(3);
  });

  it('an interpreter that cannot run is told in a sentence', async () => {
    const chosen = process.env.SWAT_PYTHON;
    process.env.SWAT_PYTHON = '/no/python';
    try {
      expect((await failure(openPython())).message).to.equal('/no/python cannot run: run `make setup`');
    } finally {
      if (chosen === undefined) delete process.env.SWAT_PYTHON;
      else process.env.SWAT_PYTHON = chosen;
    }
  });
});
