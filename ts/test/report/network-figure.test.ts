import { expect } from 'chai';
import { drawNetwork, networkFigure } from '../../report/network-figure.ts';
import { layOut } from '../../report/network-layout.ts';
import { chosenNetwork } from '../../report/page.ts';
import type { NetworkLayer } from '../../schema/types.ts';
import { plainNetwork } from '../export/plain-network.ts';
import { penguinPage } from './penguin-page.ts';

const column = (name: string) => ({ name, offset: 0, scale: 1 });
const small = plainNetwork([column('width'), column('unused')], column('mass'), [
  { weights: [[2, 0]], bias: [0.5], activations: ['tanh'] },
  { weights: [[-1]], bias: null, activations: ['linear'] },
]);

describe('the drawing of a network', () => {
  it('has a line for every weight that is not zero, and none for the others', () => {
    const network = chosenNetwork(penguinPage());
    const weights = network.layers.flatMap((layer) => layer.weights.flat()).filter((weight) => weight !== 0);
    expect(weights).to.have.length(network.nonzeros);
    const titles = [...drawNetwork(network, 'mass').matchAll(/<title>[^<]+ → [^<]+: (-?[\d.]+)<\/title>/g)];
    expect(titles).to.have.length(weights.length);
    titles.forEach((title, index) => {
      expect(Number(title[1])).to.be.closeTo(
        weights[index] ?? Number.NaN,
        1e-3 * Math.abs(weights[index] ?? 0),
      );
    });
  });

  it('draws larger weights wider, and negative ones dashed', () => {
    const lines = [
      ...drawNetwork(small, 'mass').matchAll(
        /stroke-width="([\d.]+)" stroke-opacity="0.8"( stroke-dasharray)?/g,
      ),
    ];
    expect(lines.map((line) => [Number(line[1]), line[2] !== undefined])).to.deep.equal([
      [7, false],
      [3.9, true],
    ]);
  });

  it('says of an input that it is not used, and of a neuron its bias', () => {
    const svg = drawNetwork(small, 'mass');
    expect(svg).to.contain('unused (not used)');
    expect(svg).not.to.contain('width (not used)');
    expect(svg).to.contain('neuron 1.1: tanh, bias 0.5000');
  });

  it('names every output, and classes by their labels', () => {
    const two = {
      ...small,
      outputs: [column('wins'), column('losses')],
      layers: [
        ...small.layers.slice(0, 1),
        { weights: [[-1], [2]], bias: [0.25, 0], activations: ['linear' as const, 'linear' as const] },
      ],
    };
    const svg = drawNetwork(two, 'both');
    expect(svg).to.contain('>wins</text>').and.to.contain('>losses</text>');
    expect(svg).to.contain('aria-label="Graph of the network: width, unused to wins, losses"');
    const pair = { ...small, task: 'classification' as const, labels: ['no', 'yes'] };
    expect(drawNetwork(pair, 'won')).to.contain('>won = yes</text>');
  });

  it('leaves out inputs that are not used where there are more than eight, and says how many', () => {
    const of = (inputs: number) =>
      plainNetwork(
        Array.from({ length: inputs }, (_, index) => column(`input ${index}`)),
        column('y'),
        [
          {
            weights: [[0, 3, ...new Array<number>(inputs - 2).fill(0)]],
            bias: null,
            activations: ['linear'],
          },
        ],
      );
    expect(networkFigure(of(8), 'y').svg).to.contain('input 0 (not used)');
    expect(networkFigure(of(8), 'y').note).not.to.contain('left out');
    const { svg, note } = networkFigure(of(9), 'y');
    expect(note).to.contain('8 inputs that it does not use are left out.');
    expect(svg).to.contain('input 1 → y: 3.000');
    expect(svg).not.to.contain('input 0');
  });

  it('writes biases above neurons, and a neuron without links as the constant that it is', () => {
    const constant = plainNetwork([column('a')], column('y'), [
      { weights: [[1], [0]], bias: [-0.5, 0], activations: ['sigmoid', 'sigmoid'] },
      { weights: [[1, 2]], bias: [0.25], activations: ['linear'] },
    ]);
    const { svg, note } = networkFigure(constant, 'y');
    expect(note).to.contain('A number above a neuron is its bias.');
    expect(svg)
      .to.match(/>-0\.50<\/text>/)
      .and.to.match(/>\+0\.25<\/text>/);
    expect(svg)
      .to.contain('neuron 1.2: always 0.5000, a bias')
      .and.to.match(/>0\.50<\/text>/);
    expect(networkFigure(small, 'mass').note).to.contain('bias');
    const { note: none } = networkFigure(chosenNetwork(penguinPage()), 'mass');
    expect(none).not.to.contain('bias');
  });

  it('keeps every dot inside the picture and apart from the others, also for the widest and deepest networks', () => {
    const wide = Array.from({ length: 6 }, () => ({
      weights: Array.from({ length: 16 }, () => new Array<number>(16).fill(1)),
      bias: null,
      activations: new Array<'sigmoid'>(16).fill('sigmoid'),
    }));
    const output: NetworkLayer = {
      weights: [new Array<number>(16).fill(1)],
      bias: null,
      activations: ['linear'],
    };
    const inputs = Array.from({ length: 16 }, (_, index) => column(`input ${index}`));
    for (const network of [small, plainNetwork(inputs, column('y'), [...wide, output])]) {
      const { dots, width, height } = layOut(network, ['y']);
      dots.forEach((a, index) => {
        expect(a.x).to.be.within(12, width - 12);
        expect(a.y).to.be.within(12, height - 30);
        for (const b of dots.slice(index + 1)) expect(Math.hypot(a.x - b.x, a.y - b.y)).to.be.above(26);
      });
    }
  });

  it('is this picture for one neuron', () => {
    const layer: NetworkLayer = { weights: [[1.5]], bias: null, activations: ['linear'] };
    const one = plainNetwork([column('a<b')], column('y'), [layer]);
    expect(
      drawNetwork(one, 'y')
        .replaceAll(/var\(--(\w+), #\w+\)/g, '$1')
        .split('\n'),
    ).to.deep.equal([
      '<svg xmlns="http://www.w3.org/2000/svg" class="plot" viewBox="0 0 440 208" role="img" aria-label="Graph of the network: a&lt;b to y">',
      '<g fill="none" stroke-linecap="round">',
      '<path d="M154,99C227.6,99 264.4,99 338,99" stroke="positive" stroke-width="7" stroke-opacity="0.8"><title>a&lt;b → y: 1.500</title></path>',
      '</g>',
      '<g transform="translate(154,99)"><title>a&lt;b; seen as (value - 0) / 1.0000</title><circle r="12" fill="paper" stroke="ink" stroke-width="1.5"/><text text-anchor="end" x="-18" y="4" font-size="12" fill="ink" font-family="system-ui, sans-serif">a&lt;b</text></g>',
      '<g transform="translate(338,99)"><title>y: linear</title><circle r="12" fill="paper" stroke="ink" stroke-width="1.5"/><path d="M-6,5L6,-5" fill="none" stroke="ink" stroke-width="1.5"/><text x="18" y="4" font-size="12" fill="ink" font-family="system-ui, sans-serif">y</text></g>',
      '<text x="154" y="202" text-anchor="middle" font-size="11.5" fill="muted" font-family="system-ui, sans-serif">inputs</text>',
      '<text x="338" y="202" text-anchor="middle" font-size="11.5" fill="muted" font-family="system-ui, sans-serif">output</text>',
      '</svg>',
    ]);
  });
});
