import { readFileSync } from 'node:fs';
import { uniform } from '../../../random/distributions.ts';
import { openStream } from '../../../random/stream.ts';
import type { ReconstructionRow } from '../../../report/page.ts';
import {
  type AboutSpace,
  FAMILIES,
  type Family,
  type MeasuredDistances,
  type MeasuredSearch,
  type MeasuredSpace,
  type Published,
  type Study,
  type Surfaces,
} from '../../../report/paper/study.ts';
import type { FrontNetwork } from '../../../schema/types.ts';

export const published: Published = JSON.parse(readFileSync('data/paper-tables.json', 'utf8'));

const DEPTHS = [1, 2, 3, 4];

/** A trained space as a report sees it. */
export function aboutSpace(changes: Partial<AboutSpace> = {}): AboutSpace {
  return {
    family: 'sigmoid',
    preset: 'paper',
    loss: 'min',
    masks: 'harden',
    networks: 50000,
    unique_networks: 50000,
    seed: 0,
    seconds: 340,
    ...changes,
  };
}

/**
 * A space whose decoder d has on networks of depth e the mean MPE `level` + d + e / 10, its own depth's 4 less; the
 * constant has 20 + e.
 */
export function measuredSpace(changes: Partial<AboutSpace> = {}, level = 12): MeasuredSpace {
  const about = aboutSpace(changes);
  const rows = DEPTHS.flatMap((encoder): ReconstructionRow[] => {
    const own = DEPTHS.map((decoder) =>
      row(decoder, encoder, level + decoder + encoder / 10 - (decoder === encoder ? 4 : 0), 0.1 * decoder),
    );
    const least = own.reduce((a, b) => ((b.mpe_mean ?? 0) < (a.mpe_mean ?? 0) ? b : a));
    return [
      ...own,
      { ...least, decoder: 'best' },
      row('oracle', encoder, (least.mpe_mean ?? 0) - 1, 0.05),
      row('constant', encoder, 20 + encoder, 1.05),
    ];
  });
  const { family, preset, loss, seed } = about;
  return {
    source: {
      stage: `reconstruction@${family}-${preset}`,
      href: `../r-${family}-${preset}-${loss}-${seed}/reconstruction.json`,
    },
    about,
    networks: 1000,
    grid: 10,
    refine_steps: 0,
    untrained: false,
    rows,
    examples: [1, 2, 3].map((encoder) => {
      const stream = openStream(`example/${family}/${encoder}`);
      const truth = Array.from({ length: 1000 }, () => uniform(stream, -1, 1) * encoder);
      const decoded = DEPTHS.map((depth) => [
        String(depth),
        truth.map((value) => value * (1 + 0.05 * depth) + uniform(stream, -0.1, 0.1) * depth),
      ]);
      return { encoder, truth, decoded: Object.fromEntries(decoded) };
    }),
  };
}

function row(
  decoder: ReconstructionRow['decoder'],
  encoder: number,
  mpe: number,
  fvu: number,
): ReconstructionRow {
  return { decoder, encoder, mpe_mean: mpe, mpe_median: mpe / 2, fvu_median: fvu, r2_share_90: 1 - fvu / 2 };
}

export function measuredDistances(changes: Partial<AboutSpace> = {}, latent = 0.82): MeasuredDistances {
  const about = aboutSpace(changes);
  const stream = openStream(`distances/${about.family}/${about.preset}`);
  const sample = Array.from({ length: 400 }, () => {
    const functional = Math.exp(uniform(stream, -3, 1));
    return {
      functional_all: functional,
      latent: 3 * functional ** 0.4 + uniform(stream, 0, 1),
      weights: uniform(stream, 10, 60),
    };
  });
  return {
    source: {
      stage: `distance@${about.family}`,
      href: `../d-${about.family}-${about.preset}/distances.json`,
    },
    about,
    pairs: 400,
    networks: 1000,
    pooled: {
      all: { spearman: { latent, weights: 0.21 }, recall_at_10: { latent: 0.35, weights: 0.04 } },
      pair: { spearman: { latent: 0.5, weights: 0.2 }, recall_at_10: { latent: 0.3, weights: 0.03 } },
    },
    sample,
  };
}

/** A network of a front: its FVU is a hundredth of its MPE. */
export function frontNetwork(depth: number, nonzeros: number, mpe: number): FrontNetwork {
  const scores = { mse: mpe ** 2, r2: 1 - mpe / 100, mpe };
  return {
    depth,
    nonzeros,
    nonzeros_raw: nonzeros + 2,
    neurons: [3],
    start: 0,
    file: `networks/${depth}-${nonzeros}.json`,
    validation: scores,
    test: scores,
  };
}

const RAW: Readonly<Record<number, number>> = { 2: 14, 3: 35, 4: 48 };

/** A search on a teacher: at decoder d a network of 8 + d weights and one of twice as many, better. */
export function measuredSearch(
  family: Family,
  teacher: number,
  preset: string,
  seed = 0,
  mpe = 6,
): MeasuredSearch {
  const raw = RAW[teacher] ?? 0;
  return {
    source: {
      stage: `search@${family}-${teacher}-${preset}`,
      href: `../s-${family}-${teacher}-${preset}-${seed}/depths.json`,
    },
    space: aboutSpace({ family, preset, loss: preset === 'paper' ? 'min' : 'log_fvu' }),
    search: {
      preset,
      seed,
      steps: 2000,
      seconds: 20.4,
      alpha: [0.001],
      starts: preset === 'paper' ? 1 : 64,
      threshold_gradient: preset === 'paper' ? 'penalty' : 'whole',
    },
    teacher: { depth: teacher, nonzeros: raw - 1, nonzeros_raw: raw, seed },
    constant: frontNetwork(0, 0, 40),
    depths: DEPTHS.map((depth) => ({
      depth,
      networks: [
        frontNetwork(depth, 8 + depth, mpe + depth),
        frontNetwork(depth, 2 * (8 + depth), (mpe + depth) / 4),
      ],
      chosen: 0,
    })),
    surfaces: surfaces(teacher),
  };
}

/** A hill of the truth, and found surfaces that differ from it the more the shallower the network. */
function surfaces(teacher: number): Surfaces {
  const points = 17;
  const at = (i: number) => (2 * i) / (points - 1) - 1;
  const heights = (bend: number) =>
    Array.from({ length: points ** 2 }, (_, row) => {
      const [x, y] = [at(Math.floor(row / points)), at(row % points)];
      return Math.tanh(2 * x - y * teacher * 0.4) * 3 + bend * Math.sin(3 * y);
    });
  return {
    inputs: ['x1', 'x2'],
    fixed: 'x3 = 0',
    points,
    truth: heights(0),
    found: Object.fromEntries(DEPTHS.map((depth) => [String(depth), heights(2 / depth)])),
  };
}

/** Searches with decoder 3 whose networks trade error for size, one an alpha. */
function sweep(family: Family, preset: string): MeasuredSearch[] {
  return [4, 6, 8, 10, 14, 20, 30, 50].map((nonzeros, i) => ({
    ...measuredSearch(family, 2, preset, i),
    surfaces: null,
    depths: [
      { depth: 3, networks: [frontNetwork(3, nonzeros, 90 * Math.exp(-nonzeros / 6) + 1.5)], chosen: 0 },
    ],
  }));
}

/** Everything that a whole report has: both presets, all families, three seeds of each loss. */
export function wholeStudy(): Study {
  const seeds = [0, 1, 2];
  const losses = { min: 10, p_minus_2: 12, p_2: 16 };
  const swat = { preset: 'swat', loss: 'log_fvu', networks: 12800000, unique_networks: 12800000 };
  const presets = ['paper', 'swat'];
  return {
    title: 'The paper’s tables and figures',
    budget: 'made up for a test',
    published,
    deviations: ['Masks train softly.', 'The penalty is element-wise, in |w| - t.'],
    ownMasks: { paper: 'harden', swat: 'harden', 'authors-code': 'dead' },
    reconstructions: [
      ...Object.entries(losses).flatMap(([loss, level]) =>
        seeds.map((seed) => measuredSpace({ loss, seed }, level + seed * 0.3 * (level / 12))),
      ),
      measuredSpace({ masks: 'dead' }, 14),
      measuredSpace({ masks: 'soft' }, 30),
      measuredSpace({ family: 'leaky_relu' }, 6),
      measuredSpace({ family: 'linear' }, 25),
      ...FAMILIES.map((family) => measuredSpace({ ...swat, family }, 5)),
    ],
    distances: presets.flatMap((preset) => FAMILIES.map((family) => measuredDistances({ family, preset }))),
    searches: presets.flatMap((preset) =>
      FAMILIES.flatMap((family) => [2, 3, 4].map((teacher) => measuredSearch(family, teacher, preset))),
    ),
    sweep: presets.flatMap((preset) => FAMILIES.flatMap((family) => sweep(family, preset))),
  };
}
