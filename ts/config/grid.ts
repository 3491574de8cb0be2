import { readSource } from './source.ts';

/** One point of a grid: what its run is called behind the pipeline's name, and the values for `vars`, as `-S` takes them. */
export interface GridPoint {
  readonly name: string;
  readonly settings: Readonly<Record<string, string>>;
}

/**
 * Every combination of the values of a grid, the last name's changing fastest. Each of `axes` is `name=[a, b]`: a list in
 * YAML, whose items are the values. A comma inside a value, or a list as a value (`inputs=[[a, b], [c]]`), cannot be taken
 * for the end of one. Returns a sentence where an axis is no such list.
 */
export function gridOf(axes: readonly string[]): readonly GridPoint[] | string {
  let points: GridPoint[] = [{ name: '', settings: {} }];
  for (const axis of axes) {
    const at = axis.indexOf('=');
    const name = axis.slice(0, Math.max(0, at));
    const { value, errors } = readSource('--grid', axis.slice(at + 1));
    if (at < 1 || errors.length > 0 || !Array.isArray(value) || value.length === 0)
      return `expected --grid 'name=[value, value]', got --grid ${axis}`;
    const texts = value.map((item: unknown) => JSON.stringify(item));
    if (new Set(texts).size < texts.length) return `--grid ${axis} has a value twice`;
    if (points.some(({ settings }) => Object.hasOwn(settings, name))) return `--grid names ${name} twice`;
    points = points.flatMap((point) =>
      value.map((item: unknown, place) => ({
        name: `${point.name}${point.name ? ',' : ''}${name}=${typeof item === 'string' ? item : texts[place]}`,
        settings: { ...point.settings, [name]: texts[place] as string },
      })),
    );
  }
  return points;
}
