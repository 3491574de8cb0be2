/** The different names in a text of a file's metadata, a JSON list; null where it is none. */
export function namesIn(text: string | undefined): string[] | null {
  try {
    const names: unknown = JSON.parse(text ?? '');
    const isList = Array.isArray(names) && names.every((name) => typeof name === 'string' && name !== '');
    return isList && new Set(names).size === names.length ? names : null;
  } catch {
    return null;
  }
}
