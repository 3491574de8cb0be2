import { expect } from 'chai';
import { distanceText } from '../../report/distance-table.ts';
import { reconstructionText } from '../../report/reconstruction-table.ts';
import { compareTable, frontTable, median } from '../../report/table.ts';
import type { Front, Scores } from '../../schema/types.ts';
import { penguinPage } from './penguin-page.ts';

const scores = (mse: number | null, r2: number | null, mpe: number | null): Scores => {
  return { validation: { mse: 1, r2: 0, mpe: 1 }, test: { mse, r2, mpe } };
};

const front: Front = {
  task: 'penguins',
  unit: 'g',
  chosen: 1,
  selection: {
    by: 'validation',
    rule: 'one-standard-error',
    reason: 'the smallest',
    most_nonzeros: null,
    distrusted: 0,
    noise: null,
  },
  baselines: { constant: scores(640000, -0.01, 14.2), ols: scores(160000, 0.7331, 6.66), untrained: null },
  networks: [
    {
      depth: 1,
      nonzeros: 4,
      nonzeros_raw: 5,
      neurons: [1],
      start: 0,
      file: 'a.json',
      ...scores(250000, 0.5, 8),
    },
    {
      depth: 2,
      nonzeros: 14,
      nonzeros_raw: 20,
      neurons: [3, 2],
      start: 3,
      file: 'b.json',
      ...scores(122500, 0.81, 5.123),
    },
  ],
};

describe('the table of a front', () => {
  it('lines up every network, marks the chosen one and ends with the baselines', () => {
    expect(frontTable(front)).to.equal(
      [
        'penguins: networks by size, scored on the test rows; * was chosen on the validation rows; MPE: the median error, in percent of the truth',
        '          weights  neurons  depth  RMSE (g)      R²  MPE (%)',
        '                4        1      1     500.0   0.500     8.00',
        '* chosen       14        5      2     350.0   0.810     5.12',
        '  least squares                       400.0   0.733     6.66',
        '  constant                            800.0  -0.010     14.2',
        '',
      ].join('\n'),
    );
  });

  it('has log-loss, accuracy and AUC of classes, a logistic model and the most frequent class', () => {
    const classes = (log_loss: number, accuracy: number, auc: number): Scores => {
      const measures = { mse: null, r2: null, mpe: null, log_loss, accuracy, auc };
      return { validation: measures, test: measures };
    };
    const [first, second] = front.networks;
    if (first === undefined || second === undefined) throw new Error('the front is empty');
    const selection = { ...front.selection, by: 'folds' } as Front['selection'];
    const ofClasses: Front = {
      ...front,
      task: 'won',
      unit: '',
      kind: 'classification',
      labels: ['no', 'yes'],
      ...(selection && { selection }),
      networks: [
        { ...first, ...classes(0.5, 0.75, 0.8), spread: 0.0312 },
        { ...second, ...classes(0.25, 0.915, 0.964), spread: 0.02 },
      ],
      baselines: { constant: classes(0.69, 0.5, 0.5), ols: classes(0.31, 0.9, 0.95), untrained: null },
    };
    expect(frontTable(ofClasses)).to.equal(
      [
        'won: networks by size, scored on the test rows; * was chosen by errors on left-out rows',
        '          weights  neurons  depth     left out ±  log-loss  accuracy    AUC',
        '                4        1      1  0.500 ± 0.031    0.5000    75.0 %  0.800',
        '* chosen       14        5      2  0.250 ± 0.020    0.2500    91.5 %  0.964',
        '  logistic model                           0.310    0.3100    90.0 %  0.950',
        '  constant (most frequent class)           0.690    0.6900    50.0 %  0.500',
        '',
      ].join('\n'),
    );
    const without = frontTable({ ...ofClasses, baselines: { ...ofClasses.baselines, ols: null } });
    expect(without).not.to.contain('logistic model');
  });

  it('leaves MPE out where it says nothing, and does not count it above a thousand', () => {
    for (const [mpe, isShown] of [
      [0.0071, false],
      [0.1, true],
      [1000, true],
      [1e10, false],
      [null, false],
    ] as const) {
      const text = frontTable(front, { ...front.baselines, constant: scores(1, 0, mpe) });
      expect(text.includes('MPE (%)'), String(mpe)).to.equal(isShown);
      expect(
        text.includes('MPE is left out, for that of the constant is not between 0.1 and 1000 %'),
      ).to.equal(!isShown);
      expect(text.includes('MPE: the median error, in percent of the truth'), String(mpe)).to.equal(isShown);
    }
    const wild = { ...front.baselines, ols: scores(1, 0, 1234.5) };
    expect(frontTable(front, wild)).to.match(/^ {2}least squares .* > 1000$/m);
  });

  it('shows the untrained space where there is one, and a dash for what is not finite', () => {
    const untrained = { ...front.baselines, untrained: scores(null, null, null) };
    const lines = frontTable(front, untrained).trimEnd().split('\n');
    expect(lines.at(-1)).to.match(/^ {2}untrained space +– +– +–$/);
  });
});

describe('the table of a comparison', () => {
  it('has a row a search and the median of each column', () => {
    const rows = [
      { name: 'penguins', nonzeros: 14, r2: 0.81, ols_r2: 0.733, difference: 0.077 },
      { name: 'wine', nonzeros: 8, r2: 0.3, ols_r2: 0.4, difference: -0.1 },
      { name: 'cars', nonzeros: 20, r2: 0.9, ols_r2: 0.85, difference: 0.05 },
    ];
    expect(compareTable(rows)).to.equal(
      [
        'task         weights     R²  R² least squares  difference',
        'penguins          14  0.810             0.733      +0.077',
        'wine               8  0.300             0.400      -0.100',
        'cars              20  0.900             0.850      +0.050',
        'median of 3       14  0.810             0.733      +0.050',
        '',
      ].join('\n'),
    );
  });

  it('is a header alone without searches', () => {
    expect(compareTable([])).to.equal('task  weights  R²  R² least squares  difference\n');
  });

  it('takes the mean of the two middle values as the median, and leaves out what is not known', () => {
    expect(median([4, 1, 3, 2])).to.equal(2.5);
    expect(median([Number.NaN, 1, 5, 2])).to.equal(2);
    expect(median([])).to.be.NaN;
  });
});

describe('the table of a reconstruction', () => {
  it('has a row a decoder, then the best of them, then the constant', () => {
    const { reconstruction } = penguinPage();
    if (reconstruction === undefined) throw new Error('the page has no reconstruction');
    const lines = reconstructionText(reconstruction).split('\n');
    expect(lines[0]).to.match(/^latent space on 1000 fresh networks a depth/);
    expect(lines[2]).to.equal('decoder 1   20.7   35.4   22.8   19.2  0.070   0.17   0.27   0.37');
    expect(lines.slice(2, 8).map((line) => line.split(/ {2,}/)[0])).to.deep.equal([
      'decoder 1',
      'decoder 2',
      'decoder 3',
      'decoder 4',
      'best',
      'constant',
    ]);
  });

  it('has the oracle between the best and the constant', () => {
    const row = { encoder: 1, mpe_mean: 1, mpe_median: 1, fvu_median: 0.1, r2_share_90: 1 };
    const decoders = ['constant', 'oracle', 'best', 2, 1] as const;
    const rows = decoders.map((decoder) => ({ ...row, decoder }));
    const about = { networks: 5, grid: 3, refine_steps: 0, untrained: false };
    const lines = reconstructionText({ ...about, rows }).split('\n');
    expect(lines[0]).to.match(/^latent space on 5 fresh networks a depth: .* by hidden layers$/);
    const [refined] = reconstructionText({ ...about, refine_steps: 20, untrained: true, rows }).split('\n');
    expect(refined).to.match(
      /hidden layers; untrained decoders, decoded networks refined in 20 steps towards/,
    );
    expect(lines.slice(2, 7).map((line) => line.split(/ {2,}/)[0])).to.deep.equal([
      'decoder 1',
      'decoder 2',
      'best',
      'oracle',
      'constant',
    ]);
  });
});

describe('the table of distances', () => {
  it('has the latent distance, that of the weights, and what chance gives', () => {
    const pooled = {
      all: { spearman: { latent: 0.912, weights: null }, recall_at_10: { latent: 0.5, weights: 0.021 } },
      pair: { spearman: { latent: 0.7, weights: 0.1 }, recall_at_10: { latent: 0.4, weights: 0.03 } },
    };
    const lines = distanceText({ pairs: 1000, networks: 501, pooled }).split('\n');
    expect(lines[0]).to.match(/over 1000 pairs, recall of the 10 nearest of 501 fresh networks$/);
    expect(lines.slice(2, 7).map((line) => line.split(/ {2,}/))).to.deep.equal([
      ['latent distance, pooled over all networks', '0.91', '0.50'],
      ['weight distance, pooled over all networks', '–', '0.021'],
      ['latent distance, pooled over the pair', '0.70', '0.40'],
      ['weight distance, pooled over the pair', '0.10', '0.030'],
      ['chance', '0', '0.020'],
    ]);
  });
});
