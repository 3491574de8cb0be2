import { StageError } from '../dag/operation.ts';
import { FitError } from '../fit/fit.ts';
import { KernelError } from '../kernel/index.ts';
import { CommandError } from './command.ts';

/** A flag of the command line, and the option that it sets. */
interface Flag {
  readonly flags: string;
  readonly sets: string;
}

/** What went wrong, as a command says it: options by their flags, wrong tables and dead kernels in a sentence. */
export function asCommandError(error: unknown, options: readonly Flag[]): unknown {
  if (error instanceof FitError) {
    const flagOf = (option: string) =>
      options.find(({ sets }) => sets === option)?.flags.split(' ')[0] ?? option;
    const lines = error.complaints.map(({ option, message }) => `${flagOf(option)}: ${message}`);
    return new CommandError([...new Set(lines)].join('\n'), 2);
  }
  if (error instanceof StageError) return new CommandError(error.message, error.blame === 'user' ? 2 : 1);
  if (error instanceof KernelError) return new CommandError(error.message, 1);
  return error;
}
