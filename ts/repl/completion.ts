import { readdirSync } from 'node:fs';
import type { CompleterResult } from 'node:readline';
import type { REPLServer } from 'node:repl';

type Completer = (line: string, done: (error: Error | null, result?: CompleterResult) => void) => void;

/** Completes names of files inside quotes, and elsewhere what Node's REPL does. */
export function completeFiles(server: REPLServer): void {
  const own = server as unknown as { completer: Completer };
  const standard = own.completer.bind(server);
  own.completer = (line, done) => {
    const path = openText(line);
    if (path === null) standard(line, done);
    else done(null, [filesFrom(path), path]);
  };
}

/** What stands behind a quote that is still open; null where none is. */
function openText(line: string): string | null {
  let quote: string | null = null;
  let start = 0;
  for (let i = 0; i < line.length; i++) {
    const character = line[i] as string;
    if (character === '\\') i++;
    else if (character === quote) quote = null;
    else if (quote === null && (character === "'" || character === '"')) [quote, start] = [character, i + 1];
  }
  return quote === null ? null : line.slice(start);
}

function filesFrom(path: string): string[] {
  const end = path.lastIndexOf('/') + 1;
  const folder = path.slice(0, end);
  try {
    return readdirSync(folder || '.', { withFileTypes: true })
      .map((entry) => `${folder}${entry.name}${entry.isDirectory() ? '/' : ''}`)
      .filter((name) => name.startsWith(path) && (path !== folder || !name.slice(end).startsWith('.')))
      .sort();
  } catch {
    return []; // there is no such folder
  }
}
