import { basename } from 'node:path';
import { type Dependency, StageError } from '../../dag/operation.ts';
import { predict } from '../../export/predict.ts';
import { searchChoice } from '../../report/paper/search-choice.ts';
import type { MeasuredSearch, Surfaces } from '../../report/paper/study.ts';
import { FIXED_INPUT, SURFACE_POINTS } from '../../report/paper/surface-figure.ts';
import type { Front, NetworkFile } from '../../schema/types.ts';
import { readJson } from '../results.ts';
import type { AboutSearch } from '../search/about.ts';
import { paperSpace } from './space.ts';

/** A search on a teacher, as the report on the paper needs it; with surfaces where they are `drawn`. */
export function measuredSearch({ stage, folder }: Dependency, drawn: boolean): MeasuredSearch {
  const { space, search, table, teacher } = readJson<AboutSearch>(folder, 'about.json');
  if (space === null) {
    throw new StageError(`${stage} searched without a latent space: leave it out of the report`, 'user');
  }
  if (teacher === null) {
    throw new StageError(
      `${stage} searched on a table without a teacher: leave it out of the report`,
      'user',
    );
  }
  const depths = readJson<MeasuredSearch['depths']>(folder, 'depths.json');
  const { depth, nonzeros, nonzeros_raw, network } = teacher;
  const found = {
    source: { stage, href: `../${basename(folder)}/depths.json` },
    space: paperSpace(space, stage),
    search,
    teacher: { depth, nonzeros, nonzeros_raw, seed: table.seed },
    constant: readJson<Front>(folder, 'front.json').baselines.constant,
    depths,
  };
  return { ...found, surfaces: drawn ? surfacesOf(folder, network, found) : null };
}

/** The teacher's outputs and those of Table 2's networks over its first two inputs; null where it has but one. */
function surfacesOf(
  folder: string,
  teacher: NetworkFile,
  search: Pick<MeasuredSearch, 'depths' | 'teacher'>,
): Surfaces | null {
  const [first, second, ...others] = teacher.inputs.map(({ name }) => name);
  if (first === undefined || second === undefined) return null;
  const x = grid(teacher.inputs.length);
  const found = search.depths.flatMap(({ depth }): [string, number[]][] => {
    const network = searchChoice(search, depth);
    if (network === undefined) return [];
    return [[String(depth), Array.from(predict(readJson<NetworkFile>(folder, network.file), x))]];
  });
  return {
    inputs: [first, second],
    fixed: others.map((name) => `${name} = ${FIXED_INPUT}`).join(', '),
    points: SURFACE_POINTS,
    truth: Array.from(predict(teacher, x)),
    found: Object.fromEntries(found),
  };
}

/** Rows of an even grid of the first two of `inputs` in [-1, 1], the second fastest. */
function grid(inputs: number): Float64Array {
  const at = (i: number) => (2 * i) / (SURFACE_POINTS - 1) - 1;
  const x = new Float64Array(SURFACE_POINTS ** 2 * inputs).fill(FIXED_INPUT);
  for (let row = 0; row < SURFACE_POINTS ** 2; row++) {
    x[row * inputs] = at(Math.floor(row / SURFACE_POINTS));
    x[row * inputs + 1] = at(row % SURFACE_POINTS);
  }
  return x;
}
