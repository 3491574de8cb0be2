import { StageError } from '../../dag/operation.ts';
import { chooseByFolds, type Kind } from '../../export/choose.ts';
import { budgetIn, deviceCostOf } from '../../export/device.ts';
import { buildDepthFronts, type DepthFront } from '../../export/front.ts';
import { leapsIntoGap, pointsInGaps } from '../../export/gaps.ts';
import { distrust, pointsBetween } from '../../export/guards.ts';
import { constantError, weighted } from '../../export/left-out.ts';
import { programOf } from '../../export/program.ts';
import type { Front, FrontNetwork } from '../../schema/types.ts';
import { foldBaselines } from './baselines.ts';
import type { FoundNetwork } from './hunt.ts';
import { type FoldQuestion, type Member, membersOf } from './members.ts';

export interface FoldFront {
  readonly front: Front;
  readonly depths: readonly DepthFront[];
  readonly files: ReadonlyMap<string, string>;
}

/**
 * Measures what a search over folds found as the files say it, in float64 and the table's units: errors on left-out rows
 * select, test rows report. Null where nothing has a finite error.
 */
export function measureFoldFront(
  question: FoldQuestion,
  found: readonly FoundNetwork[],
  untrained: Front['baselines']['untrained'],
): FoldFront | null {
  const { table, rows, parameters, most } = question;
  const { counts } = rows.rows;
  const all = membersOf(question, found);
  const isKept = ({ depth, nonzeros }: Member) =>
    nonzeros <= most && (nonzeros > 0 || depth === 0 || !parameters.folds.lines);
  const fitting = withinBudget(all, parameters.budget);
  const sound = fitting.filter((member) => isKept(member) && !member.isPoor);
  const trusted = parameters.folds.guards ? withoutCliffs(sound, question) : sound;
  const choice = chooseByFolds(trusted, counts, parameters.folds, slackOf(question, trusted));
  if (!choice) return null;
  const networks = paretoSetWith(choice.chosen, trusted, counts);
  const { task } = rows;
  const hidden = all.filter(({ depth }) => depth > 0).length;
  const front: Front = {
    task: table.card.table,
    unit: table.card.unit,
    kind: task.kind,
    ...(task.labels === null ? {} : { labels: [...task.labels] }),
    networks: networks.map(publicPart),
    chosen: networks.indexOf(choice.chosen),
    selection: {
      by: 'folds',
      rule: choice.kind,
      reason: reasonOf(choice.kind, question, hidden > 0),
      folds: rows.views.folds,
      repeats: rows.views.repeats,
      most_nonzeros: most,
      with_hidden: hidden,
      distrusted: sound.length - trusted.length,
      noise: choice.chosen.noise,
    },
    baselines: { ...foldBaselines(question, all), untrained },
  };
  const depths = buildDepthFronts(trusted).map((depth) => ({
    ...depth,
    networks: depth.networks.map(publicPart),
  }));
  const kept = new Set([...networks, ...depths.flatMap((depth) => depth.networks)].map(({ file }) => file));
  const files = new Map(trusted.filter(({ file }) => kept.has(file)).map(({ file, text }) => [file, text]));
  return { front, depths, files };
}

/** Those that a device can hold. Throws a StageError where none is as small. */
function withinBudget(members: readonly Member[], budget: string | null): readonly Member[] {
  if (budget === null || members.length === 0) return members;
  const { of, most } = budgetIn(budget);
  const costs = members.map(({ network }) => deviceCostOf(programOf(network))[of]);
  const fitting = members.filter((_, i) => (costs[i] as number) <= most);
  if (fitting.length > 0) return fitting;
  throw new StageError(
    `no network fits into ${budget}: the smallest that was found takes about ${Math.min(...costs)} ${of}`,
    'user',
  );
}

/** Log-losses that differ by as much are the same where classes are told apart nearly for certain. */
function slackOf({ rows: { task, rows }, parameters }: FoldQuestion, members: readonly Member[]): number {
  if (task.labels === null) return 0;
  const slack = parameters.folds.class_slack * constantError({ task, truth: rows.y, counts: rows.counts });
  const best = Math.min(...members.map(({ errors }) => weighted(errors, rows.counts)));
  return best < NEARLY_CERTAIN * slack ? slack : 0;
}

/** Slacks of a log-loss, below which classes are told apart nearly for certain. */
const NEARLY_CERTAIN = 10;

/** Without networks that are not to be trusted between rows, of one number; all of them where none is. */
function withoutCliffs(members: readonly Member[], { rows }: FoldQuestion): readonly Member[] {
  if (rows.task.labels !== null || rows.task.targets.length > 1) return members;
  const [points, gaps] = [pointsBetween(rows.rows), pointsInGaps(rows.rows)];
  const trusted = members.filter(
    ({ network, depth, leftOut, validation }) =>
      distrust(network, rows.rows, points, leftOut.prediction) === null &&
      !(depth > 0 && leapsIntoGap(network, rows.rows, gaps, Math.sqrt(validation.mse ?? 0))),
  );
  return trusted.length > 0 ? trusted : members;
}

/** The networks that no other one equals or beats in both error and non-zeros, and the chosen one; smallest first. */
function paretoSetWith(chosen: Member, members: readonly Member[], counts: Float64Array): Member[] {
  const sorted = members
    .map((member) => ({ member, error: weighted(member.errors, counts) }))
    .sort((a, b) => a.member.nonzeros - b.member.nonzeros || a.error - b.error);
  let best = Number.POSITIVE_INFINITY;
  const kept = sorted.filter(({ member, error }) => {
    const isBetter = error < best;
    if (isBetter) best = error;
    return isBetter || member === chosen;
  });
  return kept.map(({ member }) => member);
}

function publicPart(network: FrontNetwork): FrontNetwork {
  const { depth, nonzeros, nonzeros_raw, neurons, start, validation, test, spread, file } = network;
  return {
    depth,
    nonzeros,
    nonzeros_raw,
    neurons,
    start,
    validation,
    test,
    ...(spread === undefined ? {} : { spread }),
    file,
  };
}

function reasonOf(kind: Kind, { parameters, rows, most }: FoldQuestion, hasHidden: boolean): string {
  const { folds } = parameters;
  const { repeats, folds: number, views } = rows.views;
  const margin = Number((folds.line_margin + folds.network_caution / rows.rows.count).toFixed(2));
  const reasons = {
    network: `the smallest network whose error is within ${folds.tolerance} standard errors of the best one's, and below the line's by more than ${margin}`,
    line: hasHidden
      ? `a straight line: no network's error is below it by more than ${margin} standard errors`
      : 'a straight line: the search brought no network with hidden neurons',
    constant: `the constant: no line's error is below it by more than ${folds.constant_margin} standard errors, and no network's by more than ${margin}`,
  };
  const judged =
    views === 1 ? `a held-out ${number}th of the rows` : `left-out rows (${repeats} x ${number} folds)`;
  const held = parameters.budget === null ? '' : `; at most ${parameters.budget}, as estimated`;
  return `${reasons[kind]}; judged by errors on ${judged}; at most ${most} numbers, ${Math.round(100 * folds.most_share)} % of the ${rows.rows.count} rows${held}`;
}
