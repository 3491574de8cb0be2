import { c } from '../export/c.ts';
import { javascript } from '../export/javascript.ts';
import { type Language, sourceOf } from '../export/source.ts';
import { type Command, CommandError } from './command.ts';
import { type Loaded, loadNetwork, NETWORK } from './load-network.ts';

const languages: Readonly<Record<string, (name: string) => Language>> = { c, javascript };

/** The function's name where none is asked for. */
const FUNCTION = 'predict';

/** What looks like a name and is none in C or in JavaScript, or is taken by what is around the function. */
const TAKEN = new Set(
  (
    'auto await break case catch char class const continue debugger default delete do double else enum eval export ' +
    'extends extern false finally float for function goto if implements import in inline inputs instanceof int ' +
    'interface leaky_relu let long new null output package private protected public register restrict return short ' +
    'sigmoid signed sizeof static struct super switch this throw true try typedef typeof union unsigned var void ' +
    'volatile while with yield main x expf tanhf arguments'
  ).split(' '),
);

export const exportNetwork: Command = {
  name: 'export',
  summary: "Write a network as a function's source, on standard output",
  arguments: [NETWORK],
  options: [
    { flags: '--to <language>', summary: 'c (the network in single precision) or javascript (a module)' },
    { flags: '--name <name>', summary: `the function's name, for several in one program ("${FUNCTION}")` },
  ],
  async run({ arguments: { network: named = '' }, options: { to, name = FUNCTION }, stdout }) {
    const language = languageOf(to);
    stdout.write(written(await loadNetwork(named), language(checkedName(String(name)))));
    return 0;
  },
};

function checkedName(name: string): string {
  if (/^[A-Za-z]\w*$/.test(name) && !TAKEN.has(name) && !/^h\d+_\d+$/.test(name)) return name;
  const wanted = 'letters, digits and underscores, a letter first, and no word of the language';
  throw new CommandError(`--name takes the name of a function (${wanted}), not ${JSON.stringify(name)}`, 2);
}

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
