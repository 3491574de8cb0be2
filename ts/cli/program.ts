import { Command as Program } from 'commander';
import type { Command, Input, Option } from '../commands/command.ts';

/** What a command line says: the words, and the options by their long names in camel case. */
export type Words = Required<Pick<Input, 'arguments' | 'rest' | 'options'>>;

/** What every command that computes in Python has. */
const YES: Option = { flags: '--yes', summary: 'sets Python up, where it never was, without asking' };

/** Below the list of commands. */
const BEGINNING = `
To begin with, for a table data.csv with a column price:
  swat fit data.csv --target price
  swat predict data-fit new.csv > predictions.csv
`;

/** The parser of swat's command line: `act` is called with the command that it names, and what it says. */
export function programOf(
  commands: readonly Command[],
  version: string,
  act: (command: Command, words: Words) => Promise<void>,
): Program {
  const program = new Program('swat')
    .description('Small neural networks found by gradient descent in a latent space of networks')
    .version(version)
    .addHelpText('after', BEGINNING)
    .exitOverride()
    .showHelpAfterError(`(swat --help says more of ${commands.map(({ name }) => name).join(', ')})`);
  for (const command of commands) add(program, command, act);
  return program;
}

function add(
  program: Program,
  command: Command,
  act: (command: Command, words: Words) => Promise<void>,
): void {
  const sub = program.command(command.name).description(command.summary);
  sub.showHelpAfterError(`(swat ${command.name} --help says more)`);
  for (const { name, summary } of command.arguments ?? []) sub.argument(`<${name}>`, summary);
  const { rest: more } = command;
  if (more) sub.argument(more.isOptional ? `[${more.name}...]` : `<${more.name}...>`, more.summary);
  const options = [...(command.options ?? []), ...(command.computes ? [YES] : [])];
  for (const { flags, summary, repeated } of options) {
    if (repeated) sub.option(flags, summary, (value: string, all: string[]) => [...all, value], []);
    else sub.option(flags, summary);
  }
  sub.action(async () => {
    const words = (command.arguments ?? []).map(({ name }, i) => [name, sub.args[i] ?? '']);
    const rest = sub.args.slice(words.length);
    await act(command, { arguments: Object.fromEntries(words), rest, options: sub.opts() });
  });
}
