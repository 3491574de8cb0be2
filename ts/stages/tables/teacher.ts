import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { partSizes, splitRows } from '../../data/split.ts';
import { plainColumns } from '../../export/columns.ts';
import { writeNetwork } from '../../export/write.ts';
import { forward } from '../../mlp/forward.ts';
import { generate } from '../../mlp/generate.ts';
import { trim } from '../../mlp/trim.ts';
import { uniform } from '../../random/distributions.ts';
import { openStream } from '../../random/stream.ts';
import type { NetworkFile, Space, TeacherParameters } from '../../schema/types.ts';
import { readJson, writeJson } from '../results.ts';
import { type AboutSpace, familyOf } from '../space/about.ts';
import type { StageDefinition } from '../stage.ts';
import { ofNumbers, type SplitTable, type TableCard, writeTable } from './table.ts';

/** The network behind a teacher's table. */
export interface TeacherFile {
  readonly family: AboutSpace['family'];
  readonly depth: number;
  /** Weights and biases that are not zero, dead parts removed; a found network is counted in the same way. */
  readonly nonzeros: number;
  /** The same between active neurons, dead parts included: the paper's count. */
  readonly nonzeros_raw: number;
  readonly network: NetworkFile;
}

const FILE = 'teacher.json';
const TARGET = 'y';
const AS_IT_IS = { offset: 0, scale: 1 };

export const teacher: StageDefinition = {
  name: 'teacher',
  module: import.meta.url,
  python: [],
  ignored: [],
  files: [],
  async run(context) {
    const { table, file } = teach(context.with as unknown as TeacherParameters);
    writeTable(context, table);
    writeJson(context, FILE, file);
  },
};

/**
 * Network 0 of the label `teacher/SEED`, and its answers, in float64, to inputs uniform in [-1, 1]: what the paper's
 * section 4.2 searches on. (The paper does not say how its inputs were drawn.)
 */
export function teach({ space, depth, rows, split, seed }: TeacherParameters): {
  table: SplitTable;
  file: TeacherFile;
} {
  const network = generate(space, `teacher/${seed}`, 0, depth);
  const { nonzeros, nonzeros_raw } = trim(space, network);
  const family = familyOf(space);
  const inputs = Array.from({ length: space.inputs }, (_, i) => `x${i + 1}`);
  const columns = plainColumns(
    inputs.map((name) => ({ name, ...AS_IT_IS })),
    { name: TARGET, ...AS_IT_IS },
  );
  const written: NetworkFile = JSON.parse(
    writeNetwork(network, space, columns, { teacher: family, seed, depth }),
  );
  const x = randomInputs(space, rows, seed);
  const [train = 0, validation = 0, test = 0] = partSizes(rows, split);
  const card: TableCard = {
    table: `${family} teacher, depth ${depth}, ${nonzeros_raw} weights, seed ${seed}`,
    unit: '',
    ...ofNumbers(inputs, TARGET),
    rows: { read: rows, dropped: 0, train, validation, test },
    noise: 0,
    seed,
  };
  return {
    table: { card, x, y: forward(space, network, x), part: splitRows(rows, split, seed), group: null },
    file: { family, depth, nonzeros, nonzeros_raw, network: written },
  };
}

/** [rows, I], from a stream of their own: the teacher stays the same whatever the number of rows. */
function randomInputs({ inputs }: Space, rows: number, seed: number): Float64Array {
  const stream = openStream(`teacher/${seed}/inputs`);
  return Float64Array.from({ length: rows * inputs }, () => uniform(stream, -1, 1));
}

/** What is known of the network behind the table in an artifact; null where the table was read from a file. */
export function readTeacher(folder: string): TeacherFile | null {
  return existsSync(join(folder, FILE)) ? readJson<TeacherFile>(folder, FILE) : null;
}
