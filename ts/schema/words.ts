/** JSON Schema in the house's words: "a list of integers from 1 to 6". */
export type Schema = Readonly<Record<string, unknown>>;

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The schema that a local `$ref` (`#/$defs/...`) leads to, with what stands beside the `$ref`; others as they are. */
export function follow(schema: Schema, root: Schema): Schema {
  if (typeof schema.$ref !== 'string' || !schema.$ref.startsWith('#/')) return schema;
  let target: unknown = root;
  for (const part of schema.$ref.slice(2).split('/')) {
    const key = part.replaceAll('~1', '/').replaceAll('~0', '~');
    target = isObject(target) ? target[key] : undefined;
  }
  if (!isObject(target)) return schema;
  const { $ref, ...beside } = schema;
  return { ...follow(target, root), ...beside };
}

/** What a schema wants, as a noun phrase; in the plural for the elements of a list. */
export function describe(schema: Schema, root: Schema, plural = false): string {
  return alternatives(phrases(schema, root, plural));
}

function phrases(schema: Schema, root: Schema, plural: boolean): string[] {
  const whole = follow(schema, root);
  if (Array.isArray(whole.enum)) return whole.enum.map(quote);
  if ('const' in whole) return [quote(whole.const)];
  const branches = whole.oneOf ?? whole.anyOf;
  if (Array.isArray(branches) && !('discriminator' in whole)) {
    return branches.filter(isObject).flatMap((branch) => phrases(branch, root, plural));
  }
  const types = Array.isArray(whole.type) ? whole.type : [whole.type];
  return types.map((type) => noun(String(type), whole, root, plural));
}

function noun(type: string, schema: Schema, root: Schema, plural: boolean): string {
  switch (type) {
    case 'integer':
      return `${plural ? 'integers' : 'an integer'}${range(schema)}`;
    case 'number':
      return `${plural ? 'numbers' : 'a number'}${range(schema)}`;
    case 'array':
      return `${plural ? 'lists' : 'a list'}${elements(schema, root)}`;
    case 'object':
      return plural ? 'mappings' : 'a mapping';
    case 'string':
      return plural ? 'strings' : 'a string';
    case 'boolean':
      return 'true or false';
    case 'null':
      return 'null';
    default:
      return plural ? 'values' : 'a value';
  }
}

function elements(schema: Schema, root: Schema): string {
  if (!isObject(schema.items)) return '';
  const count =
    schema.minItems !== undefined && schema.minItems === schema.maxItems ? `${schema.minItems} ` : '';
  return ` of ${count}${describe(schema.items, root, true)}`;
}

function range(schema: Schema): string {
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum } = schema;
  if (minimum !== undefined && maximum !== undefined) return ` from ${minimum} to ${maximum}`;
  const low = minimum !== undefined ? `of at least ${minimum}` : `above ${exclusiveMinimum}`;
  const high = maximum !== undefined ? `at most ${maximum}` : `below ${exclusiveMaximum}`;
  const hasLow = (minimum ?? exclusiveMinimum) !== undefined;
  const hasHigh = (maximum ?? exclusiveMaximum) !== undefined;
  if (hasLow && hasHigh) return ` ${low} and ${high}`;
  if (hasLow) return ` ${low}`;
  if (!hasHigh) return '';
  return maximum !== undefined ? ` of ${high}` : ` ${high}`;
}

/** `a`, `b` or `c`. */
export function alternatives(words: readonly string[]): string {
  const different = [...new Set(words)];
  const last = different.pop() ?? '';
  return different.length === 0 ? last : `${different.join(', ')} or ${last}`;
}

function quote(value: unknown): string {
  return typeof value === 'string' ? `\`${value}\`` : JSON.stringify(value);
}

/** A value as a message shows it: JSON, cut where it is long. */
export function show(value: unknown): string {
  if (typeof value === 'number') return String(value);
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 50 ? `${text.slice(0, 47)}...` : text;
}
