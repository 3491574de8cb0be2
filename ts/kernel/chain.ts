import { inspect } from 'node:util';

/** What Python gives back: plain values as such, everything else as an object to work on. */
export type PyValue =
  | null
  | boolean
  | number
  | bigint
  | string
  | PyValue[]
  | { [key: string]: PyValue }
  | PyObject;

/** An object in Python. Every access and every call only lengthens a chain, which runs when it is awaited. */
export interface PyObject {
  (...args: unknown[]): PyChain;
  readonly [name: string]: PyChain;
}

/** A chain of accesses and calls that has not run. A name with `$` at its end takes keywords as the last argument. */
export type PyChain = PromiseLike<PyValue> & PyObject;

/** Where a chain begins and what it does from there; the language of py_kernels/serve/guard.py. */
export interface Path {
  readonly root: { module: string } | { handle: number };
  readonly steps: readonly Step[];
}

type Step = { get: string } | { item: number } | { args: unknown[]; kwargs: Record<string, unknown> };

export type Run = (path: Path) => Promise<PyValue>;

const PATH = Symbol('path');

/** An object in Python whose text, for the terminal, is `text`. */
export function object(path: Path, text: string, run: Run): PyObject {
  return proxy(path, text, run, false) as unknown as PyObject;
}

function chain(path: Path, run: Run): PyChain {
  return proxy(path, '[nothing has run in Python yet: use await]', run, true) as unknown as PyChain;
}

function proxy(path: Path, text: string, run: Run, lazy: boolean): () => void {
  // Only a function can be called through a proxy.
  const target = Object.assign(() => {}, { [PATH]: path, [inspect.custom]: () => text });
  return new Proxy(target, {
    get(_, name) {
      if (name === PATH) return path;
      if (name === 'then') return lazy ? thenOf(path, run) : undefined;
      if (name === Symbol.asyncIterator) return () => items(path, run);
      if (typeof name === 'symbol') return Reflect.get(target, name);
      return chain(longer(path, /^\d+$/.test(name) ? { item: Number(name) } : { get: name }), run);
    },
    apply: (_, __, args: unknown[]) => chain(called(path, args), run),
    set(_, name) {
      throw new TypeError(`Python objects are not written to from here: use setattr for ${String(name)}`);
    },
  });
}

function thenOf(path: Path, run: Run): PromiseLike<PyValue>['then'] {
  return (resolve, reject) => run(path).then(resolve, reject);
}

async function* items(path: Path, run: Run): AsyncGenerator<PyValue> {
  const list: Path = { root: { module: 'builtins' }, steps: [{ get: 'list' }] };
  const values = await run(longer(list, { args: [{ $ref: path }], kwargs: {} }));
  if (Array.isArray(values)) yield* values;
}

function longer(path: Path, step: Step): Path {
  return { root: path.root, steps: [...path.steps, step] };
}

/** `f(1, 2)`, or `f$(1, { dim: 0 })` for Python's `f(1, dim=0)`. */
function called(path: Path, args: unknown[]): Path {
  const last = path.steps.at(-1);
  if (!last || !('get' in last) || !last.get.endsWith('$'))
    return longer(path, { args: args.map(inward), kwargs: {} });
  const keywords = args.at(-1);
  if (typeof keywords !== 'object' || keywords === null)
    throw new TypeError(`${last.get} takes an object of keywords as its last argument`);
  const plain: Path = {
    root: path.root,
    steps: [...path.steps.slice(0, -1), { get: last.get.slice(0, -1) }],
  };
  const kwargs = Object.fromEntries(Object.entries(keywords).map(([key, value]) => [key, inward(value)]));
  return longer(plain, { args: args.slice(0, -1).map(inward), kwargs });
}

/** A value as the guard takes it. */
function inward(value: unknown): unknown {
  if (value === null || value === undefined) return null;
  if (typeof value === 'bigint') return { $int: String(value) };
  if (typeof value === 'number')
    return Number.isFinite(value) ? value : { $float: String(value).replace('Infinity', 'inf') };
  if (typeof value === 'function') return reference(value);
  if (Array.isArray(value)) return value.map(inward);
  if (ArrayBuffer.isView(value)) return Array.from(value as unknown as Iterable<unknown>, inward);
  if (typeof value === 'object')
    return { $dict: Object.fromEntries(Object.entries(value).map(([key, item]) => [key, inward(item)])) };
  return value;
}

function reference(value: object): unknown {
  const path: unknown = Reflect.get(value, PATH);
  if (path === undefined) throw new TypeError('a JavaScript function cannot go to Python');
  return { $ref: path };
}

/** What the guard gave, as a value; `adopt` makes an object of a handle and its text. */
export function outward(value: unknown, adopt: (handle: number, text: string) => PyObject): PyValue {
  if (Array.isArray(value)) return value.map((item) => outward(item, adopt));
  if (typeof value !== 'object' || value === null) return value as PyValue;
  if ('$object' in value && 'text' in value) return adopt(Number(value.$object), String(value.text));
  if ('$float' in value) return Number(String(value.$float).replace('inf', 'Infinity'));
  if ('$int' in value) return BigInt(String(value.$int));
  const dict = '$dict' in value ? (value.$dict as object) : {};
  return Object.fromEntries(Object.entries(dict).map(([key, item]) => [key, outward(item, adopt)]));
}
