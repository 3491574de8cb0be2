import {
  type Document,
  isAlias,
  isMap,
  isPair,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  type ParsedNode,
  parseDocument,
  visit,
  type YAMLError,
  type YAMLMap,
} from 'yaml';
import type { ConfigError, Position } from './position.ts';

export type Path = readonly (string | number)[];

/** A part of what stands at a path: a key of the mapping there, or some characters of the scalar there. */
export interface Part {
  readonly key?: string;
  readonly token?: string;
}

/** A YAML text that has been read. */
export interface Source {
  readonly file: string;
  readonly value: unknown;
  /** Where its grammar is broken; `value` is then worth nothing. */
  readonly errors: readonly ConfigError[];
  /** Where a path stands in the text, or the nearest thing above it that does. */
  locate(path: Path, part?: Part): Position;
}

interface Found {
  readonly node: Node | null;
  readonly key: Node | null;
  readonly whole: boolean;
}

/** `scalars`: how those without quotes are read; as `words`, each is a string: `2021`, `true` and `null` too. */
export function readSource(file: string, text: string, scalars: 'values' | 'words' = 'values'): Source {
  const lines = new LineCounter();
  const document = parseDocument(text, {
    schema: scalars === 'words' ? 'failsafe' : 'core',
    lineCounter: lines,
    uniqueKeys: true,
    merge: true,
    prettyErrors: false,
    logLevel: 'error',
  });
  const at = (start: number, end: number) => positionOf(file, text, lines, start, end);
  const errors = [...grammarErrors(document, text, at), ...aliasErrors(document, at)];
  const locate = (path: Path, part: Part = {}) => {
    const [start, end] = span(document, path, part, text);
    return at(start, end);
  };
  if (errors.length > 0) return { file, value: null, errors, locate };
  try {
    return { file, value: document.toJS() as unknown, errors, locate };
  } catch (error) {
    // What is left is yaml's guard against aliases that multiply without end.
    return { file, value: null, errors: [{ ...at(0, 0), message: (error as Error).message }], locate };
  }
}

function positionOf(file: string, text: string, lines: LineCounter, start: number, end: number): Position {
  const { line, col } = lines.linePos(start);
  const lineStart = start - col + 1;
  const lineEnd = text.slice(lineStart).search(/\r?\n|$/) + lineStart;
  return {
    file,
    line,
    column: col,
    text: text.slice(lineStart, lineEnd),
    length: Math.min(end, lineEnd) - start,
  };
}

type At = (start: number, end: number) => Position;

/** Repeated keys are mistakes of their own; after any other error the parser only guesses, so the first is enough. */
function grammarErrors(document: Document.Parsed, text: string, at: At): ConfigError[] {
  const all = [...document.errors, ...document.warnings];
  const repeated = all.filter(({ code }) => code === 'DUPLICATE_KEY');
  const others = all.filter(({ code }) => code !== 'DUPLICATE_KEY').slice(0, 1);
  return [
    ...others.map((error) => complaintOf(error, text, at)),
    ...repeated.map(({ pos }) => {
      const [key] = text.slice(pos[0]).match(/^[^:\n]*/) ?? [''];
      return {
        ...at(pos[0], pos[0] + key.length),
        message: `the key \`${key.trim()}\` stands twice in one mapping`,
      };
    }),
  ];
}

function complaintOf({ code, pos: [start, end], message }: YAMLError, text: string, at: At): ConfigError {
  if (code === 'MULTIPLE_DOCS') return { ...at(start, end), message: 'a pipeline is one YAML document' };
  // yaml sees a mapping that opens after a `$`.
  if (text.slice(start - 1, start + 1) !== `\${`) return { ...at(start, end), message };
  const advice = `a reference within [ ] or { } is to be quoted: "\${name}"`;
  return { ...at(start - 1, text.indexOf('}', start) + 1), message: advice };
}

function aliasErrors(document: Document.Parsed, at: At): ConfigError[] {
  const errors: ConfigError[] = [];
  visit(document, {
    Alias(_, alias, ancestors) {
      const target = alias.resolve(document);
      const [start, end] = rangeOf(alias);
      if (target === undefined) {
        errors.push({ ...at(start, end), message: `no anchor \`&${alias.source}\` stands above this alias` });
      } else if (ancestors.includes(target)) {
        errors.push({
          ...at(start, end),
          message: `the alias \`*${alias.source}\` stands within its own anchor`,
        });
      }
    },
  });
  return errors;
}

function span(document: Document.Parsed, path: Path, part: Part, text: string): [number, number] {
  const found = find(document, path);
  if (found.whole && part.key !== undefined && isMap(found.node)) {
    const key = keyNode(document, found.node, part.key);
    if (key !== null) return rangeOf(key);
  }
  const { node, key } = found;
  const [start, end] = node === null ? [0, 0] : rangeOf(node);
  if (part.token !== undefined && isScalar(node)) {
    const offset = text.slice(start, end).indexOf(part.token);
    if (offset >= 0) return [start + offset, start + offset + part.token.length];
  }
  const isBlock = (isMap(node) || isSeq(node)) && node.flow !== true;
  if (key !== null && (isBlock || start === end)) return rangeOf(key);
  // A block without a key (an element of a list, the whole text) is shown by its first line's first character.
  return isBlock ? [start, start + 1] : [start, end];
}

function rangeOf(node: Node): [number, number] {
  const [start, end] = node.range ?? [0, 0];
  return [start, end];
}

function find(document: Document.Parsed, path: Path): Found {
  let found: Found = { node: document.contents, key: null, whole: true };
  for (const step of path) {
    const parent = isAlias(found.node) ? (found.node.resolve(document) ?? null) : found.node;
    const child = isMap(parent) ? childOf(document, parent, String(step)) : elementOf(parent, step);
    if (child === null) return { ...found, whole: false };
    found = { ...child, whole: true };
  }
  return found;
}

function elementOf(parent: Node | null, step: string | number): Omit<Found, 'whole'> | null {
  if (!isSeq(parent) || typeof step !== 'number') return null;
  const node = parent.items[step];
  return node === undefined ? null : { node: node as ParsedNode, key: null };
}

/** The pair with a name, in the mapping itself or in what `<<` merges into it. */
function childOf(document: Document.Parsed, map: YAMLMap, name: string): Omit<Found, 'whole'> | null {
  const own = map.items.find(({ key }) => isScalar(key) && String(key.value) === name);
  if (isPair(own)) return { node: own.value as Node | null, key: own.key as Node };
  for (const { key, value } of map.items) {
    if (!isScalar(key) || key.source !== '<<') continue;
    for (const part of isSeq(value) ? value.items : [value]) {
      const merged = isAlias(part) ? part.resolve(document) : part;
      const child = isMap(merged) ? childOf(document, merged, name) : null;
      if (child !== null) return child;
    }
  }
  return null;
}

function keyNode(document: Document.Parsed, map: YAMLMap, name: string): Node | null {
  return childOf(document, map, name)?.key ?? null;
}
