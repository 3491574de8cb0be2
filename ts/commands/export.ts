import type { Writable } from 'node:stream';
import type { Examples, NumberType, Wanted } from '../export/forms/examples.ts';
import { type Form, formNamed, forms, orList } from '../export/forms/forms.ts';
import { identifier, isFunctionName } from '../export/forms/names.ts';
import { type Program, programOf } from '../export/program.ts';
import type { NetworkFile } from '../export/read.ts';
import { drawNetwork } from '../report/network-figure.ts';
import { type Command, CommandError, type Input } from './command.ts';
import { examplesOf } from './examples.ts';
import { fixedLoss } from './fixed-loss.ts';
import { loadNetwork, NETWORK } from './load-network.ts';
import { writeWhole } from './write-file.ts';

/** The function's name where none is asked for. */
const FUNCTION = 'predict';

/** The drawing of a network, which is no program. */
const DRAWING = 'svg';

const LANGUAGES = orList([...Object.keys(forms), DRAWING]);

export const exportNetwork: Command = {
  name: 'export',
  summary: "Write a network as a function's source, a model's file or a drawing, on standard output",
  arguments: [NETWORK],
  options: [
    { flags: '--to <language>', summary: LANGUAGES },
    { flags: '--name <name>', summary: `the function's name, for several in one program ("${FUNCTION}")` },
    {
      flags: '--type <type>',
      summary:
        'what c, cpp, arduino and onnx compute with: float (the default), double; in c, cpp and arduino also single or q15 (whole numbers)',
    },
    {
      flags: '--self-test',
      summary: 'with rows, what the network answers to them, and a function that compares: 0 or 1',
    },
    { flags: '--out <file>', summary: 'a file in place of standard output' },
  ],
  async run({ arguments: { network: named = '' }, options, stdout }) {
    if (options.to === DRAWING) return draw(named, options, stdout);
    const form = formOf(options.to);
    const type = typeOf(form, options.type);
    const name = checkedName(String(options.name ?? FUNCTION));
    const { file, network } = await loadNetwork(named);
    const program = programOf(network);
    const examples = options.selfTest ? examplesFor(form, network) : null;
    const text = printed(form, program, { name, type, examples }, file);
    await leave(text, options.out, stdout);
    const lost = type === 'q15' ? fixedLoss(network, program) : form.warnings(program, type);
    for (const sentence of [...lost, ...gapsOf(network)]) process.stderr.write(`${file}: ${sentence}\n`);
    return 0;
  },
};

/** What the table's cells say for a missing value, the function does not know. */
function gapsOf({ missing = [] }: NetworkFile): string[] {
  if (missing.length === 0) return [];
  return [`give the function a missing value (NaN) where the table has ${missing.join(' or ')}`];
}

/** A drawing takes no other options. */
async function draw(
  named: string,
  { to: _, out, ...others }: Input['options'],
  stdout: Writable,
): Promise<number> {
  const [stray] = Object.keys(others).filter((name) => others[name] !== undefined);
  if (stray) throw new CommandError(`--${kebabCase(stray)} is for code, which a drawing is not`, 2);
  const { network } = await loadNetwork(named);
  const target = network.target ?? network.outputs.map(({ name }) => name).join(', ');
  await leave(`${drawNetwork(network, target)}\n`, out, stdout);
  return 0;
}

async function leave(content: string | Uint8Array, out: unknown, stdout: Writable): Promise<void> {
  if (out !== undefined) await writeWhole(String(out), content);
  else if (typeof content !== 'string' && isTerminal(stdout))
    throw new CommandError('this is a file of bytes, which no terminal can show: name a file with --out', 2);
  else stdout.write(content);
}

function isTerminal(stdout: Writable): boolean {
  return 'isTTY' in stdout && stdout.isTTY === true;
}

function kebabCase(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

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
  if (to === undefined) throw new CommandError(`--to says in which language: ${LANGUAGES}`, 2);
  const form = formNamed(String(to));
  if (form !== null && typeof form === 'object') return form;
  const advice = form === null ? '' : `; did you mean ${form}?`;
  throw new CommandError(`swat writes ${LANGUAGES}, not ${to}${advice}`, 2);
}

/** The type that was asked for, or the form's own; 'double' where the form has no choice. */
function typeOf({ types }: Form, asked: unknown): NumberType {
  if (asked === undefined) return types[0] ?? 'double';
  const type = types.find((each) => each === asked);
  if (type !== undefined) return type;
  if (types.length > 0) throw new CommandError(`--type is ${orList(types)}, not ${asked}`, 2);
  const choosing = Object.entries(forms).flatMap(([name, form]) => (form.types.length > 0 ? [name] : []));
  throw new CommandError(`--type is for ${choosing.join(', ')}; other languages have one type of numbers`, 2);
}

function examplesFor({ isCode }: Form, network: NetworkFile): Examples {
  if (!isCode) throw new CommandError('--self-test is for code', 2);
  return examplesOf(network);
}

function printed(form: Form, program: Program, wanted: Wanted, file: string): string | Uint8Array {
  try {
    return form.print(program, wanted);
  } catch (error) {
    if (error instanceof RangeError) throw new CommandError(`${file}: ${error.message}`, 2);
    throw error;
  }
}
