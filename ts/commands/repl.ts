import { once } from 'node:events';
import os from 'node:os';
import path from 'node:path';
import { type REPLServer, start } from 'node:repl';
import type { Writable } from 'node:stream';
import { inspect, promisify } from 'node:util';
import { parsePipeline } from '../config/read.ts';
import { addressOf, type Kernel, KernelError, openKeeper, type Place } from '../kernel/index.ts';
import { openPython, type Python } from '../kernel/python.ts';
import { forward } from '../mlp/forward.ts';
import { generate, generateBatch } from '../mlp/generate.ts';
import { evenGrid } from '../mlp/grid.ts';
import { pack, unpack } from '../mlp/pack.ts';
import { trim } from '../mlp/trim.ts';
import type { Command, Input } from './command.ts';
import { KERNEL, kernelNamed } from './kernel-elsewhere.ts';
import { run } from './run.ts';

const mlp = { generate, generateBatch, forward, evenGrid, pack, unpack, trim };

const WELCOME = `In scope, with top-level await:
  run       await run('pipelines/quickstart.yaml')
  kernel    await kernel.call('hello', {}), started when first used
  mlp       mlp.forward(space, mlp.generate(space, 'a label', 0), new Float64Array([0.1, 0.2, 0.3]))
  space     the default space of networks
  py        const torch = await py('torch'); await torch.randn(2, 2)
`;

export const repl: Command = {
  name: 'repl',
  summary: "Node's REPL with run, kernel, mlp and py in scope",
  options: [KERNEL],
  async run({ options, stdout, signal }) {
    const place = await kernelNamed({ options });
    const kernel = lazyKernel(() => kernelAt(place));
    const python = lazyPython();
    stdout.write(WELCOME);
    // One realm, so that `instanceof` holds between what is typed and what is ours.
    const server = start({ prompt: 'swat> ', useGlobal: true, breakEvalOnSigint: true, writer });
    const scope = {
      run: pipelineRunner(server, stdout, options),
      kernel,
      mlp,
      space: defaultSpace(),
      py: python.py,
    };
    Object.assign(server.context, scope);
    server.on('SIGINT', () => void kernel.interrupt());
    signal.addEventListener('abort', () => server.close());
    await promisify(server.setupHistory.bind(server))(historyFile());
    await once(server, 'exit');
    await python.close();
    await kernel.close();
    return 0;
  },
};

/** Objects in Python print as themselves, not as the proxies that they are here. */
function writer(value: unknown): string {
  return inspect(value, { colors: process.stdout.hasColors?.() ?? false, showProxy: false });
}

/** `swat run PIPELINE`, with the command's options by their long names: `{ set: ['seed=1'], force: true }`. */
function pipelineRunner(server: REPLServer, stdout: Writable, own: Input['options']) {
  return async (pipeline: string, given: Input['options'] = {}): Promise<number> => {
    const abort = new AbortController();
    const onInterrupt = () => abort.abort();
    server.on('SIGINT', onInterrupt);
    try {
      return await run.run({
        arguments: { pipeline },
        options: { ...own, ...given },
        stdout,
        signal: abort.signal,
      });
    } finally {
      server.off('SIGINT', onInterrupt);
    }
  };
}

function historyFile(): string {
  return process.env.SWAT_REPL_HISTORY ?? path.join(os.homedir(), '.swat_repl_history');
}

/** A kernel of this machine, or one that is taken elsewhere. */
async function kernelAt(place: Place | null): Promise<Kernel> {
  const onLine = (line: string) => console.warn(line);
  const address = place && addressOf(place);
  const { kernel } = await openKeeper({ device: 'auto', threads: 0, onLine, address });
  return kernel();
}

/** A kernel that starts with its first call. */
function lazyKernel(start: () => Promise<Kernel>): Pick<Kernel, 'call' | 'interrupt' | 'close'> {
  let started: Promise<Kernel> | undefined;
  let over = false;
  const get = () => {
    if (over) throw new KernelError('closed', 'the kernel was closed');
    started ??= start();
    started.catch(() => {
      started = undefined; // the next call may find what was missing
    });
    return started;
  };
  return {
    call: async (...request) => (await get()).call(...request),
    interrupt: async () => (await started)?.interrupt(),
    close: async () => {
      over = true;
      await started?.then(
        (kernel) => kernel.close(),
        () => {},
      );
    },
  };
}

/** A Python that starts with its first module. */
function lazyPython(): Pick<Python, 'py'> & { close(): Promise<void> } {
  let started: Promise<Python> | undefined;
  return {
    py: async (name) => {
      started ??= openPython();
      started.catch(() => {
        started = undefined;
      });
      return (await started).py(name);
    },
    close: async () =>
      started?.then(
        (python) => python.close(),
        () => {},
      ),
  };
}

function defaultSpace(): unknown {
  const result = parsePipeline('repl', 'stages: { space: { op: train } }', {});
  if (!result.ok) throw new Error(result.errors.map(({ message }) => message).join('; '));
  return result.pipeline.jobs.map((job) => (job.op === 'train' ? job.with.space : null))[0];
}
