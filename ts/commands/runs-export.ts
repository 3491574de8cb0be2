import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { damage, readManifest } from '../dag/manifest.ts';
import { artifactsOf } from '../dag/origins.ts';
import { folderOf, type RunSummary } from '../dag/runs.ts';
import type { Store } from '../dag/store.ts';
import { seriesOf } from '../stages/series.ts';
import { eventFile, type Scalar } from '../tensorboard/events.ts';
import { CommandError } from './command.ts';
import { writeWhole } from './write-file.ts';

/** What a run is written as: what is in its own folder of `out`, and how many numbers of how many stages it has. */
export interface Exported {
  readonly file: string;
  readonly numbers: number;
  /** Stages whose artifacts are not there any more, or are damaged. */
  readonly lost: readonly string[];
}

/**
 * Writes the numbers of a run as an event file of TensorBoard, `out/RUN/events.out.tfevents...`: of each stage those that its
 * artifact tells (stages/series.ts) and how long it took.
 */
export async function exportRun(store: Store, run: RunSummary, out: string): Promise<Exported> {
  const scalars: Scalar[] = [];
  const lost: string[] = [];
  for (const [stage, artifact] of await artifactsOf(folderOf(store, run))) {
    const found = await scalarsOf(stage, join(store.root, 'artifacts', artifact));
    if (found) scalars.push(...found);
    else lost.push(stage);
  }
  const folder = join(out, run.id);
  await mkdir(folder, { recursive: true }).catch((error: NodeJS.ErrnoException) => {
    throw new CommandError(`the folder ${folder} cannot be made (${error.code})`, 2);
  });
  // TensorBoard takes for event files what has this in its name; the same run gives the same name.
  const file = join(folder, `events.out.tfevents.${Math.floor(Date.parse(run.started) / 1000)}.swat`);
  await writeWhole(file, eventFile(scalars));
  return { file, numbers: scalars.length, lost };
}

/** The numbers of a stage; null where its artifact is not whole. */
async function scalarsOf(stage: string, folder: string): Promise<Scalar[] | null> {
  const manifest = await readManifest(folder);
  if (!manifest || (await damage(folder, manifest.files, true)) !== null) return null;
  const end = Date.parse(manifest.made) / 1000;
  const begin = end - manifest.seconds;
  return [
    ...seriesOf(folder).map(({ name, step, seconds, value }) => ({
      tag: `${stage}/${name}`,
      step,
      time: seconds === null ? end : begin + seconds,
      value,
    })),
    { tag: `${stage}/seconds`, step: 0, time: end, value: manifest.seconds },
  ];
}
