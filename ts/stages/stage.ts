import { randomUUID } from 'node:crypto';
import { readdirSync, rmSync } from 'node:fs';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { codeHash } from '../dag/closure.ts';
import { sha256 } from '../dag/digest.ts';
import { type Operation, type StageContext, StageError } from '../dag/operation.ts';
import {
  type Kernel,
  KernelError,
  type MethodName,
  methodDigest,
  outlive,
  projectRoot,
  type Restarts,
} from '../kernel/index.ts';
import { savedAt } from './space/checkpoint.ts';

/** One pipeline operation: what it runs, and what of the code decides its result. */
export interface StageDefinition {
  readonly name: string;
  /** The module's own `import.meta.url`: where its code closure starts. */
  readonly module: string;
  /** The kernel's methods that it calls, whose code is part of its own; none: the stage needs no kernel. */
  readonly python: readonly MethodName[];
  /** Keys of `with` that cannot change the result. */
  readonly ignored: readonly string[];
  /** Keys of `with` that name files. */
  readonly files: readonly string[];
  /** Whether the result depends on the time that the stage gets, by its parameters; none does where this is not there. */
  isTimed?(parameters: StageContext['with']): boolean;
  run(context: StageContext, kernel: () => Promise<Kernel>): Promise<void>;
}

/** Where stages get their kernel, and what is done when it dies under one. */
export interface Kernels {
  /** The kernel, or the one of so many processes that train together. */
  kernel(ranks?: number): Promise<Kernel>;
  readonly restarts: Restarts;
}

/** The machine that a kernel computes on, as far as results tell of it. */
export interface Machine {
  /** What the result of a kernel's stage depends on, besides. */
  readonly environment: Operation['environment'];
  /** What is noted with it. */
  readonly noted: NonNullable<Operation['noted']>;
}

/** The definition as the runner sees it, with a kernel of `ranks` processes. */
export function operation(
  definition: StageDefinition,
  { environment, noted }: Machine,
  kernels: Kernels,
  ranks = 1,
): Operation {
  const usesKernel = definition.python.length > 0;
  return {
    name: definition.name,
    // Asked for where a fingerprint is taken: a drawing needs no Python.
    get code() {
      return codeOf(definition);
    },
    environment: usesKernel ? environment : {},
    noted: usesKernel ? { ...noted, ...(ranks > 1 && { processes: ranks }) } : {},
    ignored: definition.ignored,
    files: definition.files,
    isTimed: (parameters) => definition.isTimed?.(parameters) ?? false,
    run: async (context) => {
      try {
        await runThroughDeaths(definition, context, kernels, ranks);
      } catch (error) {
        if (!(error instanceof KernelError) || context.signal.aborted) throw error;
        throw new StageError(error.message, 'machine', error.death?.lines);
      }
    },
  };
}

/**
 * The kernel with those methods alone that are part of the stage's fingerprint: another would be a stale result. What it
 * holds for the stage has names of `run`'s own, so that several stages may work on it at once.
 */
function limited(kernel: Kernel, { name, python }: StageDefinition, run: string): Kernel {
  const call: Kernel['call'] = (method, content, ...rest) => {
    if (!python.includes(method))
      throw new Error(`op ${name} calls ${method}, which its \`python\` does not name`);
    return kernel.call(method, withOwnNames(content, run), ...rest);
  };
  return { ...kernel, call };
}

/** What names something that the kernel holds: itself, or the autoencoder that it goes through. */
const NAMES = ['handle', 'autoencoder'] as const;

function withOwnNames<Content extends object>(content: Content, run: string): Content {
  const given = content as Readonly<Record<string, unknown>>;
  const named = NAMES.filter((key) => typeof given[key] === 'string');
  return { ...content, ...Object.fromEntries(named.map((key) => [key, `${given[key]} of ${run}`])) };
}

/** Runs the stage, from its last checkpoint again where the kernel has died under it. */
async function runThroughDeaths(
  definition: StageDefinition,
  context: StageContext,
  { kernel, restarts }: Kernels,
  ranks: number,
): Promise<void> {
  const { out, work, signal, notice } = context;
  const run = randomUUID();
  let saved = savedAt(work);
  const isFurther = (): boolean => {
    const before = saved;
    saved = savedAt(work);
    return saved !== before;
  };
  await outlive(
    async () => {
      for (const name of readdirSync(out)) rmSync(join(out, name), { recursive: true });
      await definition.run(context, async () => limited(await kernel(ranks), definition, run));
    },
    { restarts, signal, isFurther, say: notice },
  );
}

function codeOf({ module, python }: StageDefinition): string {
  const file = fileURLToPath(module);
  if (python.length === 0) return codeHash([file]);
  // The generator's thread is started by its URL, which no import line shows.
  const mlp = fileURLToPath(new URL('../mlp/', import.meta.url));
  const thread = join(mlp, `generate-worker${extname(file)}`);
  const native = fusedSources(join(projectRoot, 'py_kernels', 'native'));
  return sha256([codeHash([file, thread], native), ...python.map(methodDigest).sort()].join('\n'));
}

/** The C++ of the fused kernel, which no import line names. */
function fusedSources(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => ['.cpp', '.h'].includes(extname(file)))
    .map((file) => join(folder, file));
}
