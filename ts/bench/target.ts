import type { Result } from './result.ts';

/** What a result should be, on two slow cores. */
export interface Target {
  readonly sign: '>=' | '<=' | '<';
  readonly limit: number;
}

const least = (limit: number): Target => ({ sign: '>=', limit });
const most = (limit: number): Target => ({ sign: '<=', limit });
const below = (limit: number): Target => ({ sign: '<', limit });

export const targets: ReadonlyMap<string, Target> = new Map([
  ['kernel.ratio_eager_bns', least(4)],
  ['kernel.ratio_eager_bsn', least(12)],
  ['kernel.roofline_fraction', least(0.6)],
  ['kernel.roofline_fraction@B64', least(0.6)],
  ['kernel.wide_roofline_fraction', least(0.5)],
  ['train.networks_per_second', least(4000)],
  ['train.kernel_idle_percent', most(2)],
  ['generate.networks_per_second', least(150_000)],
  ['finish.ratio_unfused', least(2)],
  ['search.ms_per_start_step', most(1.8)],
  ['start.seconds', most(8)],
  ['memory.kernel_mb', below(2000)],
  ['memory.node_mb', below(500)],
]);

/** Whether the result is what it should be; null where nothing is asked of it. Not measured is missed. */
export function passes({ name, value }: Result): boolean | null {
  const target = targets.get(name);
  if (!target) return null;
  if (value === null) return false;
  if (target.sign === '>=') return value >= target.limit;
  return target.sign === '<=' ? value <= target.limit : value < target.limit;
}
