import type { FitHooks } from '../fit/fit.ts';
import type { LatentSettings } from '../fit/latent.ts';
import { openLog } from '../log/log.ts';
import { INTERRUPTED, type Input, type Option } from './command.ts';
import { camelCase, number } from './fit.ts';
import { asCommandError } from './fit-error.ts';
import { type Loaded, loadNetwork } from './load-network.ts';

type Setting = { [Act in keyof LatentSettings]: keyof LatentSettings[Act] }[keyof LatentSettings];

/** An option of a latent space's command, and the setting that it makes. */
export interface SpaceOption extends Option {
  readonly sets: Setting;
}

export const SPACE: Option = {
  flags: '--space <space>',
  summary: 'a trained space that came along (sigmoid, leaky_relu, linear, table), or the file of one',
};

export const SEED: SpaceOption = {
  flags: '--seed <n>',
  summary: 'of random networks and points ("0")',
  sets: 'seed',
};

export const DEPTH: SpaceOption = {
  flags: '--depth <n>',
  summary: 'hidden layers of decoded networks (as many as bring them nearest to their points)',
  sets: 'depth',
};

export const REFINE_STEPS: SpaceOption = {
  flags: '--refine-steps <n>',
  summary: 'steps of decoded networks towards what their points mean ("100")',
  sets: 'refine_steps',
};

/** What the options set, numbers all of them. */
export function settingsFrom(
  all: readonly SpaceOption[],
  options: Input['options'],
): Partial<Record<Setting, number>> {
  const given = all.flatMap(({ flags, sets }) => {
    const flag = flags.split(' ')[0] ?? '';
    const value = options[camelCase(flag)];
    return value === undefined ? [] : [[sets, number(String(value), flag)]];
  });
  return Object.fromEntries(given);
}

/** A network as sentences name it: by its file, as it was asked for. */
export async function namedNetwork(asked: string): Promise<{ name: string; network: Loaded['network'] }> {
  const { file, network } = await loadNetwork(asked);
  return { name: file, network };
}

/** Does what a command asks for; how far it is, and what a person should know, goes to standard error. Returns the exit code. */
export async function told(
  stage: string,
  all: readonly SpaceOption[],
  { signal }: Input,
  act: (hooks: FitHooks) => Promise<void>,
): Promise<number> {
  const { stdout, stderr } = process;
  const log = openLog({ mode: 'auto', stdout, stderr, file: null, now: Date.now });
  try {
    await act({
      signal,
      onProgress: ({ done, total, unit }) => log.emit({ kind: 'stage-progress', stage, done, total, unit }),
      onNotice: (text) => log.emit({ kind: 'stage-notice', stage, text }),
    });
    return 0;
  } catch (error) {
    if (signal.aborted) return INTERRUPTED;
    throw asCommandError(error, all);
  } finally {
    await log.close();
  }
}
