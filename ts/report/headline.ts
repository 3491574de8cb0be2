import type { Front, FrontNetwork, Scores } from '../schema/types.ts';
import { loneRow } from './lone-row.ts';
import { errorOf, type Measured, measuredOf, writtenError } from './measured.ts';
import { counted, percent, significant } from './number.ts';
import type { SearchPage } from './page.ts';

/** Errors closer than this share of the larger are level: it is written as 0 %. */
const LEVEL = 0.005;

/** What was found, in sentences that say the same as the table: better, worse or level; and whether one row made the scores. */
export function headline(page: SearchPage): string[] {
  const { front, task } = page;
  const network = front.networks[front.chosen];
  if (network === undefined) return ['The search found no network.'];
  const measured = measuredOf(front);
  return [
    first(front, network, task.target),
    `These are scores on ${counted(task.rows.test, 'test row')} that neither the search nor the choice of the network saw. ${errors(measured, front, network)}`,
    ...loneRow(page),
  ];
}

/** Where no network with hidden neurons was needed, or the linear model is as good, that is what the sentence says first. */
function first(front: Front, network: FrontNetwork, target: string): string {
  const { ols, constant } = front.baselines;
  const { name, value } = firstScore(front);
  const { linear, constant: constantName, straight } = wordsFor(front);
  const beside =
    ols === null
      ? `${constantName} reaches ${value(constant)}`
      : `${linear} reaches ${value(ols)}, ${constantName} ${value(constant)}`;
  if (network.nonzeros === 0) {
    return `No input tells anything of ${target} for sure: the constant is chosen, with ${name} ${value(network)}; ${beside}.`;
  }
  if (network.depth === 0 && front.selection?.with_hidden === 0) {
    return `${straight} of ${counted(network.nonzeros, 'non-zero weight')} is the best for ${target} of what was tried, which was no network with hidden neurons: ${name} ${value(network)}; ${beside}.`;
  }
  if (network.depth === 0) {
    return `${straight} of ${counted(network.nonzeros, 'non-zero weight')} is enough for ${target} (no network with hidden neurons was surely better): ${name} ${value(network)}; ${beside}.`;
  }
  const standing = ols === null ? 'worse' : standingOf(measuredOf(front), ols, network);
  if (ols === null || standing === 'worse') {
    return `A network with ${sizeOf(network)} predicts ${target} with ${name} ${value(network)}; ${beside}.`;
  }
  const verdict = standing === 'level' ? 'as well as' : 'better than';
  return `${capital(linear)} predicts ${target} ${verdict} the chosen network with ${sizeOf(network)}: ${name} ${value(ols)} against ${value(network)}; ${constantName} reaches ${value(constant)}.`;
}

function sizeOf({ nonzeros, neurons }: FrontNetwork): string {
  const hidden = neurons.reduce((sum, width) => sum + width, 0);
  return `${counted(nonzeros, 'non-zero weight')} and ${counted(hidden, 'hidden neuron')}`;
}

/** The score that the first sentence gives, and a model's on the test rows. */
function firstScore(front: Front): { readonly name: string; readonly value: (scores: Scores) => string } {
  const [score] = measuredOf(front).scores;
  if (score === undefined) throw new RangeError('networks are measured by no score');
  return { name: score.name, value: ({ test }) => score.written(score.of(test)) };
}

interface Words {
  readonly linear: string;
  readonly constant: string;
  /** The rival whose error is the constant's: of classes it gives all rows the same probabilities. */
  readonly shares: string;
  readonly straight: string;
  readonly error: string;
}

function wordsFor({ kind }: Front): Words {
  return kind === 'classification'
    ? {
        linear: 'the logistic model',
        constant: 'the most frequent class',
        shares: 'the shares of the classes',
        straight: 'A linear model',
        error: 'log-loss',
      }
    : {
        linear: 'least squares',
        constant: 'the constant',
        shares: 'the constant',
        straight: 'A straight line',
        error: 'root mean square error',
      };
}

/** How the linear model stands to the network, by the error on the test rows. */
function standingOf(measured: Measured, linear: Scores, network: Scores): 'better' | 'level' | 'worse' {
  const ratio = errorOf(measured, linear.test) / errorOf(measured, network.test);
  if (Math.abs(ratio - 1) < LEVEL) return 'level';
  return ratio < 1 ? 'better' : 'worse';
}

function errors(measured: Measured, front: Front, network: Scores): string {
  const { ols, constant } = front.baselines;
  const words = wordsFor(front);
  const error = errorOf(measured, network.test);
  const against = (rival: Scores, name: string) => {
    const other = errorOf(measured, rival.test);
    return `${compared(error / other)} ${name} (${writtenError(measured, other)})`;
  };
  const rivals = [...(ols === null ? [] : [against(ols, words.linear)]), against(constant, words.shares)];
  return `The ${words.error} of the chosen network there is ${writtenError(measured, error)}, ${rivals.join(' and ')}.`;
}

/** "12 % less than", "3.1 times that of" and so on: nobody is a hundred per cent better. */
function compared(ratio: number): string {
  if (!Number.isFinite(ratio)) return 'against';
  if (Math.abs(ratio - 1) < LEVEL) return 'as much as';
  if (ratio < 0.01) return 'less than 1 % of that of';
  if (ratio >= 2) return `${significant(ratio, 2)} times that of`;
  return `${percent(Math.abs(ratio - 1))} ${ratio < 1 ? 'less' : 'more'} than`;
}

function capital(words: string): string {
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}`;
}
