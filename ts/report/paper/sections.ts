import { contestsOver } from './contest.ts';
import { contestSection, lossQuestion, maskQuestion } from './contest-section.ts';
import { distanceSection } from './distance-section.ts';
import { exampleFigure } from './example-figure.ts';
import { groupSpaces, LOSS_NAMES, presetsOf, type SpaceGroup, tableGroups } from './groups.ts';
import { mpeGrid, skillGrid } from './reconstruction-grid.ts';
import { searchGrid, searchSkillGrid } from './search-grid.ts';
import type { Block, PanelFigure, Section } from './section.ts';
import type { Study } from './study.ts';
import { summaryOf } from './summary.ts';
import { surfaceFigures } from './surface-figure.ts';
import { tradeOffFigure } from './trade-off-figure.ts';

/** The whole report in its order: tables, figures, questions, deviations. */
export async function sectionsOf(study: Study): Promise<Section[]> {
  const { reconstructions, published } = study;
  const groups = inTableOrder(tableGroups(groupSpaces(reconstructions), study.ownMasks));
  const losses = contestsOver(reconstructions, 'loss', ['min', 'p_minus_2', 'p_2']);
  const masks = contestsOver(reconstructions, 'masks', ['dead', 'soft', 'straight_through', 'harden']);
  return [
    {
      id: 'summary',
      title: 'At a glance',
      paragraphs: [],
      blocks: [{ kind: 'list', items: summaryOf(groups, study.searches, published) }],
    },
    spacesSection(1, 'Table 1. Reconstruction of sigmoid networks by loss', groups, study),
    searchesSection(study),
    spacesSection(3, 'Table 3. Reconstruction of leaky ReLU and linear networks', groups, study),
    await figuresSection(groups, study),
    await distanceSection(study.distances, published),
    await contestSection(maskQuestion, masks, published),
    await contestSection(lossQuestion(published), losses, published),
    deviationsSection(study),
  ];
}

/** By loss as in the paper's Table 1, our own losses last. */
function inTableOrder(groups: readonly SpaceGroup[]): SpaceGroup[] {
  const losses = Object.keys(LOSS_NAMES);
  const families = ['sigmoid', 'leaky_relu', 'linear'];
  const place = ({ about }: SpaceGroup) =>
    families.indexOf(about.family) * losses.length + losses.indexOf(about.loss);
  return [...groups].sort((a, b) => place(a) - place(b));
}

function spacesSection(
  number: 1 | 3,
  title: string,
  groups: readonly SpaceGroup[],
  { published }: Study,
): Section {
  const own = groups.filter(({ about }) => (about.family === 'sigmoid') === (number === 1));
  const blocks = presetsOf(own.map(({ about }) => about)).flatMap((preset): Block[] => {
    const shown = own.filter(({ about }) => about.preset === preset);
    const id = `table-${number}-${preset}`;
    return [
      {
        kind: 'table',
        table: mpeGrid(id, `Table ${number}, preset ${preset}: mean MPE (%)`, shown, published),
      },
      {
        kind: 'table',
        table: skillGrid(
          `${id}-skill`,
          `Table ${number}, preset ${preset}: median FVU / share of networks with R² ≥ 0.9`,
          shown,
        ),
      },
    ];
  });
  const nothing = blocks.length === 0 ? ['The pipeline of this report measured no such space.'] : [];
  return { id: `table-${number}`, title, paragraphs: nothing, blocks };
}

function searchesSection({ searches, published }: Study): Section {
  const blocks = presetsOf(searches.map(({ search }) => search)).flatMap((preset): Block[] => {
    const own = searches.filter(({ search }) => search.preset === preset);
    const id = `table-2-${preset}`;
    const title = `Table 2, preset ${preset}`;
    return [
      {
        kind: 'table',
        table: searchGrid(id, `${title}: test MPE (%) and non-zero weights`, own, published),
      },
      {
        kind: 'table',
        table: searchSkillGrid(
          `${id}-skill`,
          `${title}: test FVU / non-zero weights, dead parts removed · share with R² ≥ 0.9`,
          own,
          published,
        ),
      },
    ];
  });
  const nothing = blocks.length === 0 ? ['The pipeline of this report ran no such search.'] : [];
  return {
    id: 'table-2',
    title: 'Table 2. Networks found by search for data of known networks',
    paragraphs: nothing,
    blocks,
  };
}

async function figuresSection(groups: readonly SpaceGroup[], study: Study): Promise<Section> {
  const { searches, sweep, published } = study;
  const examples: (PanelFigure | null)[] = [];
  for (const preset of presetsOf(groups.map(({ about }) => about))) {
    examples.push(await exampleFigure(preset, groups, published));
  }
  const surfaces = presetsOf(searches.map(({ search }) => search)).flatMap((preset) =>
    surfaceFigures(preset, searches, published),
  );
  const figures = [...examples, ...surfaces, await tradeOffFigure(sweep, published)]
    .filter((figure) => figure !== null)
    .sort((a, b) => (a.id < b.id ? -1 : 1));
  return {
    id: 'figures',
    title: 'Figures 2 to 6',
    paragraphs: figures.length === 0 ? ['The pipeline of this report has nothing to draw them from.'] : [],
    blocks: figures.map((figure): Block => ({ kind: 'figure', figure })),
  };
}

function deviationsSection({ deviations }: Study): Section {
  return {
    id: 'deviations',
    title: 'Declared deviations from the paper',
    paragraphs: ['Where the preset paper does other than the paper’s text; docs/method.md says why.'],
    blocks: [{ kind: 'list', items: deviations }],
  };
}
