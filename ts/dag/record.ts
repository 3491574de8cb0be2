import { readFile } from 'node:fs/promises';
import { isRecord } from './digest.ts';
import type { Parts } from './fingerprint.ts';
import type { Owner } from './owner.ts';

const VERSION = 1;

/** How the last attempt at a stage of a pipeline went, kept so that the next can say why it runs again. */
export interface StageRecord {
  readonly version: number;
  readonly fingerprint: string;
  readonly parts: Parts;
  /** The files that it named, by the key that names them; records of before have none. */
  readonly paths?: Readonly<Record<string, readonly string[]>>;
  /** `running` where the process ended before it could say more. */
  readonly status: 'running' | 'done' | 'failed' | 'interrupted';
  readonly owner: Owner;
}

export function stageRecord(facts: Omit<StageRecord, 'version'>): StageRecord {
  return { version: VERSION, ...facts };
}

/** The record in a file, or null where there is none that this version of swat reads. */
export async function readRecord(path: string): Promise<StageRecord | null> {
  try {
    const value: unknown = JSON.parse(await readFile(path, 'utf8'));
    return isRecord(value) && value.version === VERSION ? (value as unknown as StageRecord) : null;
  } catch {
    return null;
  }
}
