import { arch, hostname, release, type } from 'node:os';
import { Clusters } from '../cluster/cluster.ts';
import { gridOf } from '../config/grid.ts';
import type { Pipeline } from '../config/pipeline.ts';
import { formatErrors } from '../config/position.ts';
import { readPipeline } from '../config/read.ts';
import type { Stage } from '../dag/graph.ts';
import { StageError } from '../dag/operation.ts';
import { Store } from '../dag/store.ts';
import { addressOf, KernelError, KeyError, openKeeper, outlive } from '../kernel/index.ts';
import { machineOf, type Operations, operations } from '../stages/operations.ts';
import { CommandError, INTERRUPTED, type Input } from './command.ts';
import { kernelNamed } from './kernel-elsewhere.ts';
import { isShipped, withShippedFiles } from './shipped.ts';

/** A pipeline ready to be run. */
export interface Prepared {
  readonly pipeline: Pipeline;
  readonly stages: readonly Stage[];
  readonly store: Store;
  /** What it is run by: the kernel as it says of itself, node, the system. */
  readonly machine: Readonly<Record<string, unknown>>;
  /** Another pipeline on the same kernel. */
  also(pipeline: Pipeline): Prepared;
}

/** The argument and the option of every command that reads a pipeline. */
export const PIPELINE = { name: 'pipeline', summary: 'YAML file, e.g. pipelines/quickstart.yaml' };
export const SET = {
  flags: '-S, --set <name=value>',
  summary: 'a value for one of its vars',
  repeated: true,
};

/** Of commands that run a pipeline for several values. */
export const GRID = {
  flags: '-G, --grid <name=[a, b]>',
  summary: 'a run for each of these values of one of its vars; several grids: for each combination',
  repeated: true,
};

/** Reads the pipeline that the user named, or throws a CommandError that shows every mistake in it. */
export function loadPipeline(input: Input): Promise<Pipeline> {
  return load(input, settings(input.options.set));
}

/** The pipeline for each point of the user's grid, under a name of its own, PIPELINE@name=a; one without a grid. */
export async function loadGrid(input: Input): Promise<[Pipeline, ...Pipeline[]]> {
  const { options } = input;
  const axes: readonly string[] = Array.isArray(options.grid) ? options.grid : [];
  if (axes.length === 0) return [await loadPipeline(input)];
  const points = gridOf(axes);
  if (typeof points === 'string') throw new CommandError(points, 2);
  const shared = settings(options.set);
  const both = Object.keys(shared).find((name) =>
    points.some((point) => Object.hasOwn(point.settings, name)),
  );
  if (both !== undefined) throw new CommandError(`${both} is set by both -S and --grid`, 2);
  const all: Pipeline[] = [];
  for (const { name, settings: own } of points) {
    const pipeline = await load(input, { ...shared, ...own });
    all.push({ ...pipeline, name: `${pipeline.name}@${name}` });
  }
  const [first, ...rest] = all as [Pipeline, ...Pipeline[]];
  if (rest.some((each) => kernelOf(each) !== kernelOf(first))) {
    throw new CommandError('a grid is run by one kernel: device, threads and kernel cannot differ in it', 2);
  }
  return [first, ...rest];
}

function kernelOf({ device, threads, kernel }: Pipeline): string {
  return JSON.stringify({ device, threads, kernel });
}

/** The user's kernel goes before that of the pipeline, whoever wrote it. */
async function load(input: Input, given: Readonly<Record<string, string>>): Promise<Pipeline> {
  const result = await readPipeline(input.arguments.pipeline ?? '', given);
  if (!result.ok) throw new CommandError(formatErrors(result.errors), 2);
  const { pipeline } = result;
  return { ...pipeline, kernel: (await kernelNamed(input)) ?? pipeline.kernel };
}

/**
 * Starts the kernel, and again where it dies, which names the machine in every fingerprint, joins the pipeline's jobs to their operations, and
 * gives both to `use`; ends the kernel. Failures that are sentences already become CommandErrors.
 */
export async function withPrepared(
  pipeline: Pipeline,
  signal: AbortSignal,
  use: (prepared: Prepared) => Promise<number>,
): Promise<number> {
  const { device, threads, restarts } = pipeline;
  const say = (sentence: string) => void process.stderr.write(`${sentence}\n`);
  const clusters = new Clusters(pipeline, process.cwd());
  try {
    const address = pipeline.kernel && addressOf(pipeline.kernel);
    const { hello, kernel, close } = await outlive(
      () => openKeeper({ device, threads, signal, onStopped: say, address }),
      { restarts, signal, isFurther: () => false, say },
    );
    const { backend, reason } = hello.native;
    if (reason) say(`networks are evaluated by ${backend}: ${reason}`);
    try {
      const known = clusters.operations(operations(machineOf(hello), { kernel, restarts }));
      const store = new Store(process.cwd());
      const prepare = (each: Pipeline): Prepared => ({
        pipeline: each,
        stages: stagesOf(each, known, say),
        store,
        machine: {
          kernel: hello,
          node: process.version,
          system: `${type()} ${release()} ${arch()}`,
          host: hostname(),
        },
        also: prepare,
      });
      return await use(prepare(pipeline));
    } finally {
      await clusters.close();
      await close();
    }
  } catch (error) {
    if (signal.aborted) return INTERRUPTED;
    if (error instanceof KeyError) throw new CommandError(error.message, 2);
    if (error instanceof StageError) throw new CommandError(error.message, error.blame === 'user' ? 2 : 1);
    if (error instanceof KernelError) {
      const more = (error.death?.lines.length ?? 0) > 1;
      throw new CommandError(`${error.message}${more ? '; swat doctor shows what it said before' : ''}`, 1);
    }
    throw error;
  }
}

/** The pipeline's jobs as the runner takes them; which of swat's own files one that came along gets is said. */
export function stagesOf(
  { file, jobs }: Pipeline,
  known: Operations,
  say: (sentence: string) => void = () => {},
): Stage[] {
  const cwd = process.cwd();
  const shipped = isShipped(file, cwd);
  const taken = new Map<string, string>();
  const stages = jobs.map(({ name, op, engine, with: parameters, deps, many }) => {
    const operation = known.get(op, engine);
    if (!operation) throw new Error(`no operation ${op}`);
    const given = parameters as unknown as Stage['with'];
    const found = shipped
      ? withShippedFiles(given, operation.files, cwd, (path, own) => taken.set(path, own))
      : given;
    return { name, operation, with: found, deps, many };
  });
  for (const [path, own] of taken) say(`there is no ${path} in this folder: swat's own is taken, ${own}`);
  return stages;
}

function settings(given: Input['options'][string]): Record<string, string> {
  const pairs = (Array.isArray(given) ? given : []).map((text: string): [string, string] => {
    const at = text.indexOf('=');
    if (at < 1) throw new CommandError(`expected -S name=value, got -S ${text}`, 2);
    return [text.slice(0, at), text.slice(at + 1)];
  });
  return Object.fromEntries(pairs);
}
