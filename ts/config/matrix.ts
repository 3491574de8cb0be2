import { isObject } from '../schema/words.ts';

/** One combination of a matrix: what its job is called after the `@`, and the values of `${item.NAME}`. */
export interface Combination {
  readonly suffix: string;
  readonly item: Readonly<Record<string, unknown>>;
}

export function isMatrix(value: unknown): value is Readonly<Record<string, readonly unknown[]>> {
  if (!isObject(value)) return false;
  const lists = Object.values(value);
  return lists.length > 0 && lists.every((list) => Array.isArray(list) && list.length > 0);
}

/** Every combination, as DVC orders and names them: the last key changes fastest, `first-second`. */
export function expandMatrix(matrix: Readonly<Record<string, readonly unknown[]>>): Combination[] {
  let all: { words: string[]; item: Record<string, unknown> }[] = [{ words: [], item: {} }];
  for (const [key, values] of Object.entries(matrix)) {
    all = all.flatMap(({ words, item }) =>
      values.map((value, index) => ({
        words: [...words, wordFor(key, value, index)],
        item: { ...item, [key]: value },
      })),
    );
  }
  return all.map(({ words, item }) => ({ suffix: words.join('-'), item }));
}

/** A scalar names itself; a list or a mapping is too long for a name, and is called by its key and place. */
function wordFor(key: string, value: unknown, index: number): string {
  return typeof value === 'object' && value !== null ? `${key}${index}` : String(value);
}
