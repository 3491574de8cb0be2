import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Operation, StageContext } from '../dag/operation.ts';
import type { Pipeline, Ray } from '../schema/types.ts';
import type { Operations } from '../stages/operations.ts';
import { Driver, Lost } from './driver.ts';
import { pack } from './task.ts';

/** What of a pipeline decides how its stages are run elsewhere. */
export type Settings = Pick<Pipeline, 'device' | 'threads' | 'restarts'>;

/** The clusters of a run, each opened when the first stage needs it. */
export class Clusters {
  readonly #settings: Settings;
  readonly #cwd: string;
  readonly #stop = new AbortController();
  readonly #drivers = new Map<string, Promise<Driver>>();

  constructor(settings: Settings, cwd: string) {
    this.#settings = settings;
    this.#cwd = cwd;
  }

  /** `known`, and with an engine of Ray's the same operations as tasks of its cluster. */
  operations(known: Operations): Operations {
    return {
      get: (op, engine) => {
        if (engine?.kind !== 'ray') return known.get(op, engine);
        const here = known.get(op, null);
        return here && this.#elsewhere(here, engine);
      },
    };
  }

  async close(): Promise<void> {
    const opened = [...this.#drivers.values()];
    this.#stop.abort();
    await Promise.allSettled(opened.map(async (driver) => (await driver).ended));
  }

  #elsewhere(operation: Operation, engine: Ray): Operation {
    const { name, environment, ignored, files } = operation;
    return {
      name,
      get code() {
        return operation.code;
      },
      environment,
      noted: { ...operation.noted, engine: 'ray' },
      ignored,
      files,
      // The cluster keeps a task's cores for it: what is measured in time is measured alone.
      isTimed: () => false,
      isElsewhere: true,
      run: (context) => this.#run(operation, engine, context),
    };
  }

  async #run(operation: Operation, engine: Ray, context: StageContext): Promise<void> {
    const { device, threads, restarts } = this.#settings;
    const { name: op, code, environment } = operation;
    const { files, folders, ...moved } = pack(context, operation.files, this.#cwd);
    const cores = Math.max(1, threads);
    const task = { op, stage: context.stage, code, environment, ...moved, device, threads: cores, restarts };
    const request = { task, files, folders, out: context.out, cores, retries: restarts.most };
    for (let deaths = 0; ; deaths++) {
      for (const name of readdirSync(context.out)) rmSync(join(context.out, name), { recursive: true });
      try {
        const driver = await Promise.race([this.#driver(engine), aborted(context.signal)]);
        const { node } = await driver.perform(request, context.signal);
        return context.notice(`done by ${node}`);
      } catch (error) {
        if (!(error instanceof Lost) || deaths >= restarts.most) throw error;
        context.notice(`${error.message}; the stage is handed over again`);
      }
    }
  }

  /** One client a cluster, and another where that has died. */
  #driver({ address, token }: Ray): Promise<Driver> {
    const known = this.#drivers.get(address);
    if (known) return known;
    const opening = Driver.open({ address, token }, () => this.#drivers.delete(address), this.#stop.signal);
    this.#drivers.set(address, opening);
    return opening;
  }
}

/** Rejects with the signal's reason. */
function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    if (signal.aborted) reject(signal.reason);
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
}
