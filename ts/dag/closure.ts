import { readFileSync, statSync } from 'node:fs';
import { dirname, extname, join, relative, resolve, sep } from 'node:path';
import { sha256 } from './digest.ts';

/**
 * SHA-256 of the code that can run when `entries` are loaded: those files and all that they import by relative paths,
 * directly or not, and `extra` files as they are. TypeScript and JavaScript (`import`, `export ... from`) are followed. It
 * does not change with the place of the files as a whole. Throws the file system's error for an entry or extra file that is not there.
 */
export function codeHash(entries: readonly string[], extra: readonly string[] = []): string {
  const files = [...new Set([...closure(entries), ...extra.map((path) => resolve(path))])];
  const root = commonFolder(files);
  const lines = files
    .map((file) => `${relative(root, file).split(sep).join('/')} ${sha256(readFileSync(file))}`)
    .sort();
  return sha256(lines.join('\n'));
}

/** Absolute paths of `entries` and of everything that they import by relative paths. */
export function closure(entries: readonly string[]): string[] {
  const seen = new Set<string>();
  const visit = (file: string): void => {
    if (seen.has(file)) return;
    seen.add(file);
    for (const imported of importsOf(file)) visit(imported);
  };
  for (const entry of entries) visit(resolve(entry));
  return [...seen].sort();
}

function importsOf(file: string): string[] {
  const script = ['.ts', '.js', '.mts', '.mjs'].includes(extname(file));
  return script ? scriptImports(file, readFileSync(file, 'utf8')) : [];
}

// At the start of a line, so that an example in a comment is not taken; without `import type`, which cannot change a
// result.
const STATIC = /^[ \t]*(?:import|export)\b(?!\s+type\b)[^'";]*?(?:\bfrom\s*)?['"](\.{1,2}\/[^'"]+)['"]/gm;
const DYNAMIC = /\bimport\(\s*['"](\.{1,2}\/[^'"]+)['"]/g;

function scriptImports(file: string, text: string): string[] {
  const paths = [...text.matchAll(STATIC), ...text.matchAll(DYNAMIC)].map((match) => match[1] ?? '');
  return paths.flatMap((path) => {
    const full = join(dirname(file), path);
    // A path that leads nowhere stands in a string, in code that is written out; Node would have refused a real one.
    return [full, full.replace(/\.js$/, '.ts')].filter(isFile).slice(0, 1);
  });
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
}

function commonFolder(files: readonly string[]): string {
  let shared = dirname(files[0] ?? sep);
  while (!files.every((file) => file.startsWith(shared.endsWith(sep) ? shared : shared + sep)))
    shared = dirname(shared);
  return shared;
}
