import { didYouMean } from '../schema/nearest.ts';
import { alternatives, isObject } from '../schema/words.ts';
import type { Path } from './source.ts';

/** The value of a name about which something has been complained: references to it are silently wrong. */
export const unknowable = Symbol('unknowable');

/** Names and what they stand for; what a message says about a name that is not among them. */
export interface Scope {
  readonly values: ReadonlyMap<string, unknown>;
  missing(name: string): string;
}

/** Told of each reference that cannot be followed; without a message where it has been complained of elsewhere. */
export type Report = (path: Path, reference: string, message: string | null) => void;

const reference = /\$\$\{|\$\{([^}]*)\}?/g;
const name = /^\s*([A-Za-z_][\w-]*(?:\.[\w-]+)*)\s*$/;

/**
 * A copy of a value in which every `${name}` within a string is replaced. A string that is one reference and nothing
 * else takes the value as it is, whatever its type; within a longer string it is written out. `$${` stands for `${`.
 */
export function interpolate(value: unknown, scope: Scope, path: Path, report: Report): unknown {
  if (typeof value === 'string') return interpolateText(value, scope, path, report);
  if (Array.isArray(value)) {
    return value.map((part, index) => interpolate(part, scope, [...path, index], report));
  }
  if (!isObject(value)) return value;
  const entries = Object.entries(value);
  return Object.fromEntries(
    entries.map(([key, part]) => [key, interpolate(part, scope, [...path, key], report)]),
  );
}

function interpolateText(text: string, scope: Scope, path: Path, report: Report): unknown {
  const matches = [...text.matchAll(reference)];
  const [only] = matches;
  if (only && only[0] === text && text !== '$${') {
    const value = resolve(only[0], scope, path, report);
    return value === unknowable ? text : value;
  }
  return text.replace(reference, (whole) => {
    if (whole === '$${') return '${';
    const value = resolve(whole, scope, path, report);
    if (value === unknowable) return whole;
    if (typeof value !== 'object' || value === null) return String(value);
    report(
      path,
      whole,
      `\`${whole}\` is a ${Array.isArray(value) ? 'list' : 'mapping'}: it cannot stand within a text`,
    );
    return whole;
  });
}

function resolve(whole: string, scope: Scope, path: Path, report: Report): unknown {
  const dotted = whole.endsWith('}') ? name.exec(whole.slice(2, -1))?.[1] : undefined;
  if (dotted === undefined) {
    report(
      path,
      whole,
      `\`${whole}\` is no reference: write \`\${name}\`, or \`$\${\` for the characters themselves`,
    );
    return unknowable;
  }
  const [head = '', ...steps] = dotted.split('.');
  let value: unknown = scope.values.get(head);
  let known = scope.values.has(head);
  for (const step of steps) {
    if (!known || value === unknowable) break;
    known = typeof value === 'object' && value !== null && Object.hasOwn(value, step);
    value = known ? (value as Readonly<Record<string, unknown>>)[step] : undefined;
  }
  if (value === unknowable) report(path, whole, null);
  if (known) return value;
  report(path, whole, scope.missing(dotted));
  return unknowable;
}

/** The sentence about a name that is not among the known ones. */
export function unknownName(wanted: string, values: ReadonlyMap<string, unknown>): string {
  const known = [...values].flatMap(([head, value]) => dottedNames(head, value));
  if (known.length === 0) return `unknown name \`${wanted}\`: the pipeline has no \`vars\``;
  const list = alternatives([...values.keys()].map((head) => `\`${head}\``));
  return `unknown name \`${wanted}\`${didYouMean(wanted, known) || `: there is ${list}`}`;
}

function dottedNames(head: string, value: unknown): string[] {
  if (!isObject(value)) return [head];
  return [head, ...Object.entries(value).flatMap(([key, part]) => dottedNames(`${head}.${key}`, part))];
}
