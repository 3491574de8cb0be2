import { environmentFolder, isRepository, isSetUp, SETUP, SetUpError, setUp } from '../kernel/index.ts';
import { type Command, CommandError, INTERRUPTED, type Input } from './command.ts';
import { kernelFile } from './kernel-elsewhere.ts';

/** Where PyTorch has its wheels without CUDA. */
const CPU_WHEELS = 'https://download.pytorch.org/whl/cpu';

const WHAT = `swat computes in Python with PyTorch: from PyPI several GB on Linux, with --cpu about 1 GB`;

export const setup: Command = {
  name: 'setup',
  summary: 'Set up the Python with PyTorch that swat computes in, once for all your projects',
  options: [
    { flags: '--yes', summary: 'without asking' },
    { flags: '--cpu', summary: `the small wheels of ${CPU_WHEELS}` },
    { flags: '--torch-index <url>', summary: 'where pip looks for torch' },
    { flags: '--python <path>', summary: 'the Python of 3.10 or newer that it is made with ("python3")' },
  ],
  async run(input) {
    const { yes } = input.options;
    if (isRepository) throw new CommandError(`in the repository \`${SETUP}\` sets Python up`, 2);
    const folder = environmentFolder();
    const again = isSetUp() ? ` What lies in ${folder} is made anew.` : '';
    const isWanted =
      yes === true || ((await input.ask?.(`${WHAT}. Set it up in ${folder}?${again}`)) ?? null);
    if (isWanted === null) throw new CommandError('nobody is there to be asked: --yes sets Python up', 2);
    return isWanted ? made(input) : 0;
  },
};

/** Before a command that computes here: asks once where Python was never set up. */
export async function askToSetUp(input: Input): Promise<void> {
  // In the repository the kernel itself says what is missing.
  if (isRepository || isSetUp() || kernelFile(input) !== null) return;
  const { ask, options } = input;
  const isWanted = options.yes === true || (await ask?.(`${WHAT}. Set it up now in ${environmentFolder()}?`));
  if (!isWanted)
    throw new CommandError(`there is no Python to compute in: run \`${SETUP}\`, or say --yes`, 2);
  const code = await made(input);
  if (code !== 0) throw new CommandError('the set-up was interrupted', 1);
}

async function made({ options, signal }: Input): Promise<number> {
  const { cpu, torchIndex, python } = options;
  try {
    await setUp({
      python: String(python ?? 'python3'),
      torchIndex: torchIndex === undefined ? (cpu ? CPU_WHEELS : null) : String(torchIndex),
      signal,
      say: (line) => void process.stderr.write(`setup: ${line}\n`),
    });
    return 0;
  } catch (error) {
    if (signal.aborted) return INTERRUPTED;
    if (error instanceof SetUpError) throw new CommandError(error.message, 1);
    throw error;
  }
}
