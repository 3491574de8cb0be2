import { TEST, TRAIN, VALIDATION } from '../../data/split.ts';
import { uniform } from '../../random/distributions.ts';
import { openStream } from '../../random/stream.ts';
import type { Prediction, Reconstruction, SearchPage, TrainingPoint } from '../../report/page.ts';
import { inputs, rowsOf, searchPenguins } from './penguin-front.ts';

let made: SearchPage | undefined;

/** The page, made once for all tests: nothing in it can be changed. */
export function penguinPage(): SearchPage {
  made ??= makePenguinPage();
  return made;
}

/** A whole page about real networks on the penguins; only the training of a latent space is made up. */
export function makePenguinPage(): SearchPage {
  const { table, part, front, networks, predictions, history } = searchPenguins(400, 1);
  const untrained = searchPenguins(40, 2).front;
  const predicted = (which: Prediction['part'], rows: readonly number[]) =>
    rows.map((row) => ({ part: which, truth: [table.y[row] ?? 0], prediction: [predictions[row] ?? 0] }));
  const inputRows = (rows: readonly number[]) =>
    Float64Array.from(rows.flatMap((row) => [...table.x.subarray(3 * row, 3 * row + 3)]));
  const validation = rowsOf(part, VALIDATION);
  const test = rowsOf(part, TEST);
  const worse = untrained.networks[untrained.chosen];
  return {
    title: 'Penguins: body mass from three measurements',
    task: {
      table: table.name,
      target: table.target,
      unit: 'g',
      inputs,
      rows: {
        read: table.y.length + 2,
        dropped: 2,
        train: table.y.length - validation.length - test.length,
        validation: validation.length,
        test: test.length,
      },
    },
    front: {
      ...front,
      baselines: {
        ...front.baselines,
        untrained: worse === undefined ? null : { validation: worse.validation, test: worse.test },
      },
    },
    untrainedFront: untrained,
    networks,
    fitted: inputRows(rowsOf(part, TRAIN)),
    judged: { part: 'test', x: inputRows(test), y: Float64Array.from(test, (row) => table.y[row] ?? 0) },
    files: { front: '../search/front.json', chosen: '../search/chosen.json', networks: '../search/networks' },
    predictions: [...predicted('validation', validation), ...predicted('test', test)],
    history,
    curve: trainingCurve(),
    reconstruction,
    provenance: {
      pipeline: 'pipelines/penguins.yaml',
      fingerprint: '3f2a9c0e5d7b41c88e6a',
      code: '59cd367',
      torch: '2.13.0 (cpu)',
    },
  };
}

/** 1,200 steps of four decoders that learn at different speeds, with a batch's noise. */
function trainingCurve(): TrainingPoint[] {
  const stream = openStream('curve');
  const depths = [1, 2, 3, 4];
  return Array.from({ length: 1200 }, (_, step) => ({
    networks: (step + 1) * 1024,
    seconds: (step + 1) * 0.12,
    loss: -step / 1200,
    depths,
    fvu: depths.map((depth) => {
      const floor = 0.04 * depth;
      const learned = floor + (1.3 - floor) * Math.exp(-step / (90 * depth));
      return learned * uniform(stream, 0.85, 1.18);
    }),
  }));
}

/** The first measurement of hard sigmoid networks, with the constant beside it. */
const reconstruction: Reconstruction = {
  networks: 1000,
  grid: 10,
  refine_steps: 0,
  untrained: false,
  rows: [1, 2, 3, 4].flatMap((encoder) => {
    const best = [20.7, 31.6, 18.4, 14.1][encoder - 1] ?? 0;
    const constant = [53, 30, 16, 9.5][encoder - 1] ?? 0;
    const measured = (decoder: number | 'best' | 'constant', mpe: number, fvu: number) => ({
      decoder,
      encoder,
      mpe_mean: mpe,
      mpe_median: mpe * 0.6,
      fvu_median: fvu,
      r2_share_90: Math.max(0, 0.6 - fvu),
    });
    return [
      ...[1, 2, 3, 4].map((decoder) =>
        measured(
          decoder,
          best * (1 + 0.12 * Math.abs(decoder - encoder)),
          0.07 * encoder + 0.03 * Math.abs(decoder - encoder),
        ),
      ),
      measured('best', best, 0.07 * encoder),
      measured('constant', constant, 1),
    ];
  }),
};
