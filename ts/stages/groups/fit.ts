import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type StageContext, StageError } from '../../dag/operation.ts';
import { saveFile } from '../../dag/save.ts';
import type { Kernel } from '../../kernel/index.ts';
import { renderGroupsPage } from '../../report/groups/page.ts';
import { groupsTable } from '../../report/groups/table.ts';
import type { FitParameters, Front, GroupsFile, Scores } from '../../schema/types.ts';
import { openBudget } from '../budget.ts';
import type { FoldFront } from '../folds/front.ts';
import { prepareGroups, tellingOf } from '../prepare/table.ts';
import { writeJson, writeResults } from '../results.ts';
import { loadedFor, withGivenSpace } from '../search/given-space.ts';
import { searchGroups } from './search.ts';
import { type Group, splitGroups } from './split.ts';

type GroupFit = GroupsFile['groups'][number];

/** A network for each value of the column `by`: groups.json, groups/*, report.html. */
export async function fitGroups(
  context: StageContext,
  kernel: () => Promise<Kernel>,
  { table: asked, search, report, by }: FitParameters & { readonly by: string },
): Promise<void> {
  const grouped = await prepareGroups(asked, by, tellingOf(context));
  const { groups, leftOut } = splitGroups(grouped);
  noteLeftOut(context, leftOut);
  if (groups.length === 0) throw new StageError(`no group of "${by}" can be fitted`, 'user');
  const { card } = grouped.table;
  // The time is the search's: it does not begin before there is a kernel.
  const worker = await kernel();
  const budget = openBudget(search.seconds, search.steps, card.rows.test);
  const fits = new Map<Group, GroupFit>();
  const failed: GroupsFile['left_out'] = [];
  const folders = new Map(groups.map((group, place) => [group, folderOf(group, place, groups.length)]));
  let robust = 0;
  await withGivenSpace(context, worker, search, (given) => {
    const loaded = loadedFor(given, grouped.table, context.notice);
    return searchGroups(context, worker, search, groups, loaded, budget, (group, found, { loss }) => {
      const rows = group.table.part.length;
      if (found) fits.set(group, writeGroup(context, folders.get(group) ?? '', group, found, search.seed));
      else failed.push({ name: group.name, rows, reason: 'has no network with a finite error' });
      if (loss === 'huber' && search.loss === 'auto') robust++;
    });
  });
  if (robust > 0)
    context.notice(
      `in ${robust} of ${groups.length} groups one row holds most of the target's variation: there errors count by Huber's loss, so that it does not decide alone`,
    );
  const file: GroupsFile = {
    table: card.table,
    target: card.target,
    unit: card.unit,
    by,
    by_kind: grouped.byKind,
    score: card.task.kind === 'classification' ? 'accuracy' : 'r2',
    seed: search.seed,
    // By steps the same comes again, byte for byte.
    ...(search.steps === null ? { seconds: budget.seconds() } : {}),
    groups: groups.flatMap((group) => fits.get(group) ?? []),
    left_out: [...leftOut, ...failed],
  };
  writeJson(context, 'groups.json', file);
  saveFile(join(context.out, 'report.html'), await renderGroupsPage(file, report.title));
  writeResults(context, {
    text: groupsTable(file),
    files: { groups: 'groups.json', networks: 'groups', report: 'report.html' },
  });
}

/** Where the files of group `place` of `count` are: its number, and of its name what any file system takes. */
function folderOf({ name }: Group, place: number, count: number): string {
  const number = String(place + 1).padStart(String(count).length, '0');
  const plain = name
    .toLowerCase()
    .replaceAll(/[^a-z0-9.]+/g, '-')
    .replaceAll(/^[-.]+|[-.]+$/g, '')
    .slice(0, LONGEST);
  return join('groups', plain === '' ? number : `${number}-${plain}`);
}

/** Characters of a group's name in its folder's. */
const LONGEST = 40;

function writeGroup(
  context: Pick<StageContext, 'out'>,
  folder: string,
  { name, table }: Group,
  { front, files }: FoldFront,
  seed: number,
): GroupFit {
  mkdirSync(join(context.out, folder, 'networks'), { recursive: true });
  for (const { file } of front.networks) saveFile(join(context.out, folder, file), files.get(file) ?? '');
  const chosen = front.networks[front.chosen];
  if (!chosen) throw new Error(`the front of ${name} has no chosen network`);
  saveFile(join(context.out, folder, 'chosen.json'), files.get(chosen.file) ?? '');
  writeJson(context, join(folder, 'front.json'), { ...front, seed });
  const { train, validation, test } = table.card.rows;
  const score = scoreOf(front);
  const { constant, ols } = front.baselines;
  return {
    name,
    folder,
    fitted: train + validation,
    tested: test,
    nonzeros: chosen.nonzeros,
    depth: chosen.depth,
    rule: ruleOf(front),
    left_out: score(chosen, 'validation'),
    test: score(chosen, 'test'),
    constant: score(constant, 'test'),
    linear: ols && score(ols, 'test'),
  };
}

function scoreOf({ kind }: Front): (scores: Scores, part: keyof Scores) => number | null {
  return (scores, part) => (kind === 'classification' ? (scores[part].accuracy ?? null) : scores[part].r2);
}

function ruleOf({ selection }: Front): GroupFit['rule'] {
  const rule = selection?.rule;
  if (rule === 'line' || rule === 'constant') return rule;
  return 'network';
}

/** Groups that are named; of more it says how many. */
const NAMED = 3;

function noteLeftOut({ notice }: StageContext, leftOut: GroupsFile['left_out']): void {
  if (leftOut.length === 0) return;
  const named = leftOut.slice(0, NAMED).map(({ name, reason }) => `"${name}" ${reason}`);
  const rest = leftOut.length - named.length;
  notice(
    `${leftOut.length === 1 ? 'a group has' : `${leftOut.length} groups have`} no network: ${named.join('; ')}${rest > 0 ? `; and ${rest} more (groups.json)` : ''}`,
  );
}
