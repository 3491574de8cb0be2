import { pipelineSchema } from '../schema/schemas.ts';
import type { Stage } from '../schema/types.ts';
import { follow, isObject, type Schema } from '../schema/words.ts';

export type Op = Stage['op'];

type RoleOf<S> = S extends { deps: infer D } ? keyof D : never;

/** What a stage may need another one for. */
export type Role = RoleOf<Stage>;

/** The operations that leave a network that is theirs. */
const NETWORKS: readonly Op[] = ['search', 'fit', 'compress', 'rival', 'decode', 'nearest'];

/** The operations whose artifacts fill a role. */
export const artifactsOf: Readonly<Record<Role, readonly Op[]>> = {
  space: ['train'],
  table: ['table', 'teacher', 'function', 'cornn'],
  tables: ['cornn'],
  untrained: ['search'],
  baselines: ['baselines'],
  fronts: ['search', 'rival'],
  search: ['search'],
  reconstruction: ['reconstruct'],
  reconstructions: ['reconstruct'],
  distances: ['similarity'],
  searches: ['search'],
  sweep: ['search'],
  network: NETWORKS,
  other: NETWORKS,
  among: [...NETWORKS, 'interpolate'],
  point: ['encode'],
};

/** What the schema says of the key `part` of a stage with this operation; null for an unknown operation. */
export function shapeOf(op: unknown, part: 'with' | 'deps'): Schema | null {
  const stage = at(pipelineSchema, '$defs', 'stage');
  const branches = Array.isArray(stage.oneOf) ? stage.oneOf.filter(isObject) : [];
  for (const branch of branches) {
    const whole = follow(branch, pipelineSchema);
    if (at(whole, 'properties', 'op').const === op) return at(whole, 'properties', part);
  }
  return null;
}

/** The part of a schema at these keys, `$ref`s followed; empty where there is none. */
export function at(schema: Schema, ...keys: string[]): Schema {
  let here = follow(schema, pipelineSchema);
  for (const key of keys) {
    const next = here[key];
    here = isObject(next) ? follow(next, pipelineSchema) : {};
  }
  return here;
}

/** The roles in which an operation takes several stages. */
export function manyRoles(op: unknown): string[] {
  const roles = at(shapeOf(op, 'deps') ?? {}, 'properties');
  return Object.keys(roles).filter((role) => {
    const { oneOf } = at(roles, role);
    return Array.isArray(oneOf) && oneOf.some((branch) => isObject(branch) && branch.type === 'array');
  });
}
