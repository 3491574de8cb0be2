import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import fc from 'fast-check';
import { predict } from '../../export/predict.ts';
import { ForeignError } from '../../foreign/chain.ts';
import { type Hints, NO_HINTS, readForeign } from '../../foreign/read.ts';
import type { OnnxModel, OnnxNode, OnnxTensor } from '../../onnx/model.ts';
import { readOnnx } from '../../onnx/read.ts';
import { writeOnnx } from '../../onnx/write.ts';
import { encodeSafetensors } from '../../tensors/safetensors.ts';
import { float32, type Tensor } from '../../tensors/tensor.ts';

const folder = 'ts/test/foreign/files';
const { x, answers } = JSON.parse(readFileSync(`${folder}/golden.json`, 'utf8')) as {
  x: number[][];
  answers: Record<string, number[][]>;
};
const rows = Float64Array.from(x.flat());

describe('networks of other tools', () => {
  for (const [name, right] of Object.entries(answers)) {
    it(`${name}: says what onnxruntime says`, () => {
      const hints: Hints = { inputs: null, activation: name.endsWith('safetensors') ? 'relu' : null };
      const network = readForeign(name, readFileSync(`${folder}/${name}`), hints);
      const classes = network.labels?.length;
      const wanted = right.flatMap((row) => (classes === 2 ? row.slice(1) : row));
      const got = predict(network, rows);
      expect(got).to.have.length(wanted.length);
      got.forEach((value, place) => {
        expect(value).to.be.closeTo(wanted[place] as number, 2e-6 * Math.max(1, Math.abs(value)));
      });
    });
  }

  it('have the names of classes, and inputs by the names that are given', () => {
    const bytes = readFileSync(`${folder}/two-classes.onnx`);
    const network = readForeign('two-classes.onnx', bytes, { ...NO_HINTS, inputs: ['a', 'b', 'c'] });
    expect(network.labels).to.deep.equal(['no', 'yes']);
    expect(network.columns.map(({ name }) => name)).to.deep.equal(['a', 'b', 'c']);
    expect(() => readForeign('m.onnx', bytes, { ...NO_HINTS, inputs: ['a'] })).to.throw(
      ForeignError,
      'm.onnx cannot be read as a network: it takes 3 inputs, and 1 columns are named (a)',
    );
  });

  it('of safetensors need their activation, in the file or beside it', () => {
    const bytes = readFileSync(`${folder}/torch.safetensors`);
    expect(() => readForeign('t.safetensors', bytes, NO_HINTS)).to.throw(
      ForeignError,
      'say --activation relu',
    );
    const named = sequential({ '0.weight': float32(Float32Array.of(2), 1, 1) }, { activation: 'tanh' });
    expect(readForeign('t.safetensors', named, NO_HINTS).nonzeros).to.equal(1);
  });

  it('of safetensors are refused where layers do not fit, or are of another kind', () => {
    const weight = float32(new Float32Array(6).fill(1), 2, 3);
    const said = (tensors: Record<string, Tensor>) => () =>
      readForeign('t.safetensors', sequential(tensors), { inputs: null, activation: 'relu' });
    expect(said({ '0.weight': weight, '2.weight': weight })).to.throw('2.weight takes 3 numbers, but gets 2');
    expect(said({ '0.weight': float32(new Float32Array(2), 2) })).to.throw('0.weight [2] is no matrix');
    expect(said({ '0.weight': weight, running_mean: float32(new Float32Array(1), 1) })).to.throw(
      'running_mean',
    );
    expect(said({})).to.throw('no tensors');
  });

  it('of an operation that swat does not know are refused by the name of the node', () => {
    expect(() => chain([node('Gelu', ['h0'], 'y', 'act_7')])).to.throw(
      'the node Gelu (act_7) is none that swat can read',
    );
    expect(() => chain([node('Conv', ['h0', 'w'], 'y')])).to.throw('the node Conv (y)');
  });

  it('of branches, wrong sizes, layers after the end, or weights that are not numbers are refused', () => {
    expect(() => chain([node('Relu', ['h0'], 'a'), node('Add', ['a', 'h0'], 'y')])).to.throw(
      'begins a branch',
    );
    expect(() => chain([node('Relu', ['h0'], 'a'), node('MatMul', ['a', 'w'], 'y')])).to.throw(
      'takes 3 numbers, but gets 2',
    );
    expect(() => chain([node('Softmax', ['h0'], 'a'), node('MatMul', ['a', 'v'], 'y')])).to.throw(
      'the node MatMul (y)',
    );
    expect(() => chain([node('Add', ['h0', 'nan'], 'y')])).to.throw('no finite numbers');
    expect(() => chain([node('Relu', ['h0'], 'h0')])).to.throw('leads back to itself');
    expect(() => chain([node('Tanh', ['h0'], 'a'), node('Mul', ['a', 'two'], 'y')])).to.throw(
      'last activation',
    );
  });

  it('may be scaled before, between and after their layers', () => {
    const network = chain([
      node('Tanh', ['h0'], 'a'),
      node('Sub', ['a', 'two'], 'b'),
      node('MatMul', ['b', 'v'], 'c'),
      node('Div', ['c', 'two'], 'd'),
      node('Sub', ['two', 'd'], 'y'),
    ]);
    const h = Math.tanh(1 + 2 + 3);
    const inside = (h - 2) * 1 + (h - 2) * -3;
    expect(predict(network, Float64Array.of(1, 2, 3))[0]).to.be.closeTo(2 - inside / 2, 1e-6);
  });

  it('cut short, or with any byte changed, are refused in a sentence or read: nothing else happens', () => {
    const files = Object.keys(answers).map((name) => [name, readFileSync(`${folder}/${name}`)] as const);
    const damage = fc.record({
      file: fc.constantFrom(...files),
      cut: fc.double({ min: 0, max: 1, noNaN: true }),
      flips: fc.array(fc.tuple(fc.double({ min: 0, max: 0.999, noNaN: true }), fc.nat(255)), {
        maxLength: 3,
      }),
    });
    fc.assert(
      fc.property(damage, ({ file: [name, bytes], cut, flips }) => {
        const changed = Uint8Array.from(bytes.subarray(0, Math.ceil(cut * bytes.length)));
        for (const [place, value] of flips) changed[Math.floor(place * changed.length)] = value;
        try {
          readForeign(name, changed, { inputs: null, activation: 'relu' });
        } catch (error) {
          expect(error).to.be.instanceOf(ForeignError);
          expect((error as Error).message).to.match(/^\S+ cannot be read as a network: .+/);
        }
      }),
      { numRuns: 400, seed: 7 },
    );
  });
});

describe('ONNX files', () => {
  it('are written as they are read', () => {
    for (const name of Object.keys(answers).filter((each) => each.endsWith('.onnx'))) {
      const model = readOnnx(readFileSync(`${folder}/${name}`));
      expect(readOnnx(writeOnnx(model))).to.deep.equal(model);
    }
  });

  it('whose lengths lie are refused before anything is made of that length', () => {
    // Field 7, the graph, says that it has 2^40 bytes.
    const lying = Uint8Array.of(0x3a, 0x80, 0x80, 0x80, 0x80, 0x80, 0x40, 1, 2, 3);
    expect(() => readOnnx(lying)).to.throw('cut short or damaged');
  });
});

function sequential(tensors: Record<string, Tensor>, metadata: Record<string, string> = {}): Uint8Array {
  return encodeSafetensors({ tensors, metadata });
}

function node(op: string, inputs: string[], output: string, name = ''): OnnxNode {
  return { op, inputs, outputs: [output], name, domain: '', attributes: {} };
}

/** A dense layer of 3 inputs and 2 neurons, all weights 1, then the nodes. */
function chain(nodes: readonly OnnxNode[]) {
  const tensor = (name: string, shape: number[], values: number[]): OnnxTensor => {
    return { name, shape, values, type: 'float' };
  };
  const model: OnnxModel = {
    irVersion: 8,
    producer: 'test',
    opsets: { '': 13 },
    metadata: {},
    graph: {
      name: 'g',
      nodes: [node('MatMul', ['x', 'w'], 'h0'), ...nodes],
      initializers: [
        tensor('w', [3, 2], [1, 1, 1, 1, 1, 1]),
        tensor('v', [2, 1], [1, -3]),
        tensor('two', [], [2]),
        tensor('nan', [2], [0, Number.NaN]),
      ],
      inputs: [{ name: 'x', type: 'float', shape: [null, 3] }],
      outputs: [{ name: 'y', type: 'float', shape: [null, 1] }],
    },
  };
  return readForeign('m.onnx', writeOnnx(model), NO_HINTS);
}
