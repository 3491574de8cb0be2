import { canonical, isRecord } from './digest.ts';
import type { Fingerprint, Parts } from './fingerprint.ts';
import { filesAt } from './fingerprint.ts';
import type { Stage } from './graph.ts';
import { alive } from './owner.ts';
import type { StageRecord } from './record.ts';

const CHANGES_SHOWN = 3;
const VALUE_LENGTH = 40;

/** Why a stage without a usable artifact has to run, in words; `last` is how the attempt before went. */
export function whyStale(stage: Stage, now: Fingerprint, last: StageRecord | null): string {
  if (last === null) return 'never run';
  if (last.fingerprint !== now.hash) return listed(changes(stage, last, now.parts));
  if (last.status === 'running' && alive(last.owner)) return `process ${last.owner.pid} is running it now`;
  if (last.status === 'done') return 'its artifact is missing';
  return last.status === 'failed' ? 'its last run failed' : 'its last run was interrupted';
}

function listed(found: readonly string[]): string {
  const more = found.length - CHANGES_SHOWN;
  return [...found.slice(0, CHANGES_SHOWN), ...(more > 0 ? [`${more} more changed`] : [])].join(', ');
}

function changes(stage: Stage, last: StageRecord, now: Parts): string[] {
  const before = last.parts;
  const found: string[] = [];
  if (before.operation !== now.operation) {
    found.push(`its operation changed from ${before.operation} to ${now.operation}`);
  } else if (before.code !== now.code) found.push(`the code of ${now.operation} changed`);
  found.push(...differences(before.environment, now.environment, ''));
  found.push(...differences(before.parameters, now.parameters, ''));
  found.push(...changedFiles(stage, last, now), ...changedDeps(stage, before, now));
  return found;
}

/** Leaves of two nested objects that differ, in words. */
function differences(before: unknown, now: unknown, path: string): string[] {
  return leaves(before, now, path).map(({ path: at, before: old, now: current }) => {
    if (old === undefined) return `\`${at}\` is new (${shown(current)})`;
    if (current === undefined) return `\`${at}\` is gone (was ${shown(old)})`;
    return `\`${at}\` changed from ${shown(old)} to ${shown(current)}`;
  });
}

/** Leaves of two nested objects that differ; lists count as leaves. */
export function leaves(
  before: unknown,
  now: unknown,
  path: string,
): { path: string; before: unknown; now: unknown }[] {
  if (isRecord(before) && isRecord(now)) {
    const keys = new Set([...Object.keys(before), ...Object.keys(now)]);
    return [...keys].flatMap((key) => leaves(before[key], now[key], path ? `${path}.${key}` : key));
  }
  const same = before !== undefined && now !== undefined && canonical(before) === canonical(now);
  return same || (before === undefined && now === undefined) ? [] : [{ path, before, now }];
}

function shown(value: unknown): string {
  const text = typeof value === 'string' && value !== '' ? value : canonical(value);
  return text.length > VALUE_LENGTH ? `${text.slice(0, VALUE_LENGTH - 3)}...` : text;
}

function changedFiles(stage: Stage, { parts: before, paths: named = {} }: StageRecord, now: Parts): string[] {
  const keys = new Set([...Object.keys(before.files), ...Object.keys(now.files)]);
  return [...keys].flatMap((key) => {
    const paths = filesAt(stage, key);
    const [old, current] = [before.files[key] ?? [], now.files[key] ?? []];
    if (old.length !== current.length) return [`\`${key}\` changed to ${paths.join(', ') || 'nothing'}`];
    return current.flatMap((hash, index) => {
      if (hash === old[index]) return [];
      const [was = '', is = ''] = [named[key]?.[index] ?? paths[index], paths[index]];
      return [was === is ? `${is} changed` : `\`${key}\` changed from ${was} to ${is}`];
    });
  });
}

function changedDeps(stage: Stage, before: Parts, now: Parts): string[] {
  const roles = new Set([...Object.keys(before.deps), ...Object.keys(now.deps)]);
  return [...roles].flatMap((role) => {
    const names = stage.deps[role] ?? [];
    const [old, current] = [before.deps[role] ?? [], now.deps[role] ?? []];
    if (old.length !== current.length) return [`its dependencies \`${role}\` changed`];
    return current.flatMap((hash, index) =>
      hash === old[index] ? [] : [`its dependency \`${names[index]}\` changed`],
    );
  });
}
