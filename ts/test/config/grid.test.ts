import { expect } from 'chai';
import { gridOf } from '../../config/grid.ts';

describe('a grid', () => {
  it('has a point for each combination, the last name changing fastest', () => {
    expect(gridOf(['seed=[0, 1]', 'loss=[huber, squared]'])).to.deep.equal([
      { name: 'seed=0,loss=huber', settings: { seed: '0', loss: '"huber"' } },
      { name: 'seed=0,loss=squared', settings: { seed: '0', loss: '"squared"' } },
      { name: 'seed=1,loss=huber', settings: { seed: '1', loss: '"huber"' } },
      { name: 'seed=1,loss=squared', settings: { seed: '1', loss: '"squared"' } },
    ]);
  });

  it('takes lists, nothing, and words with commas for values', () => {
    const points = gridOf(['inputs=[[a, b], null, "a,b"]']);
    expect(points).to.deep.equal([
      { name: 'inputs=["a","b"]', settings: { inputs: '["a","b"]' } },
      { name: 'inputs=null', settings: { inputs: 'null' } },
      { name: 'inputs=a,b', settings: { inputs: '"a,b"' } },
    ]);
  });

  it('is refused in a sentence where it is no list, is empty, or says something twice', () => {
    for (const axis of ['seed=0,1', 'seed', '=[1]', 'seed=[]', 'seed=[1', 'seed={a: 1}'])
      expect(gridOf([axis])).to.equal(`expected --grid 'name=[value, value]', got --grid ${axis}`);
    expect(gridOf(['seed=[1, 1]'])).to.equal('--grid seed=[1, 1] has a value twice');
    expect(gridOf(['seed=[1]', 'seed=[2]'])).to.equal('--grid names seed twice');
  });
});
