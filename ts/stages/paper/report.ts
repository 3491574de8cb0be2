import { mkdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { type Dependency, type StageContext, StageError } from '../../dag/operation.ts';
import { saveFile } from '../../dag/save.ts';
import { writePaperReport } from '../../report/paper/paper-report.ts';
import type {
  AboutSpace,
  MeasuredDistances,
  MeasuredSpace,
  Published,
  Study,
} from '../../report/paper/study.ts';
import { pipelineSchema, presets } from '../../schema/schemas.ts';
import type { PaperReportParameters } from '../../schema/types.ts';
import { readJson, writeJson, writeResults } from '../results.ts';
import type { AboutSpace as SpaceFileAbout } from '../space/about.ts';
import type { StageDefinition } from '../stage.ts';
import { measuredSearch } from './search.ts';
import { paperSpace } from './space.ts';

export const paperReport: StageDefinition = {
  name: 'paper_report',
  module: import.meta.url,
  python: [],
  ignored: [],
  files: ['published', 'method'],
  async run(context) {
    const study = gather(context, context.with as unknown as PaperReportParameters);
    const { files, cells } = await writePaperReport(study);
    for (const [name, text] of files) {
      mkdirSync(dirname(join(context.out, name)), { recursive: true });
      saveFile(join(context.out, name), text);
    }
    writeJson(context, 'tables.json', cells);
    const shown = { report: 'report.html', markdown: 'report.md', tables: 'tables.json' };
    writeResults(context, { text: `${study.title}: ${cells.length} cells of Tables 1 to 3\n`, files: shown });
  },
};

function gather(context: StageContext, parameters: PaperReportParameters): Study {
  const { title, budget, published, method } = parameters;
  const all = (role: string) => withoutRepeats([context.deps[role] ?? []].flat() as Dependency[]);
  return {
    title,
    budget,
    published: JSON.parse(readFileSync(published, 'utf8')) as Published,
    deviations: deviationsIn(readFileSync(method, 'utf8'), method),
    ownMasks: ownMasks(),
    reconstructions: withoutTwins(
      all('reconstructions').map((each) => measured<MeasuredSpace>(each, 'reconstruction.json')),
    ),
    distances: all('distances').map((each) => measured<MeasuredDistances>(each, 'distances.json')),
    searches: all('searches').map((each) => measuredSearch(each, true)),
    sweep: all('sweep').map((each) => measuredSearch(each, false)),
  };
}

/** One stage an artifact: two stages that would do the same share one. */
function withoutRepeats(dependencies: readonly Dependency[]): Dependency[] {
  return [...new Map([...dependencies].reverse().map((each) => [each.folder, each])).values()].reverse();
}

/** The spaces, each trained and measured once: two numbers for one cell would be taken for two seeds. */
function withoutTwins(spaces: readonly MeasuredSpace[]): readonly MeasuredSpace[] {
  const known = new Map<string, string>();
  for (const { about, source, untrained } of spaces) {
    if (untrained) {
      const message = `${source.stage} measured an untrained autoencoder: leave it out of the report`;
      throw new StageError(message, 'user');
    }
    const { seconds: _seconds, ...same } = about;
    const key = JSON.stringify(Object.entries(same).sort());
    const before = known.get(key);
    if (before !== undefined) {
      const message = `${before} and ${source.stage} measured the same space: leave one of them out of the report`;
      throw new StageError(message, 'user');
    }
    known.set(key, source.stage);
  }
  return spaces;
}

/** A file of an artifact that is about a space, with where it lies; artifacts are siblings. */
function measured<T extends { readonly about: AboutSpace }>({ stage, folder }: Dependency, name: string): T {
  const file = readJson<Omit<T, 'source' | 'about'> & { about: SpaceFileAbout }>(folder, name);
  const source = { stage, href: `../${basename(folder)}/${name}` };
  return { ...file, source, about: paperSpace(file.about, stage) } as unknown as T;
}

/** The numbered sentences of the section on deviations. */
export function deviationsIn(markdown: string, file: string): string[] {
  const section = /^## Declared deviations[^\n]*\n(.*?)(?=^## |$(?![\s\S]))/ms.exec(markdown)?.[1] ?? '';
  const items = Array.from(section.matchAll(/^\d+\. (.+)$/gm), ([, text = '']) => text.replaceAll('`', ''));
  if (items.length === 0) {
    throw new StageError(`${file} has no section "Declared deviations" with a numbered list`, 'user');
  }
  return items;
}

/** `training.masks` by preset: the schema's default, or the preset's difference. */
function ownMasks(): Record<string, string> {
  const training = (pipelineSchema.$defs as Named).training as { properties: { masks: { default: string } } };
  const inherited = training.properties.masks.default;
  const own = (preset: Named) => ((preset.train as Named | undefined)?.training as Named | undefined)?.masks;
  return Object.fromEntries(
    Object.entries(presets).map(([name, preset]) => [name, String(own(preset) ?? inherited)]),
  );
}

type Named = Readonly<Record<string, unknown>>;
