import type { Writable } from 'node:stream';
import type { Complaint } from '../export/read.ts';

/** What a person can ask: plain data and one function. ts/cli.ts turns it into a command line. */
export interface Command {
  readonly name: string;
  /** One line of `swat --help`. */
  readonly summary: string;
  readonly arguments?: readonly Argument[];
  /** What the words after those are: at least one, or any number. */
  readonly rest?: Argument & { readonly isOptional?: boolean };
  readonly options?: readonly Option[];
  /** Whether it computes in Python: where that was never set up, whoever sits at the terminal is asked; --yes answers. */
  readonly computes?: boolean;
  /** Does it and returns the exit code; throws a CommandError for what the user should be told. */
  run(input: Input): Promise<number>;
}

/** A required word after the command's name. */
export interface Argument {
  readonly name: string;
  readonly summary: string;
}

export interface Option {
  /** As commander writes it: `-n, --dry-run`, `-S, --set <name=value>`. */
  readonly flags: string;
  readonly summary: string;
  /** May be given several times: its values are a list. */
  readonly repeated?: boolean;
}

/** What the user gave, and what a command may touch of the process. */
export interface Input {
  readonly arguments: Readonly<Record<string, string>>;
  readonly rest?: readonly string[];
  /** By their long names in camel case: true, a word, or a list where repeated. */
  readonly options: Readonly<Record<string, string | boolean | readonly string[] | undefined>>;
  /** For results only; progress and complaints go to standard error. */
  readonly stdout: Writable;
  /** Asks whoever sits at the terminal; absent where nobody does. Anything but yes is false. */
  readonly ask?: ((question: string) => Promise<boolean>) | undefined;
  /** Aborts on Ctrl-C. A command that ends early for it returns `INTERRUPTED`. */
  readonly signal: AbortSignal;
}

/** A failure that ends a command: what the user is told, and the exit code (1: a failure, 2: the user can mend it). */
export class CommandError extends Error {
  constructor(
    message: string,
    readonly exitCode: 1 | 2,
  ) {
    super(message);
    this.name = 'CommandError';
  }
}

/** Exit code of a command that was interrupted (128 + SIGINT). */
export const INTERRUPTED = 130;

/** What the user is told of a file that is not `what` of swat's: the first complaint. */
export function misread(file: string, what: string, [complaint]: readonly Complaint[]): CommandError {
  const place = complaint?.path.length ? ` (at ${complaint.path.join('.')})` : '';
  return new CommandError(`${file} is not a ${what} of swat: ${complaint?.message}${place}`, 2);
}
