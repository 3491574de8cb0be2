import type { ErrorObject } from 'ajv/dist/2020.js';
import { didYouMean, nearest } from './nearest.ts';
import { alternatives, describe, follow, isObject, type Schema, show } from './words.ts';

/** What is wrong with a value, and where. */
export interface Complaint {
  /** Where; for an unknown or a missing key, the mapping that has or lacks it. */
  readonly path: (string | number)[];
  readonly message: string;
  readonly unknownKey?: string;
}

interface Finding extends Complaint {
  readonly missingKey?: string;
}

/** One complaint a mistake about a value, from all errors that ajv gives in its verbose mode. */
export function complaintsFrom(errors: readonly ErrorObject[], value: unknown, root: Schema): Complaint[] {
  const found = new Map<string, Finding>();
  for (const error of settleUnions(errors)) {
    const finding = findingOf(error, value, root);
    if (finding === null) continue;
    const key = JSON.stringify([finding.path, finding.unknownKey ?? null, finding.missingKey ?? null]);
    if (!found.has(key)) found.set(key, finding);
  }
  return dropMistyped([...found.values()]).map(({ missingKey, ...complaint }) => complaint);
}

/** A mistyped key is one mistake: that the key which was meant is missing goes without saying. */
function dropMistyped(findings: readonly Finding[]): Finding[] {
  return findings.filter(
    ({ path, missingKey }) =>
      missingKey === undefined ||
      !findings.some(
        (other) =>
          other.unknownKey !== undefined &&
          nearest(other.unknownKey, [missingKey]) !== null &&
          JSON.stringify(other.path) === JSON.stringify(path),
      ),
  );
}

/**
 * A failed `oneOf` brings the errors of every branch. Where one branch alone is of the value's type, its errors are
 * the mistake; otherwise the mistake is that no branch fits.
 */
function settleUnions(errors: readonly ErrorObject[]): ErrorObject[] {
  let left = [...errors];
  const unions = errors.filter(({ keyword }) => keyword === 'oneOf' || keyword === 'anyOf');
  for (const union of unions.reverse()) {
    if (!left.includes(union)) continue;
    const within = left.filter((error) => error !== union && isWithin(error, union));
    const kept = onlyFitting(within, union) ?? [union];
    left = [...left.filter((error) => error !== union && !within.includes(error)), ...kept];
  }
  return left;
}

/** The errors of the one branch that is of the value's type; null where none or several are. */
function onlyFitting(within: readonly ErrorObject[], union: ErrorObject): ErrorObject[] | null {
  const branches = new Map<string | null, ErrorObject[]>();
  for (const error of within) {
    const branch = branchOf(error, union);
    branches.set(branch, [...(branches.get(branch) ?? []), error]);
  }
  const ofAnotherType = (error: ErrorObject) =>
    error.keyword === 'type' && error.instancePath === union.instancePath;
  const [fitting, ...others] = [...branches].filter(([, errors]) => !errors.some(ofAnotherType));
  return fitting && others.length === 0 && fitting[0] !== null ? fitting[1] : null;
}

function isWithin(error: ErrorObject, union: ErrorObject): boolean {
  return error.instancePath === union.instancePath || error.instancePath.startsWith(`${union.instancePath}/`);
}

function branchOf(error: ErrorObject, union: ErrorObject): string | null {
  const prefix = `${union.schemaPath}/`;
  return error.schemaPath.startsWith(prefix)
    ? (error.schemaPath.slice(prefix.length).split('/')[0] ?? null)
    : null;
}

/** The keys that a JSON pointer names, those of lists as numbers, and what stands there. */
function walk(pointer: string, value: unknown): { path: (string | number)[]; here: unknown } {
  const path: (string | number)[] = [];
  let here = value;
  for (const part of pointer.split('/').slice(1)) {
    const key = part.replaceAll('~1', '/').replaceAll('~0', '~');
    path.push(Array.isArray(here) ? Number(key) : key);
    here = (here as Readonly<Record<string, unknown>> | null | undefined)?.[key];
  }
  return { path, here };
}

function findingOf(error: ErrorObject, value: unknown, root: Schema): Finding | null {
  const { params } = error;
  const { path, here } = walk(error.instancePath, value);
  const schema: Schema = isObject(error.parentSchema) ? error.parentSchema : {};
  switch (error.keyword) {
    case 'additionalProperties':
      return unknownKey(String(params.additionalProperty), path, schema, here);
    case 'required':
      return missingKey(String(params.missingProperty), path, schema, root);
    case 'discriminator':
      return wrongTag(String(params.tag), params.tagValue, path, schema, root);
    case 'propertyNames': {
      const wanted = isObject(schema.propertyNames) ? schema.propertyNames : {};
      const words = wanted.description ?? `keys that match ${wanted.pattern}`;
      const name = String(params.propertyName);
      return { path, unknownKey: name, message: `expected ${words}, got \`${name}\`` };
    }
    case 'pattern':
      // What is wrong with a key is said once, by `propertyNames`.
      if ('propertyName' in error) return null;
      return wrongValue(error, path, schema, root);
    default:
      return wrongValue(error, path, schema, root);
  }
}

function unknownKey(key: string, path: (string | number)[], schema: Schema, here: unknown): Finding {
  const present = isObject(here) ? here : {};
  const allowed = Object.keys(isObject(schema.properties) ? schema.properties : {});
  const absent = allowed.filter((name) => !Object.hasOwn(present, name));
  const list = alternatives(allowed.map((name) => `\`${name}\``));
  const hint = didYouMean(key, absent) || didYouMean(key, allowed) || `: it takes ${list || 'no keys'}`;
  return { path, unknownKey: key, message: `unknown key \`${key}\` ${placeOf(path)}${hint}` };
}

function missingKey(key: string, path: (string | number)[], schema: Schema, root: Schema): Finding {
  const properties = isObject(schema.properties) ? schema.properties : {};
  const wanted = properties[key];
  const words = isObject(wanted) ? ` (${describe(wanted, root)})` : '';
  return { path, missingKey: key, message: `expected ${nameOf(path)} to have \`${key}\`${words}` };
}

function wrongTag(
  tag: string,
  got: unknown,
  path: (string | number)[],
  union: Schema,
  root: Schema,
): Finding {
  const branches = Array.isArray(union.oneOf) ? union.oneOf.filter(isObject) : [];
  const tags = branches.flatMap((branch) => {
    const { properties } = follow(branch, root);
    const named = isObject(properties) ? properties[tag] : undefined;
    return isObject(named) && typeof named.const === 'string' ? [named.const] : [];
  });
  const words = alternatives(tags.map((name) => `\`${name}\``));
  if (got === undefined) {
    return { path, missingKey: tag, message: `expected ${nameOf(path)} to have \`${tag}\` (${words})` };
  }
  const hint = typeof got === 'string' ? didYouMean(got, tags) : '';
  const message = `expected \`${tag}\` to be ${words}, got ${show(got)}${hint}`;
  return { path: [...path, tag], message };
}

function wrongValue(error: ErrorObject, path: (string | number)[], schema: Schema, root: Schema): Finding {
  const wanted = `${describe(schema, root)}${condition(error, schema)}`;
  const names = Array.isArray(schema.enum) ? schema.enum.filter((name) => typeof name === 'string') : [];
  const hint = typeof error.data === 'string' ? didYouMean(error.data, names) : '';
  return { path, message: `expected ${nameOf(path)} to be ${wanted}, got ${show(error.data)}${hint}` };
}

/** The part of a schema that is worth a word only where it is broken. */
function condition(error: ErrorObject, schema: Schema): string {
  switch (error.keyword) {
    case 'minLength':
    case 'minProperties':
    case 'minItems':
      if (schema.minItems !== undefined && schema.minItems === schema.maxItems) return '';
      return error.params.limit === 1 ? ' that is not empty' : ` with at least ${error.params.limit}`;
    case 'maxLength':
    case 'maxProperties':
    case 'maxItems':
      if (schema.minItems !== undefined && schema.minItems === schema.maxItems) return '';
      return ` with at most ${error.params.limit}`;
    case 'uniqueItems':
      return ' without repeats';
    case 'pattern':
      if (Array.isArray(schema.examples)) return ` such as ${alternatives(schema.examples.map(String))}`;
      return ` that matches ${schema.pattern}`;
    default:
      return '';
  }
}

/** The last name of a path, with the indices after it. */
function nameOf(path: readonly (string | number)[]): string {
  const last = path.findLastIndex((key) => typeof key === 'string');
  if (path.length === 0) return 'the top level';
  const indices = path.slice(last + 1).map((index) => `[${index}]`);
  return `\`${last < 0 ? '' : path[last]}${indices.join('')}\``;
}

function placeOf(path: readonly (string | number)[]): string {
  return path.length === 0 ? 'at the top level' : `in ${nameOf(path)}`;
}
