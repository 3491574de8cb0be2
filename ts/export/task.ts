import type { Measures, NetworkFile } from '../schema/types.ts';
import { areaUnderCurve } from './auc.ts';
import { fvu, measure } from './measure.ts';

/** What is predicted: a number or several, or one of some classes. */
export interface Task {
  readonly kind: 'regression' | 'classification';
  /** Names of what is predicted: one, or several numbers. */
  readonly targets: readonly string[];
  /** What the target says in each class; null of numbers. */
  readonly labels: readonly string[] | null;
}

/**
 * What networks answer and what is true, S rows. Of numbers answers and truth are [S, targets]; of classes the truth [S] is
 * the number of the class, and answers are probabilities: [S], that of the second, of two classes, [S, labels] of more.
 */
export interface Judged {
  readonly prediction: Float64Array;
  readonly truth: Float64Array;
}

/** Keeps the logarithm of a probability finite. */
const LEAST_PROBABILITY = 1e-12;

/** What a network predicts. */
export function taskOf({ task, labels, outputs }: NetworkFile): Task {
  return { kind: task, targets: outputs.map(({ name }) => name), labels: labels ?? null };
}

/** Numbers of an answer. */
export function answerWidth({ labels, targets }: Task): number {
  if (labels === null) return targets.length;
  return labels.length === 2 ? 1 : labels.length;
}

/** Numbers of a true value. */
export function truthWidth({ labels, targets }: Task): number {
  return labels === null ? targets.length : 1;
}

/** The probability that an answer, from `place` on, gives to a class. */
export function probabilityOf(
  prediction: Float64Array,
  place: number,
  classes: number,
  which: number,
): number {
  if (classes > 2) return prediction[place + which] as number;
  const second = prediction[place] as number;
  return which === 1 ? second : 1 - second;
}

/** Minus the natural logarithm of the probability that the answer from `place` on gives to the class that is true. */
export function logLoss(prediction: Float64Array, place: number, classes: number, which: number): number {
  return -Math.log(Math.max(LEAST_PROBABILITY, probabilityOf(prediction, place, classes, which)));
}

/** All measures of predictions of the task; null where one is not a finite number (see `front.schema.json`). */
export function measureTask(task: Task, { prediction, truth }: Judged): Measures {
  if (task.labels !== null) return measureClasses(task.labels.length, prediction, truth);
  const width = task.targets.length;
  if (width === 1) return measure({ prediction, truth });
  const each = Array.from({ length: width }, (_, o) => ({
    prediction: prediction.filter((_, place) => place % width === o),
    truth: truth.filter((_, place) => place % width === o),
  }));
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / width;
  const share = mean(each.map(fvu));
  const mpe = mean(each.map((pairs) => measure(pairs).mpe ?? Number.NaN));
  return { mse: finite(share), r2: finite(1 - share), mpe: finite(mpe) };
}

/** The most probable class of each row, [S]. */
export function mostProbable(classes: number, prediction: Float64Array): Uint8Array {
  if (classes === 2) return Uint8Array.from(prediction, (second) => (second > 0.5 ? 1 : 0));
  return Uint8Array.from({ length: prediction.length / classes }, (_, row) => {
    const shares = prediction.subarray(row * classes, (row + 1) * classes);
    return shares.indexOf(shares.reduce((most, share) => Math.max(most, share), Number.NEGATIVE_INFINITY));
  });
}

function measureClasses(classes: number, prediction: Float64Array, truth: Float64Array): Measures {
  const width = classes === 2 ? 1 : classes;
  const guess = mostProbable(classes, prediction);
  const rows = truth.length;
  const loss = truth.reduce((sum, which, row) => sum + logLoss(prediction, row * width, classes, which), 0);
  const right = truth.filter((which, row) => guess[row] === which).length;
  return {
    mse: null,
    r2: null,
    mpe: null,
    log_loss: finite(loss / rows),
    accuracy: finite(right / rows),
    auc: finite(areaOf(classes, prediction, truth)),
  };
}

/** Of two classes that of the second, of more the mean over them, each against the others. */
function areaOf(classes: number, prediction: Float64Array, truth: Float64Array): number {
  const width = classes === 2 ? 1 : classes;
  const area = (which: number) =>
    areaUnderCurve(
      truth.map((_, row) => probabilityOf(prediction, row * width, classes, which)),
      truth.map((each) => (each === which ? 1 : 0)),
    );
  if (classes === 2) return area(1);
  return (
    Array.from({ length: classes }, (_, which) => area(which)).reduce((sum, each) => sum + each, 0) / classes
  );
}

function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
