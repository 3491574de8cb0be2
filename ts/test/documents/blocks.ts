import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A fenced block of a page. */
export interface Block {
  readonly page: string;
  readonly language: string;
  readonly text: string;
}

/** A line of a shell, continued ones joined; `where` names it in failures. */
export interface Line {
  readonly page: string;
  readonly where: string;
  /** Without its comment. */
  readonly text: string;
}

/** The pages that users read. */
export const PAGES: readonly string[] = [
  'README.md',
  ...readdirSync('docs')
    .filter((name) => name.endsWith('.md'))
    .map((name) => join('docs', name)),
];

export function blocksOf(page: string): Block[] {
  return Array.from(
    readFileSync(page, 'utf8').matchAll(/^```(\w*)\n([\s\S]*?)^```$/gm),
    ([, language, text]) => ({
      page,
      language: language ?? '',
      text: text ?? '',
    }),
  );
}

export function shellLines({ page, text }: Block): Line[] {
  return text
    .replace(/\\\n\s*/g, ' ')
    .split('\n')
    .map((line) => commentless(line))
    .filter((line) => line !== '')
    .map((line) => ({ page, where: `${page}: ${line}`, text: line }));
}

/** The commands of a line, between `&&`, `;` and `|`, each as its words; where its output goes is left out. */
export function commandsOf({ text }: Line): string[][] {
  const commands: string[][] = [[]];
  for (const [token] of text.matchAll(/&&|[;|]|>\s*\S+|(?:'[^']*'|"[^"]*"|[^\s'";|&>])+/g)) {
    if (/^(?:&&|[;|])$/.test(token)) commands.push([]);
    else if (!token.startsWith('>')) commands.at(-1)?.push(token.replace(/'([^']*)'|"([^"]*)"/g, '$1$2'));
  }
  return commands;
}

/** What stands before a `#` that begins a word outside quotes. */
function commentless(line: string): string {
  let quote = '';
  for (let i = 0; i < line.length; i++) {
    const character = line[i] as string;
    if (quote) quote = character === quote ? '' : quote;
    else if (character === "'" || character === '"') quote = character;
    else if (character === '#' && (i === 0 || /\s/.test(line[i - 1] as string)))
      return line.slice(0, i).trim();
  }
  return line.trim();
}
