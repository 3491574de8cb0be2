import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import type { StageContext } from '../../dag/operation.ts';
import type { Kernel, MethodName } from '../../kernel/index.ts';
import { NO_KERNELS, NO_MACHINE } from '../../stages/operations.ts';
import { operation, type StageDefinition } from '../../stages/stage.ts';
import { Workshop } from '../dag/workshop.ts';

describe("a stage's code", () => {
  const definition = (
    python: MethodName[],
    run: StageDefinition['run'] = async () => {},
  ): StageDefinition => ({
    name: 'test',
    module: new URL('../../stages/space/train.ts', import.meta.url).href,
    python,
    ignored: [],
    files: [],
    run,
  });
  const code = (...python: MethodName[]) => operation(definition(python), NO_MACHINE, NO_KERNELS).code;

  it('is that of the methods of the kernel that it calls too', () => {
    expect(code('hello', 'release')).to.equal(code('release', 'hello'));
    const codes = [code(), code('release'), code('hello'), code('hello', 'release')];
    expect(new Set(codes).size).to.equal(codes.length);
  });

  it('may call no other method: what that runs would change its result, and leave it fresh', async () => {
    const shop = new Workshop();
    try {
      const called: string[] = [];
      const kernel = { call: async (method: string) => void called.push(method) } as unknown as Kernel;
      const kernels = { kernel: async () => kernel, restarts: NO_KERNELS.restarts };
      const context = { out: shop.cwd, work: shop.cwd, signal: new AbortController().signal } as StageContext;
      const run = (python: MethodName[]) =>
        operation(
          definition(python, async (_, get) => void (await (await get()).call('hello', {}))),
          NO_MACHINE,
          kernels,
        )
          .run(context)
          .catch((error: Error) => error.message);
      expect(await run(['release'])).to.equal('op test calls hello, which its `python` does not name');
      expect(called).to.deep.equal([]);
      await run(['hello']);
      expect(called).to.deep.equal(['hello']);
    } finally {
      shop.remove();
    }
  });

  it('is built without comments, which change nothing', () => {
    const files = readdirSync('dist', { recursive: true, encoding: 'utf8' }).filter((file) =>
      file.endsWith('.js'),
    );
    expect(files).to.include('stages/space/train.js');
    const commented = files.filter((file) =>
      /^\s*(\/\*\*|\/\/ )/m.test(readFileSync(join('dist', file), 'utf8')),
    );
    // The programs that swat writes out have comments, which are texts here.
    expect(commented.filter((file) => !/^(export\/forms|report)\//.test(file))).to.deep.equal([]);
    expect(readFileSync('dist/fit/run.d.ts', 'utf8'), 'for editors').to.contain(
      '/** How far the work is. */',
    );
  });
});
