import { execFileSync } from 'node:child_process';
import os from 'node:os';
import { type Hello, projectRoot } from '../kernel/index.ts';

/** On what a benchmark ran. */
export interface Machine {
  readonly processor: string;
  readonly cores: number;
  readonly memory_gb: number;
  readonly system: string;
  readonly node: string;
  readonly python: string;
  readonly torch: string;
  readonly device: string;
  readonly threads: number;
  readonly bfloat16: boolean;
  readonly native: string;
}

export function machineOf({ versions, device, threads, bfloat16, native }: Hello): Machine {
  return {
    processor: os.cpus()[0]?.model.trim() ?? 'unknown',
    cores: os.availableParallelism(),
    memory_gb: Math.round(os.totalmem() / 1e8) / 10,
    system: `${os.type()} ${os.release()} ${os.machine()}`,
    node: process.versions.node,
    python: versions.python,
    torch: versions.torch,
    device: `${device.kind}: ${device.name}`,
    threads,
    bfloat16,
    native: native.backend,
  };
}

/** The commit that is checked out, `+` behind it where files differ from it; null outside a repository. */
export function commit(): string | null {
  try {
    const hash = git('rev-parse', 'HEAD');
    return git('status', '--porcelain') === '' ? hash : `${hash}+`;
  } catch {
    return null;
  }
}

function git(...args: string[]): string {
  return execFileSync('git', args, {
    cwd: projectRoot,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  }).trim();
}
