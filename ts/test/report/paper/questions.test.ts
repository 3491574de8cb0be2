import { expect } from 'chai';
import { contestsOver, scoreOf } from '../../../report/paper/contest.ts';
import {
  contestSection,
  lossQuestion,
  maskQuestion,
  sentences,
} from '../../../report/paper/contest-section.ts';
import { distanceSection, sentence } from '../../../report/paper/distance-section.ts';
import { measuredDistances, measuredSpace, published } from './made-up.ts';

const LOSSES = ['min', 'p_minus_2', 'p_2'];
const MASKS = ['dead', 'soft', 'harden'];
const losses = lossQuestion(published);

/** Three losses over seeds at these levels. */
function lossSpaces(levels: Readonly<Record<string, readonly number[]>>) {
  return Object.entries(levels).flatMap(([loss, seeds]) =>
    seeds.map((level, seed) => measuredSpace({ loss, seed }, level)),
  );
}

describe('a contest', () => {
  it('is between spaces that differ in one thing alone', () => {
    const spaces = [
      ...lossSpaces({ min: [10], p_2: [12] }),
      measuredSpace({ masks: 'dead' }),
      measuredSpace({ loss: 'p_2', networks: 99 }),
      measuredSpace({ loss: 'log_fvu' }),
    ];
    const named = (factor: 'loss' | 'masks', values: string[]) =>
      contestsOver(spaces, factor, values).map(({ variants }) => variants.map(({ about }) => about[factor]));
    expect(named('loss', LOSSES)).to.deep.equal([['min', 'p_2']]);
    expect(named('masks', MASKS)).to.deep.equal([['dead', 'harden']]);
  });

  it('is decided by the best decoder’s mean MPE, averaged over the depths', () => {
    // Best at depth e is level + e - 4 + e / 10; the mean over 1 to 4 is level - 1.25.
    expect(scoreOf(measuredSpace({}, 10))).to.be.closeTo(8.75, 1e-12);
  });
});

describe('the question of the losses', () => {
  const answers = (levels: Readonly<Record<string, readonly number[]>>) => {
    const [contest] = contestsOver(lossSpaces(levels), 'loss', LOSSES);
    return contest === undefined ? [] : sentences(losses, contest);
  };

  it('is answered as the numbers are: the order holds', () => {
    expect(answers({ min: [10, 10.1, 9.9], p_minus_2: [12, 12.2, 12.1], p_2: [16, 16, 16.2] })).to.deep.equal(
      [
        'min loss lower than p = −2 loss: holds (difference -2.10 points, 95 % interval -2.35 to -1.85, 3 seeds).',
        'min loss lower than p = 2 loss: holds (difference -6.07 points, 95 % interval -6.58 to -5.55, 3 seeds).',
        'p = −2 loss lower than p = 2 loss: holds (difference -3.97 points, 95 % interval -4.35 to -3.59, 3 seeds).',
      ],
    );
  });

  it('is answered as the numbers are: the order is the other way round', () => {
    expect(answers({ min: [16, 16.1], p_2: [10, 10.1] })[0]).to.match(
      /^min loss lower than p = 2 loss: does not hold/,
    );
  });

  it('is left open by one seed, and by seeds that disagree', () => {
    expect(answers({ min: [10], p_2: [12] })[0]).to.equal(
      'min loss lower than p = 2 loss: cannot be told from 1 seed (difference -2.00 points).',
    );
    expect(answers({ min: [10, 14], p_2: [12, 12] })[0]).to.contain('cannot be told from 2 seeds');
  });

  it('compares the same seeds alone', () => {
    const spaces = [measuredSpace({ loss: 'min', seed: 0 }), measuredSpace({ loss: 'p_2', seed: 1 })];
    const [contest] = contestsOver(spaces, 'loss', LOSSES);
    if (contest === undefined) throw new Error('no contest');
    expect(sentences(losses, contest)).to.deep.equal([
      'min loss lower than p = 2 loss: cannot be told: no seed was run with both.',
    ]);
  });

  it('shows the paper’s best decoders beside ours', async () => {
    const contests = contestsOver(lossSpaces({ min: [10], p_2: [12] }), 'loss', LOSSES);
    const [block] = (await contestSection(losses, contests, published)).blocks;
    if (block?.kind !== 'table') throw new Error('no table');
    expect(block.table.rows[0]?.cells.map(({ ours, beside }) => [ours, beside])).to.deep.equal([
      ['7.10', '5.84'],
      ['8.20', '23.7'],
      ['9.30', '24.1'],
      ['10.4', '24.4'],
      ['8.75', '19.5'],
    ]);
  });
});

describe('the question of the masks', () => {
  it('sets every other kind of mask against dead ones', () => {
    const spaces = MASKS.map((masks, i) => measuredSpace({ masks }, 10 + i));
    const [contest] = contestsOver(spaces, 'masks', MASKS);
    if (contest === undefined) throw new Error('no contest');
    expect(sentences(maskQuestion, contest)).to.deep.equal([
      'masks soft lower than masks dead: cannot be told from 1 seed (difference 1.00 points).',
      'masks harden lower than masks dead: cannot be told from 1 seed (difference 2.00 points).',
    ]);
  });

  it('says so where nothing was run that could answer it', async () => {
    const { paragraphs, blocks } = await contestSection(maskQuestion, [], published);
    expect(paragraphs.join(' ')).to.contain('left open');
    expect(blocks).to.deep.equal([]);
  });
});

describe('the question of the distances', () => {
  it('is answered by comparing the numbers, either way', () => {
    const better = measuredDistances({}, 0.82);
    expect(sentence(better)).to.equal(
      'paper, sigmoid: latent distance orders pairs by function better than weight distance (0.82 against 0.21); latent distance finds functional neighbours better than weight distance (0.35 against 0.040).',
    );
    expect(sentence(measuredDistances({}, 0.1))).to.contain('orders pairs by function worse than');
    expect(sentence(measuredDistances({}, 0.21))).to.contain('orders pairs by function as well as');
  });

  it('has two rows a space, with what chance gives', async () => {
    const spaces = [measuredDistances(), measuredDistances({ preset: 'swat', family: 'linear' }, 0.9)];
    const [block] = (await distanceSection(spaces, published)).blocks;
    if (block?.kind !== 'table') throw new Error('no table');
    expect(block.table.rows.map(({ name, cells }) => [name, ...cells.map(({ ours }) => ours)])).to.deep.equal(
      [
        ['paper, sigmoid, pooled over all networks', '0.82', '0.21', '0.35', '0.040', '0.010'],
        ['paper, sigmoid, pooled over the pair', '0.50', '0.20', '0.30', '0.030', '0.010'],
        ['swat, linear, pooled over all networks', '0.90', '0.21', '0.35', '0.040', '0.010'],
        ['swat, linear, pooled over the pair', '0.50', '0.20', '0.30', '0.030', '0.010'],
      ],
    );
  });

  it('is left open, in words, without a measurement', async () => {
    expect((await distanceSection([], published)).paragraphs.at(-1)).to.contain('left open');
  });
});
