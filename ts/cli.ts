#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline/promises';
import { loadCommands } from './cli/commands.ts';
import { programOf, type Words } from './cli/program.ts';
import { type Command, CommandError, INTERRUPTED, type Input } from './commands/command.ts';

/** Exit code of a command whose reader went away (128 + SIGPIPE). */
const BROKEN_PIPE = 141;

/** Of a command that SIGTERM ended (128 + SIGTERM). */
const TERMINATED = 143;

const interrupted = new AbortController();
process.on('SIGINT', interrupt).on('SIGTERM', interrupt);
let isReaderGone = false;
let lastSignal: NodeJS.Signals = 'SIGINT';
for (const stream of [process.stdout, process.stderr]) stream.on('error', readerGone);
const code = await main();
process.exitCode = isReaderGone ? BROKEN_PIPE : code === INTERRUPTED ? interruptedCode() : code;
process.off('SIGINT', interrupt).off('SIGTERM', interrupt);

async function act(command: Command, words: Words): Promise<void> {
  const input = inputOf(words);
  if (command.computes) await (await import('./commands/setup.ts')).askToSetUp(input);
  process.exitCode = await command.run(input);
}

/** That of package.json, which lies above this file both as TypeScript and as it is built. */
function version(): string {
  const text = readFileSync(new URL('../package.json', import.meta.url), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}

function inputOf(words: Words): Input {
  const isTalked = process.stdin.isTTY && process.stderr.isTTY;
  const asking = isTalked ? ask : undefined;
  return { ...words, stdout: process.stdout, ask: asking, signal: interrupted.signal };
}

async function ask(question: string): Promise<boolean> {
  process.stderr.write(`${question} [y/N] `);
  const lines = createInterface({ input: process.stdin, signal: interrupted.signal });
  const { value } = await lines[Symbol.asyncIterator]().next();
  lines.close();
  return /^\s*y(es)?\s*$/i.test(value ?? '');
}

/** Ctrl-C asks the command to stop; a second one ends at once. */
function interrupt(signal: NodeJS.Signals): void {
  lastSignal = signal;
  if (interrupted.signal.aborted) process.exit(interruptedCode());
  interrupted.abort();
}

function interruptedCode(): number {
  return lastSignal === 'SIGTERM' ? TERMINATED : INTERRUPTED;
}

/** `swat ... | head`: whoever reads has enough, so what still goes on is stopped, without a word. */
function readerGone(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error;
  isReaderGone = true;
  process.exitCode = BROKEN_PIPE;
  interrupted.abort();
}

/** Runs the command line and returns its exit code: a mistake in it is 2, a bug shows its trace. */
async function main(): Promise<number> {
  try {
    const commands = await loadCommands(process.argv[2]);
    await programOf(commands, version(), act).parseAsync();
    return Number(process.exitCode ?? 0);
  } catch (error) {
    if (error instanceof CommandError) {
      process.stderr.write(`${error.message}\n`);
      return error.exitCode;
    }
    // Commander has said what is wrong, or has shown the help that was asked for.
    if (error instanceof Error && 'exitCode' in error) return error.exitCode === 0 ? 0 : 2;
    throw error;
  }
}
