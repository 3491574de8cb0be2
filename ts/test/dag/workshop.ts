import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Event } from '../../dag/event.ts';
import type { Stage } from '../../dag/graph.ts';
import type { Dependency, Operation, StageContext } from '../../dag/operation.ts';
import { type RunOptions, type RunResult, run } from '../../dag/run.ts';
import { Store } from '../../dag/store.ts';

/** Every write of the store waits for the disk: hundreds of runs are made where there is none, if there is such a place. */
export const PLACE = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();

/** A temporary folder with a store, and the events of the runs in it. */
export class Workshop {
  readonly cwd = mkdtempSync(join(PLACE, 'swat-dag-'));
  readonly store = new Store(this.cwd);
  events: Event[] = [];

  /** Runs `stages`; `events` are those of this run. */
  run(stages: readonly Stage[], options: Partial<RunOptions> = {}): Promise<RunResult> {
    this.events = [];
    const emit = (event: Event): number => this.events.push(event);
    const { signal } = new AbortController();
    return run(stages, { pipeline: 'test', store: this.store, emit, signal, ...options });
  }

  /** Stages that the last run started, in order. */
  get started(): string[] {
    return this.events.flatMap((event) => (event.kind === 'stage-started' ? [event.stage] : []));
  }

  /** Why the last run started a stage. */
  why(stage: string): string | undefined {
    return this.events.flatMap((event) =>
      event.kind === 'stage-started' && event.stage === stage ? [event.why] : [],
    )[0];
  }

  /** Messages of failures and notices of the last run. */
  get said(): string[] {
    return this.events.flatMap((event) => {
      if (event.kind === 'stage-failed') return [event.message];
      return event.kind === 'stage-notice' ? [event.text] : [];
    });
  }

  file(name: string, content: string): Promise<void> {
    return writeFile(join(this.cwd, name), content);
  }

  remove(): void {
    rmSync(this.cwd, { recursive: true, force: true });
  }
}

export function operation(name: string, act: Operation['run'], rest: Partial<Operation> = {}): Operation {
  return { name, code: 'code 1', environment: {}, ignored: [], files: [], run: act, ...rest };
}

/** Writes its parameters and the texts of what it needs into `text`. */
export const copy = operation('copy', async ({ with: parameters, deps, out }) => {
  const texts = await Promise.all(
    dependencies(deps).map(({ folder }) => readFile(join(folder, 'text'), 'utf8')),
  );
  await writeFile(join(out, 'text'), JSON.stringify([parameters, ...texts]));
});

export function dependencies(deps: StageContext['deps']): Dependency[] {
  return Object.values(deps).flat();
}

export function stage(name: string, rest: Partial<Omit<Stage, 'name'>> = {}): Stage {
  return { name, operation: copy, with: {}, deps: {}, many: [], ...rest };
}
