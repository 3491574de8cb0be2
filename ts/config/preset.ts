import { families, pipelineSchema, presets } from '../schema/schemas.ts';
import { follow, isObject, type Schema } from '../schema/words.ts';
import { at, shapeOf } from './shape.ts';

/**
 * A stage's parameters over those of the preset and of the family that they name, the family's over the preset's.
 * What is wrong stays as it is, for the checker.
 */
export function overPreset(op: unknown, parameters: unknown): unknown {
  const written = parameters === undefined ? {} : withFamily(parameters);
  if (typeof op !== 'string' || !isObject(written)) return parameters;
  const named =
    typeof written.preset === 'string' && Object.hasOwn(presets, written.preset) ? written.preset : null;
  const preset = presets[named ?? 'swat'];
  const base = preset && Object.hasOwn(preset, op) ? preset[op] : undefined;
  const shape = shapeOf(op, 'with');
  if (base === undefined || shape === null) return parameters === undefined ? parameters : written;
  return merge(base, written, shape);
}

/** The keys of `space` over those of the family that it names, which then need not be named any more. */
function withFamily(parameters: unknown): unknown {
  if (!isObject(parameters) || !isObject(parameters.space)) return parameters;
  const { family, ...written } = parameters.space;
  if (typeof family !== 'string' || !Object.hasOwn(families, family)) return parameters;
  return { ...parameters, space: { ...families[family], ...written } };
}

/** Mappings are merged; anything else that is written stands in place of the preset's. */
function merge(base: Schema, written: Schema, shape: Schema): Schema {
  if (isAnotherKind(base, written, shape)) return written;
  const merged = new Map(Object.entries(base));
  for (const [key, value] of Object.entries(written)) {
    const below = merged.get(key);
    const both = isObject(below) && isObject(value);
    merged.set(key, both ? merge(below, value, at(shape, 'properties', key)) : value);
  }
  return Object.fromEntries(merged);
}

/** In a tagged union the preset's keys belong to the preset's kind alone. */
function isAnotherKind(base: Schema, written: Schema, shape: Schema): boolean {
  const { discriminator } = follow(shape, pipelineSchema);
  if (!isObject(discriminator) || typeof discriminator.propertyName !== 'string') return false;
  const tag = discriminator.propertyName;
  return Object.hasOwn(written, tag) && written[tag] !== base[tag];
}
