import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { canonical } from '../dag/digest.ts';
import { type StageContext, StageError } from '../dag/operation.ts';
import { type Keeper, KernelError, openKeeper, projectRoot } from '../kernel/index.ts';
import { machineOf, operations } from '../stages/operations.ts';
import type { Answer, Task } from './task.ts';

/** A worker's program: a line is a stage, its answer another (py_kernels/cluster/worker.py). It ends with its input. */
const held: { of: string; keeper: Keeper | null } = { of: '', keeper: null };

async function kernels({ device, threads }: Task): Promise<Keeper> {
  const of = canonical({ device, threads });
  if (held.keeper && held.of === of) return held.keeper;
  await held.keeper?.close();
  held.keeper = null;
  held.of = of;
  held.keeper = await openKeeper({ device, threads });
  return held.keeper;
}

async function perform(task: Task & { readonly folder: string }): Promise<void> {
  const { hello, kernel } = await kernels(task);
  const operation = operations(machineOf(hello), { kernel, restarts: task.restarts }).get(task.op, null);
  if (operation?.code !== task.code)
    throw new StageError('a worker of the cluster has another version of swat: install the same everywhere');
  if (canonical(operation.environment) !== canonical(task.environment)) {
    const [here, there] = [operation.environment, task.environment].map((each) => JSON.stringify(each));
    throw new StageError(
      `a worker of the cluster gives other results: it has ${here}, this machine ${there}`,
    );
  }
  process.chdir(task.folder); // where the files are that the parameters name
  const context: StageContext = {
    stage: task.stage,
    with: task.with,
    deps: task.deps,
    out: join(task.folder, 'out'),
    work: join(task.folder, 'work'),
    signal: new AbortController().signal,
    progress: () => {},
    notice: () => {},
  };
  try {
    await operation.run(context);
  } finally {
    process.chdir(projectRoot); // the task's folder goes
  }
}

function failure(error: unknown): Answer {
  if (error instanceof StageError) {
    const { blame, message, lines } = error;
    return { ok: false, error: { blame, message, lines } };
  }
  const message = error instanceof Error ? error.message : String(error);
  const known = error instanceof KernelError;
  const lines = error instanceof Error && !known ? (error.stack ?? '').split('\n') : [];
  return {
    ok: false,
    error: { blame: 'machine', message: known ? message : `internal error: ${message}`, lines },
  };
}

for await (const line of createInterface({ input: process.stdin })) {
  const answer = await perform(JSON.parse(line)).then((): Answer => ({ ok: true }), failure);
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}
await held.keeper?.close();
