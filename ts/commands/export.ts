import { type Form, formNamed, forms } from '../export/forms/forms.ts';
import { identifier, isFunctionName } from '../export/forms/names.ts';
import { type Program, programOf } from '../export/program.ts';
import { type Command, CommandError } from './command.ts';
import { loadNetwork, NETWORK } from './load-network.ts';

/** The function's name where none is asked for. */
const FUNCTION = 'predict';

export const exportNetwork: Command = {
  name: 'export',
  summary: "Write a network as a function's source, on standard output",
  arguments: [NETWORK],
  options: [
    { flags: '--to <language>', summary: 'c (the network in single precision) or javascript (a module)' },
    { flags: '--name <name>', summary: `the function's name, for several in one program ("${FUNCTION}")` },
  ],
  async run({ arguments: { network: named = '' }, options: { to, name = FUNCTION }, stdout }) {
    const form = formOf(to);
    const checked = checkedName(String(name));
    const { file, network } = await loadNetwork(named);
    const program = programOf(network);
    stdout.write(printed(form, program, checked, file));
    for (const warning of form.warnings(program)) process.stderr.write(`${file}: ${warning}\n`);
    return 0;
  },
};

function checkedName(name: string): string {
  if (isFunctionName(name)) return name;
  const wanted = 'letters, digits and underscores, a letter first, and no word of the language';
  const legal = identifier(name);
  const advice = isFunctionName(legal) ? `; ${legal} is one` : '';
  throw new CommandError(
    `--name takes the name of a function (${wanted}), not ${JSON.stringify(name)}${advice}`,
    2,
  );
}

function formOf(to: unknown): Form {
  const names = Object.keys(forms).join(' or ');
  if (to === undefined) throw new CommandError(`--to says in which language: ${names}`, 2);
  const form = formNamed(String(to));
  if (form !== null && typeof form === 'object') return form;
  const advice = form === null ? '' : `; did you mean ${form}?`;
  throw new CommandError(`swat writes ${names}, not ${to}${advice}`, 2);
}

function printed(form: Form, program: Program, name: string, file: string): string {
  try {
    return form.print(program, name);
  } catch (error) {
    if (error instanceof RangeError) throw new CommandError(`${file}: ${error.message}`, 2);
    throw error;
  }
}
