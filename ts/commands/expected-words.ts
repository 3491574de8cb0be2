import type { Expected } from '../dag/expected.ts';
import type { Planned } from '../dag/plan.ts';
import { duration } from '../log/duration.ts';

/** What is said behind the stage `name` that would run. */
export function expectedLine(name: string, expected: Expected | undefined): string {
  if (expected === undefined) return ' (time unknown)';
  const when = expected.stage === name ? 'last time' : `as ${expected.stage} took`;
  return ` (${amounts(expected)} ${when})`;
}

/** What all stages together took last time, and of how many nothing is known. */
export function inAll(planned: readonly Planned[], known: ReadonlyMap<string, Expected>): string {
  const running = planned.filter(({ state }) => state === 'stale' || state === 'open');
  const all = running.flatMap(({ stage }) => known.get(stage.name) ?? []);
  const sum = { seconds: 0, bytes: 0 };
  for (const { seconds, bytes } of all) {
    sum.seconds += seconds;
    sum.bytes += bytes;
  }
  const unknown = running.length - all.length;
  const rest = unknown === 0 ? '' : `; of ${unknown} more the time is unknown`;
  return `in all ${amounts(sum)} last time, for ${all.length} ${all.length === 1 ? 'stage' : 'stages'}${rest}`;
}

function amounts({ seconds, bytes }: { readonly seconds: number; readonly bytes: number }): string {
  return `${duration(seconds)}, ${size(bytes)}`;
}

/** Bytes as a person says them. */
function size(bytes: number): string {
  if (bytes < 1e6) return `${Math.max(1, Math.round(bytes / 1e3))} kB`;
  return bytes < 1e9 ? `${(bytes / 1e6).toFixed(1)} MB` : `${(bytes / 1e9).toFixed(1)} GB`;
}
