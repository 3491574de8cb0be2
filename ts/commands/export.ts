import { c } from '../export/c.ts';
import { javascript } from '../export/javascript.ts';
import { type Language, sourceOf } from '../export/source.ts';
import { type Command, CommandError } from './command.ts';
import { type Loaded, loadNetwork, NETWORK } from './load-network.ts';

const languages: Readonly<Record<string, (name: string) => Language>> = { c, javascript };

export const exportNetwork: Command = {
  name: 'export',
  summary: "Write a network as a function's source, on standard output",
  arguments: [NETWORK],
  options: [
    { flags: '--to <language>', summary: 'c (the network in single precision) or javascript (a module)' },
  ],
  async run({ arguments: { network: named = '' }, options: { to }, stdout }) {
    const language = languageOf(to);
    stdout.write(written(await loadNetwork(named), language('predict')));
    return 0;
  },
};

function languageOf(to: unknown): (name: string) => Language {
  const names = Object.keys(languages).join(' or ');
  if (to === undefined) throw new CommandError(`--to says in which language: ${names}`, 2);
  const known = String(to).toLowerCase();
  const language = Object.hasOwn(languages, known) ? languages[known] : undefined;
  if (!language) throw new CommandError(`swat writes ${names}, not ${to}`, 2);
  return language;
}

function written({ file, network }: Loaded, language: Language): string {
  try {
    return sourceOf(network, language);
  } catch (error) {
    if (error instanceof RangeError) throw new CommandError(`${file}: ${error.message}`, 2);
    throw error;
  }
}
