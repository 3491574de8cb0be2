/** Under which a value of the prompt has its page: what `plot(value, { file: 'x.html' })` writes. */
const PAGE = Symbol('page');

/** What makes the HTML of a page. */
export type Page = () => Promise<string>;

/** The value with a page that does not show. */
export function withPage<T extends object>(value: T, page: Page): T {
  return Object.defineProperty({ ...value }, PAGE, { value: page });
}

/** The page of a value; null where it has none. */
export function pageOf(value: unknown): Page | null {
  if (typeof value !== 'object' || value === null) return null;
  return (value as { readonly [PAGE]?: Page })[PAGE] ?? null;
}
