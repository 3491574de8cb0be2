import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { projectRoot } from '../kernel/index.ts';

/** An event as `swat run --json` prints it: those keys that are read here. */
export interface Told {
  readonly kind: string;
  readonly done?: number;
}

export interface Running {
  readonly pid: number;
  readonly events: AsyncIterable<Told>;
  /** As Ctrl-C does. */
  interrupt(): void;
  /** Waits for the end; throws where the exit code is none of these. */
  ended(...codes: number[]): Promise<void>;
}

/** Runs the compiled `swat run` in `folder` on a pipeline of one training; `threads` 0: one a core. */
export function runTraining(folder: string, threads: number, parameters: object): Running {
  const stages = { space: { op: 'train', with: parameters } };
  // JSON is YAML.
  writeFileSync(join(folder, 'bench.yaml'), JSON.stringify({ threads, stages }));
  const words = [join(projectRoot, 'dist', 'cli.js'), 'run', 'bench.yaml', '--json'];
  const child: ChildProcessByStdio<null, Readable, null> = spawn(process.execPath, words, {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exit = once(child, 'exit');
  exit.catch(() => {}); // `ended` tells
  return {
    pid: Number(child.pid),
    events: toldBy(child.stdout),
    interrupt: () => void child.kill('SIGINT'),
    ended: async (...codes) => {
      const [code] = await exit;
      if (!codes.includes(code)) throw new Error(`swat run ended with exit code ${code}`);
    },
  };
}

async function* toldBy(stdout: Readable): AsyncGenerator<Told> {
  for await (const line of createInterface({ input: stdout })) yield JSON.parse(line);
}
