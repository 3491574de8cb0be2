import { significant } from '../number.ts';
import { palette } from '../palette.ts';
import { escapeXml } from '../plot.ts';
import { presentations } from './budget-line.ts';
import { FAMILY_NAMES } from './groups.ts';
import { searchChoice, searchesFor } from './search-choice.ts';
import type { Panel, PanelFigure, SurfaceData } from './section.ts';
import { FAMILIES, type MeasuredSearch, type Published } from './study.ts';
import { drawSurface, type ViewPoint } from './surface.ts';

/** The paper's figures of surfaces by the depth of the teacher. */
const FIGURES = [
  { number: 3, depth: 3 },
  { number: 5, depth: 2 },
  { number: 6, depth: 4 },
] as const;

export const FIRST_VIEW: ViewPoint = { azimuth: 0.65, elevation: 0.45 };

/** Decimals of a height in its box, as the page and the picture have it. */
const DECIMALS = 3;

/** Figures 3, 5 and 6 for one preset: a row a family, the teacher and then what each decoder found for it. */
export function surfaceFigures(
  preset: string,
  searches: readonly MeasuredSearch[],
  published: Published,
): PanelFigure[] {
  return FIGURES.flatMap(({ number, depth }) => {
    const shown = FAMILIES.flatMap((family) => {
      const drawn = searchesFor(searches, preset, family, depth).filter(({ surfaces }) => surfaces !== null);
      return drawn.slice(0, 1);
    });
    const [first] = shown;
    const surfaces = first?.surfaces ?? null;
    if (first === undefined || surfaces === null) return [];
    const decoders = first.depths.map((front) => front.depth);
    return [
      {
        id: `figure-${number}-${preset}`,
        title: `Figure ${number}. Teachers of ${first.teacher.nonzeros_raw} weights and the networks found for them, preset ${preset}`,
        note: `Outputs over ${surfaces.inputs.join(' and ')} from −1 to 1 (arrows point to 1), ${surfaces.fixed}; a row has one vertical scale, the teacher’s with a quarter of its range above and below, and what lies beyond is cut there. The networks are those of Table 2 (${presentations(first.space.networks, published.training)}), with their test MPE and weights; of several seeds the first is drawn.`,
        legend: [
          { label: 'truth', colour: palette.truth, mark: 'point', shape: 'square', series: null },
          { label: 'prediction', colour: palette.prediction, mark: 'point', shape: 'square', series: null },
        ],
        columns: 1 + decoders.length,
        panels: shown.flatMap((search) => rowOf(search, decoders)),
        links: shown.map(({ source }) => ({ text: source.stage, href: source.href })),
      },
    ];
  });
}

function rowOf(search: MeasuredSearch, decoders: readonly number[]): Panel[] {
  const { surfaces, space, teacher } = search;
  if (surfaces === null) return [];
  const family = FAMILY_NAMES[space.family];
  const [low, high] = boxOf(surfaces.truth);
  const panel = (values: readonly number[], colour: SurfaceData['colour'], heading: string): Panel => {
    const heights = values.map((value) => {
      const height = Math.max(0, Math.min(1, (value - low) / (high - low)));
      return Number(height.toFixed(DECIMALS));
    });
    const ends = endsOf(low, high);
    const data: SurfaceData = { points: surfaces.points, heights, colour, names: surfaces.inputs, ends };
    return { heading, svg: surfaceSvg(data, heading), surface: data };
  };
  return [
    panel(surfaces.truth, 'truth', `${family}, teacher (${teacher.nonzeros_raw})`),
    ...decoders.map((decoder): Panel => {
      const choice = searchChoice(search, decoder);
      const values = surfaces.found[String(decoder)];
      if (choice === undefined || values === undefined) return nothing(`D${decoder}: nothing found`);
      return panel(
        values,
        'prediction',
        `D${decoder}: ${significant(choice.test.mpe)} % (${choice.nonzeros_raw})`,
      );
    }),
  ];
}

/** The ends of a box as text, with as many digits as tell them apart. */
function endsOf(low: number, high: number): readonly [string, string] {
  const texts = [2, 3, 4, 5, 6].map(
    (digits) => [significant(low, digits), significant(high, digits)] as const,
  );
  return texts.find(([first, second]) => first !== second) ?? [significant(low, 7), significant(high, 7)];
}

/** The teacher's range and a quarter of it more on either side. */
function boxOf(truth: readonly number[]): [number, number] {
  const [least, greatest] = [Math.min(...truth), Math.max(...truth)];
  const room = (greatest - least) / 4 || Math.abs(greatest) * 0.1 || 1;
  return [least - room, greatest + room];
}

function surfaceSvg(data: SurfaceData, label: string): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" class="plot surface" viewBox="0 0 240 200" role="img" aria-label="${escapeXml(label)}">${drawSurface(data, FIRST_VIEW)}</svg>`;
}

function nothing(heading: string): Panel {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" class="plot" viewBox="0 0 240 200" role="img" aria-label="${escapeXml(heading)}"></svg>`;
  return { heading, svg, surface: null };
}

/** Points an input, and where the inputs after the second are held, for who computes the surfaces. */
export const SURFACE_POINTS = 17;
export const FIXED_INPUT = 0;
