import type { Space, Stage, TableParameters, Training } from '../schema/types.ts';
import { alternatives } from '../schema/words.ts';
import type { Path } from './source.ts';

/** What is wrong with a stage although each of its values by itself is right; `path` within the stage. */
export interface Disagreement {
  readonly path: Path;
  readonly message: string;
}

/** Values of a checked stage that do not go together: what no JSON Schema can say. */
export function disagreements(stage: Stage): Disagreement[] {
  if (stage.op === 'train')
    return [...ofSpace(stage.with.space), ...ofTraining(stage.with.training), ...ofProcesses(stage)];
  if (stage.op === 'rival') return ofRival(stage);
  if (stage.op === 'search') return ofSearch(stage);
  if (stage.op === 'table') return ofTable(stage.with);
  if (isInSpace(stage)) return ofGiven(stage);
  if (stage.op !== 'teacher') return [];
  const { space, depth } = stage.with;
  const found = ofSpace(space);
  if (!space.depths.includes(depth)) {
    const message = `expected \`depth\` to be one of the space's \`depths\` (${alternatives(space.depths.map(String))}), got ${depth}`;
    found.push({ path: ['with', 'depth'], message });
  }
  if (space.outputs !== 1) {
    const message = `expected \`outputs\` to be 1, for a table has one target, got ${space.outputs}`;
    found.push({ path: ['with', 'space', 'outputs'], message });
  }
  return found;
}

/** The rivals that find networks of a space. */
const WITH_SPACE: readonly string[] = ['direct_prune', 'finish_only', 'random_search'];

function ofRival({ deps, with: { kind } }: Extract<Stage, { op: 'rival' }>): Disagreement[] {
  if (deps.space !== undefined || !WITH_SPACE.includes(kind)) return [];
  const message = `expected \`deps\` to have \`space\`, a \`train\` stage: \`${kind}\` finds networks of a space`;
  return [{ path: ['deps'], message }];
}

function ofSearch({
  with: { latent_share, scout, polish, finish },
}: Extract<Stage, { op: 'search' }>): Disagreement[] {
  if (!finish.enabled || latent_share + scout.share + polish.share < 1) return [];
  const message = `expected \`latent_share\` (${latent_share}), \`scout.share\` (${scout.share}) and \`polish.share\` (${polish.share}) to leave something to the finish: their sum must be below 1`;
  return [{ path: ['with', 'latent_share'], message }];
}

/** What an operation in a latent space works on: of each list one, from a stage or the first from a file. */
const GIVEN = {
  encode: [['network', 'table']],
  decode: [['point']],
  distance: [['network'], ['other']],
  nearest: [['network']],
  interpolate: [['network'], ['other']],
} as const;

type InSpace = Extract<Stage, { op: keyof typeof GIVEN }>;

function isInSpace(stage: Stage): stage is InSpace {
  return Object.hasOwn(GIVEN, stage.op);
}

function ofGiven({ op, deps, with: parameters }: InSpace): Disagreement[] {
  const needed: Readonly<Record<string, unknown>> = deps;
  const given: Readonly<Record<string, unknown>> = { ...parameters };
  if (op === 'distance' && !(needed.network || needed.other || given.network || given.other)) {
    const message =
      '`distance` is that of two networks, `network` and `other`; whether distances in a space order functions, as `distance` did before, `op: similarity` measures';
    return [{ path: ['op'], message }];
  }
  return GIVEN[op].flatMap((roles): Disagreement[] => {
    const [first] = roles;
    const stages = roles.map((role) => ({ name: `\`deps.${role}\``, isThere: needed[role] !== undefined }));
    const file = { name: `\`with.${first}\``, isThere: typeof given[first] === 'string' };
    const got = [...stages, file].filter(({ isThere }) => isThere).map(({ name }) => name);
    if (got.length === 1) return [];
    const wanted = alternatives([...stages.map(({ name }) => name), `the file ${file.name}`]);
    const message = `expected ${wanted}, got ${got.length === 0 ? 'none' : got.join(' and ')}`;
    return [{ path: ['deps'], message }];
  });
}

/** Validation rows may be missing; without the others nothing is fitted, or nothing is known of it. */
function ofTable({ split }: TableParameters): Disagreement[] {
  const [train = 0, , test = 0] = split;
  if (train > 0 && test > 0) return [];
  const message = `expected \`split\` to have training and test rows: its first and last number must be above 0, got ${split.join(', ')}`;
  return [{ path: ['with', 'split'], message }];
}

function ofTraining({ loss, structure_weight }: Training): Disagreement[] {
  if (loss !== 'min' || structure_weight === 0) return [];
  const message = `expected \`structure_weight\` to be 0 with loss \`min\`, which trains the best decoder alone, got ${structure_weight}`;
  return [{ path: ['with', 'training', 'structure_weight'], message }];
}

function ofProcesses({ engine, with: { training } }: Extract<Stage, { op: 'train' }>): Disagreement[] {
  if (engine?.kind !== 'torchrun' || engine.processes <= training.batch) return [];
  const message = `expected \`processes\` to be at most \`training.batch\`, which is ${training.batch}, for each needs a network a step, got ${engine.processes}`;
  return [{ path: ['engine', 'processes'], message }];
}

function ofSpace({ min_width, max_width }: Space): Disagreement[] {
  if (min_width <= max_width) return [];
  const message = `expected \`min_width\` to be at most \`max_width\`, which is ${max_width}, got ${min_width}`;
  return [{ path: ['with', 'space', 'min_width'], message }];
}
