import { didYouMean } from '../schema/nearest.ts';
import { alternatives, isObject } from '../schema/words.ts';
import type { Complaints } from './complaints.ts';
import type { Draft, Drafts } from './draft.ts';
import { artifactsOf, at, manyRoles, type Role, shapeOf } from './shape.ts';
import type { Path } from './source.ts';

/** The jobs that each role of a draft stands for. Roles that its operation does not have are the checker's. */
export function resolveDependencies(
  draft: Draft,
  drafts: Drafts,
  complaints: Complaints,
): Record<string, string[]> {
  const { op, deps } = isObject(draft.value) ? draft.value : { op: undefined, deps: undefined };
  const known = at(shapeOf(op, 'deps') ?? {}, 'properties');
  const many = manyRoles(op);
  const resolved: Record<string, string[]> = {};
  for (const [role, named] of Object.entries(isObject(deps) ? deps : {})) {
    if (!Object.hasOwn(known, role)) continue;
    const path = ['stages', draft.stage, 'deps', role];
    const isMany = many.includes(role);
    const jobs = namesIn(named, path, isMany).flatMap(({ name, path }) =>
      complaints.isSpoilt(path) ? [] : resolveName(name, path, role, isMany, drafts, complaints),
    );
    resolved[role] = [...new Set(jobs)];
  }
  return resolved;
}

function namesIn(named: unknown, path: Path, isMany: boolean): { name: string; path: Path }[] {
  if (typeof named === 'string') return [{ name: named, path }];
  if (!isMany || !Array.isArray(named)) return [];
  return named.flatMap((name, index) => (typeof name === 'string' ? [{ name, path: [...path, index] }] : []));
}

function resolveName(
  name: string,
  path: Path,
  role: string,
  isMany: boolean,
  { jobs, untold }: Drafts,
  complaints: Complaints,
): string[] {
  const meant = jobs.filter(({ job, stage }) => job === name || stage === name);
  const [first] = meant;
  if (untold.has(name.split('@')[0] ?? '') || untold.has(name)) return [];
  if (first === undefined) {
    const names = new Set(jobs.flatMap(({ job, stage }) => [stage, job]));
    const list = alternatives([...new Set(jobs.map(({ stage }) => `\`${stage}\``))]);
    complaints.add(path, `unknown stage \`${name}\`${didYouMean(name, names) || `: there is ${list}`}`);
    return [];
  }
  if (!isMany && first.isOneOfMany && first.job !== name) {
    const list = alternatives(meant.map(({ job }) => `\`${job}\``));
    complaints.add(path, `\`${name}\` has a matrix, and \`${role}\` takes one stage: name ${list}`);
    return [];
  }
  complainOfAnotherOp(name, path, role, first, complaints);
  return meant.map(({ job }) => job);
}

function complainOfAnotherOp(
  name: string,
  path: Path,
  role: string,
  { stage, value }: Draft,
  complaints: Complaints,
): void {
  const wanted: readonly unknown[] = artifactsOf[role as Role];
  const op = isObject(value) ? value.op : undefined;
  // A stage whose own operation is wrong is complained of there.
  if (wanted.includes(op) || shapeOf(op, 'with') === null || complaints.isSpoilt(['stages', stage, 'op']))
    return;
  complaints.add(
    path,
    `expected \`${role}\` to be a ${alternatives(wanted.map((each) => `\`${each}\``))} stage, but \`${name}\` is a \`${op}\` stage`,
  );
}
