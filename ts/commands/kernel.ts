import { once } from 'node:events';
import { KernelError, KeyError, makeKeys, openGate, readServerKeys } from '../kernel/index.ts';
import { type Command, CommandError, INTERRUPTED, type Input } from './command.ts';

export const kernel: Command = {
  name: 'kernel',
  summary: 'Give kernels of this machine to others (serve), and make the keys that they need (keys DIR)',
  rest: { name: 'words', summary: 'serve, or keys DIR' },
  options: [
    {
      flags: '--listen <endpoint>',
      summary: 'serve: tcp://HOST:PORT; the control socket is at the next port',
    },
    { flags: '--keys <dir>', summary: 'serve: the folder that swat kernel keys made' },
    { flags: '--device <device>', summary: 'serve: auto, cpu or cuda ("auto")' },
    { flags: '--threads <n>', summary: 'serve: of each kernel; 0: one a core ("0")' },
    { flags: '--client <name>', summary: 'keys: whom they are for ("client")' },
  ],
  async run(input) {
    const [verb, ...words] = input.rest ?? [];
    try {
      if (verb === 'serve' && words.length === 0) return await serve(input);
      if (verb === 'keys' && words.length === 1) return keys(words[0] as string, input);
    } catch (error) {
      if (error instanceof KeyError) throw new CommandError(error.message, 2);
      if (error instanceof KernelError) throw new CommandError(error.message, 1);
      throw error;
    }
    throw new CommandError(
      'say swat kernel serve --listen tcp://HOST:PORT --keys DIR, or swat kernel keys DIR',
      2,
    );
  },
};

function keys(folder: string, { options, stdout }: Input): number {
  const { serverKey, clientFile } = makeKeys(folder, String(options.client ?? 'client'));
  stdout.write(
    `${clientFile}: carry it to the client, who alone may read it; delete it here\n\nin the client's pipeline, or in a file of its own for --kernel FILE or SWAT_KERNEL:\nkernel:\n  endpoint: tcp://HOST:PORT\n  server_key: ${serverKey}\n  key: ${clientFile}\n`,
  );
  return 0;
}

async function serve({ options, signal }: Input): Promise<number> {
  const { listen, keys: folder, device = 'auto', threads = '0' } = options;
  if (listen === undefined || folder === undefined)
    throw new CommandError(
      'swat kernel serve listens for those alone who have a key: --listen tcp://HOST:PORT --keys DIR (swat kernel keys DIR makes it)',
      2,
    );
  const say = (sentence: string) => void process.stderr.write(`${sentence}\n`);
  const gate = await openGate({
    ...placeOf(String(listen)),
    keys: readServerKeys(String(folder)),
    kernel: { device: deviceOf(String(device)), threads: threadsOf(String(threads)) },
    say,
  });
  say(`kernels are given at ${String(listen)} to who has a key of ${String(folder)}; Ctrl-C ends it`);
  if (!signal.aborted) await once(signal, 'abort');
  await gate.close();
  return INTERRUPTED;
}

function placeOf(endpoint: string): { host: string; port: number } {
  const [, host = '', digits = ''] = /^tcp:\/\/([^\s:/]+):(\d{1,5})$/.exec(endpoint) ?? [];
  const port = Number(digits);
  // The next one is the control socket's.
  if (host !== '' && port >= 1 && port < 65_535) return { host, port };
  throw new CommandError(`--listen takes tcp://HOST:PORT, the port from 1 to 65534, not ${endpoint}`, 2);
}

function deviceOf(word: string): 'auto' | 'cpu' | 'cuda' {
  if (word === 'auto' || word === 'cpu' || word === 'cuda') return word;
  throw new CommandError(`--device takes auto, cpu or cuda, not ${word}`, 2);
}

function threadsOf(word: string): number {
  const count = Number(word);
  if (/^\d+$/.test(word) && Number.isSafeInteger(count)) return count;
  throw new CommandError(`--threads takes a whole number, not ${word}`, 2);
}
