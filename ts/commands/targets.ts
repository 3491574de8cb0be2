import type { Stage } from '../dag/graph.ts';
import type { Choice } from '../dag/plan.ts';
import { type Asked, choose } from '../dag/targets.ts';
import { CommandError, type Input, type Option } from './command.ts';

/** The words after the pipeline: which of its stages are meant. */
export const STAGES = {
  name: 'stages',
  summary:
    'only these and what they need: names (search, search@0.1) or patterns (search@*); all without any',
  isOptional: true,
} as const;

/** Options that choose among the stages. */
export const CHOICE: readonly Option[] = [
  {
    flags: '--from <stage>',
    summary: 'only this one and what follows from it, and what these need',
    repeated: true,
  },
  { flags: '-f, --force', summary: 'run fresh stages again' },
  {
    flags: '-F, --force-from <stage>',
    summary: 'run this one and all that follow from it again',
    repeated: true,
  },
];

/** The choice among `stages` that a command line makes. */
export function choiceOf(stages: readonly Stage[], { rest = [], options }: Input): Choice {
  const asked: Asked = {
    targets: rest,
    from: words(options.from),
    forceFrom: words(options.forceFrom),
    force: options.force === true,
  };
  return choose(stages, asked);
}

/** How many stages run at once; one where nothing is said. */
export function jobsOf({ options: { jobs } }: Input): number {
  if (jobs === undefined) return 1;
  const count = Number(jobs);
  if (Number.isInteger(count) && count >= 1) return count;
  throw new CommandError(`-j takes a whole number from 1 on, not ${String(jobs)}`, 2);
}

function words(given: Input['options'][string]): readonly string[] {
  return Array.isArray(given) ? given : [];
}
