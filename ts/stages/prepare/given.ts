/** Where what was taken for granted is told. */
export type Notice = (sentence: string) => void;

/** Names as they are given: none, one text, or a list. */
export function namesIn(given: string | readonly string[]): string[] {
  return [given].flat() as string[];
}

export function listed(given: null | string | readonly string[]): string[] {
  if (given === null) return [];
  return typeof given === 'string' ? given.split(',').map((name) => name.trim()) : [...given];
}
