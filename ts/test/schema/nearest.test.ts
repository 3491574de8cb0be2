import { expect } from 'chai';
import { didYouMean, nearest } from '../../schema/nearest.ts';

describe('the word that was meant', () => {
  it('is the nearest one, whatever its case', () => {
    expect(nearest('lerning_rate', ['weight_decay', 'learning_rate', 'batch'])).to.equal('learning_rate');
    expect(nearest('GPU', ['cpu', 'auto'])).to.equal('cpu');
    expect(nearest('tabel', ['table', 'train'])).to.equal('table');
  });

  it('is the first of several that are equally near', () => {
    expect(nearest('seeds', ['seed', 'needs'])).to.equal('seed');
    expect(nearest('sead', ['seed', 'send'])).to.equal('seed');
  });

  it('is none where all are far', () => {
    expect(nearest('foo', ['learning_rate', 'batch'])).to.equal(null);
    expect(nearest('anything', [])).to.equal(null);
    expect(didYouMean('foo', ['batch'])).to.equal('');
  });
});
