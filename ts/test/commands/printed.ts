import { Writable } from 'node:stream';
import type { Command, Input } from '../../commands/command.ts';

/** What a command prints on standard output, and its exit code. */
export async function printed(
  command: Command,
  input: Partial<Omit<Input, 'stdout' | 'signal'>>,
): Promise<{ text: string; code: number }> {
  const chunks: string[] = [];
  const stdout = new Writable({
    write(chunk, _, done) {
      chunks.push(String(chunk));
      done();
    },
  });
  const { signal } = new AbortController();
  const code = await command.run({ arguments: {}, options: {}, ...input, stdout, signal });
  return { text: chunks.join(''), code };
}
