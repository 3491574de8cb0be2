import { Ajv2020, type ErrorObject } from 'ajv/dist/2020.js';
import { type Complaint, complaintsFrom } from './complaint.ts';
import { depthComplaint } from './depth.ts';
import { isObject, type Schema } from './words.ts';

export type { Complaint };

export type Checked<T> = { ok: true; value: T } | { ok: false; complaints: Complaint[] };

/**
 * A checker for a JSON Schema (draft 2020-12). It gives a deep copy with every default filled in, or one complaint a
 * mistake. The schema is the program's own: a bad one throws.
 */
export function checker<T>(schema: object): (value: unknown) => Checked<T> {
  const ajv = new Ajv2020({
    strict: true,
    allErrors: true,
    useDefaults: true,
    discriminator: true,
    allowUnionTypes: true,
    verbose: true,
  });
  const validate = ajv.compile<T>(schema);
  return (value) => {
    const deep = depthComplaint(value);
    if (deep !== null) return { ok: false, complaints: [{ path: [], message: deep }] };
    const copy = copyOf(value);
    if (validate(copy)) return { ok: true, value: copy };
    const errors: ErrorObject[] = validate.errors ?? [];
    return { ok: false, complaints: complaintsFrom(errors, value, schema as Schema) };
  };
}

/** A copy in which nothing is shared: a default filled in at one place must not appear at another. */
function copyOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(copyOf);
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, copyOf(part)]));
}
