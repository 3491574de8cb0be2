import { readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Event } from './event.ts';
import { EVENTS } from './runs.ts';

/**
 * Which stages of which pipelines made or used an artifact, as the events of runs in the folder `runs` tell:
 * `PIPELINE/STAGE` by the name of the artifact's folder. What none tells is not there.
 */
export async function origins(runs: string): Promise<Map<string, Set<string>>> {
  const found = new Map<string, Set<string>>();
  for (const name of await readdir(runs).catch(() => [])) {
    let pipeline = '';
    const text = await readFile(join(runs, name, EVENTS), 'utf8').catch(() => '');
    for (const event of eventsIn(text)) {
      if (event.kind === 'run-started') pipeline = event.pipeline;
      if (event.kind !== 'stage-fresh' && event.kind !== 'stage-finished') continue;
      const artifact = basename(event.artifact);
      found.set(artifact, (found.get(artifact) ?? new Set()).add(`${pipeline}/${event.stage}`));
    }
  }
  return found;
}

/** The name of the artifact that each stage made or used, as the events in a run's folder tell. */
export async function artifactsOf(run: string): Promise<Map<string, string>> {
  const text = await readFile(join(run, EVENTS), 'utf8').catch(() => '');
  return new Map(
    eventsIn(text).flatMap((event) =>
      event.kind === 'stage-fresh' || event.kind === 'stage-finished'
        ? [[event.stage, basename(event.artifact)]]
        : [],
    ),
  );
}

/** The events that tell of pipelines and artifacts. A run that was killed may leave half a line. */
function eventsIn(text: string): Event[] {
  const lines = text.split('\n').filter((line) => /"(pipeline|artifact)":/.test(line));
  return lines.flatMap((line) => {
    try {
      return [JSON.parse(line) as Event];
    } catch {
      return [];
    }
  });
}
