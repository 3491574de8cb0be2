/** A place in a text, as editors count: lines and columns from 1. Line 0 stands for the text as a whole. */
export interface Position {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /** The line itself. */
  readonly text: string;
  /** How many characters of it are meant, from `column`. */
  readonly length: number;
}

/** What is wrong with a configuration, in one sentence, and where. */
export interface ConfigError extends Position {
  readonly message: string;
}

/** The sentence about a file that could not be read at all. */
export function wholeFile(file: string, message: string): ConfigError {
  return { file, line: 0, column: 0, text: '', length: 0, message };
}

/** `file:line:column: message`, the line, and carets under what is meant; errors are parted by an empty line. */
export function formatErrors(errors: readonly ConfigError[]): string {
  return errors.map(format).join('\n\n');
}

function format({ file, line, column, text, length, message }: ConfigError): string {
  if (line === 0) return message;
  // Tabs stay tabs, so that the carets stand under the text however wide a tab is shown.
  const before = text.slice(0, column - 1).replace(/[^\t]/g, ' ');
  return `${file}:${line}:${column}: ${message}\n    ${text}\n    ${before}${'^'.repeat(Math.max(1, length))}`;
}
