import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isRecord } from '../dag/digest.ts';
import { TIMES } from '../dag/manifest.ts';
import type { StageContext } from '../dag/operation.ts';
import { saveFile } from '../dag/save.ts';

/** Measured seconds of each JSON file of an artifact, by the path of the object that they stand in, with slashes. */
type Times = Record<string, Record<string, number>>;

/**
 * `value`, which is to be written as `name`, without its measured times: keys `seconds` that hold numbers. Those go
 * beside it, so that what is computed again from the same inputs is the same again, byte for byte.
 */
export function withoutTimes({ out }: Pick<StageContext, 'out'>, name: string, value: unknown): unknown {
  const taken: Times[string] = {};
  const copy = strip(value, '', taken);
  const file = join(out, TIMES);
  saveFile(file, `${JSON.stringify({ ...readTimes(file), [name]: taken }, null, 1)}\n`);
  return copy;
}

/** `value`, as it was read from the file `name` of `folder`, with the times that were kept beside it. */
export function withTimes(folder: string, name: string, value: unknown): unknown {
  for (const [path, seconds] of Object.entries(readTimes(join(folder, TIMES))[name] ?? {})) {
    const steps = path.split('/').filter(Boolean);
    const at = steps.reduce<unknown>(
      (part, step) => (part as Record<string, unknown> | undefined)?.[step],
      value,
    );
    if (isRecord(at)) at.seconds = seconds;
  }
  return value;
}

function strip(value: unknown, path: string, taken: Times[string]): unknown {
  if (Array.isArray(value))
    return value.map((item: unknown, index) => strip(item, `${path}/${index}`, taken));
  if (!isRecord(value)) return value;
  const { seconds, ...rest } = value;
  const kept = Object.entries(rest).map(([key, item]) => [key, strip(item, `${path}/${key}`, taken)]);
  if (typeof seconds !== 'number')
    return { ...Object.fromEntries(kept), ...('seconds' in value && { seconds }) };
  taken[path] = seconds;
  return Object.fromEntries(kept);
}

function readTimes(file: string): Times {
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {};
}
