import { existsSync, readFileSync } from 'node:fs';
import { expect } from 'chai';
import { programOf, type Words } from '../../cli/program.ts';
import type { Command } from '../../commands/command.ts';
import { stagesOf } from '../../commands/prepare.ts';
import { choiceOf } from '../../commands/targets.ts';
import { gridOf } from '../../config/grid.ts';
import { readPipeline } from '../../config/read.ts';
import { NO_KERNELS, NO_MACHINE, operations } from '../../stages/operations.ts';

/** Parses a command line as swat does, and the pipeline that it names; fails where swat would refuse it. */
export async function parsed(
  commands: readonly Command[],
  words: readonly string[],
): Promise<{ command: Command; words: Words }> {
  let found: { command: Command; words: Words } | undefined;
  const program = programOf(commands, '', async (command, words) => {
    found = { command, words };
  });
  for (const each of [program, ...program.commands])
    each.exitOverride().configureOutput({ writeErr: () => {} });
  await program.parseAsync(words, { from: 'user' });
  if (!found) throw new Error('no command was found');
  if (found.words.arguments.pipeline !== undefined) await checkPipeline(found.words);
  return found;
}

async function checkPipeline({ arguments: { pipeline = '' }, options, rest }: Words): Promise<void> {
  const given = (name: string) => (options[name] as readonly string[] | undefined) ?? [];
  const settings = given('set').map((text) => /^(\w+)=(.*)$/.exec(text)?.slice(1) ?? []);
  const points = given('grid').length > 0 ? gridOf(given('grid')) : [{ settings: {} }];
  if (typeof points === 'string') throw new Error(points);
  for (const point of points) {
    const result = await readPipeline(pipeline, { ...Object.fromEntries(settings), ...point.settings });
    expect(result.ok ? [] : result.errors.map(({ message }) => message)).to.deep.equal([]);
    if (!result.ok) continue;
    const stages = stagesOf(result.pipeline, operations(NO_MACHINE, NO_KERNELS));
    choiceOf(stages, {
      arguments: {},
      rest,
      options,
      stdout: process.stdout,
      signal: new AbortController().signal,
    });
  }
}

/** Targets of the Makefile, and the variables that it reads. */
const makefile = readFileSync('Makefile', 'utf8');
const targets = new Set(Array.from(makefile.matchAll(/^([a-z-]+):(?!=)/gm), ([, name]) => name));

export function checkMake(words: readonly string[]): void {
  for (const word of words) {
    const [, variable] = /^(\w+)=/.exec(word) ?? [];
    if (variable) expect(makefile, `make ${word}`).to.match(new RegExp(`\\b${variable}\\b`));
    else expect([...targets], `make ${word}`).to.include(word);
  }
}

/** `node [options] SCRIPT`, `.venv/bin/python -m MODULE`: the script must be there. */
export function checkScript(words: readonly string[]): void {
  const scripts = words.filter((word) => /\.(mjs|py|sh)$/.test(word));
  expect(scripts, words.join(' ')).to.have.lengthOf(1);
  for (const script of scripts) expect(existsSync(script), script).to.equal(true);
}
