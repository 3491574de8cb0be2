import { expect } from 'chai';
import fc from 'fast-check';
import { decode, encode, type Header } from '../../kernel/frames.ts';
import { float32, KernelError } from '../../kernel/index.ts';
import { anyTensors, bitsOf } from '../tensors/any-tensor.ts';
import { anySpoiling } from '../tensors/spoilt.ts';

const header: Header = { protocol: 1, id: 7, kind: 'reply', method: 'any' };
const json = (value: unknown) => new TextEncoder().encode(JSON.stringify(value));
const listed = { name: 't', dtype: 'float32', shape: [2] };
const four = new Uint8Array(4);
const eight = new Uint8Array(8);

/** At another offset of another buffer, as a socket may give it. */
function moved(frame: Uint8Array, offset: number): Uint8Array {
  const whole = new Uint8Array(frame.length + offset);
  whole.set(frame, offset);
  return whole.subarray(offset);
}

describe('kernel/frames', () => {
  it('a message comes back as it was, wherever its frames begin', () => {
    const content = fc.dictionary(fc.string(), fc.jsonValue(), { maxKeys: 4 });
    fc.assert(
      fc.property(content, anyTensors, fc.nat({ max: 7 }), ({ tensors: _, ...content }, tensors, offset) => {
        const frames = encode({ header, content, tensors }).map((frame) => moved(frame, offset));
        const message = decode(frames);
        expect(message.header).to.deep.equal(header);
        expect(message.content).to.deep.equal(JSON.parse(JSON.stringify(content)));
        expect(bitsOf(message.tensors)).to.deep.equal(bitsOf(tensors));
      }),
      { seed: 1, numRuns: 100 },
    );
  });

  it('spoilt frames are a message or refused, and nothing else', () => {
    const spoiling = fc.array(
      fc.tuple(fc.nat({ max: 4 }), anySpoiling, fc.constantFrom('keep', 'lose', 'double')),
      {
        minLength: 1,
        maxLength: 4,
      },
    );
    fc.assert(
      fc.property(
        fc.dictionary(fc.string(), fc.jsonValue(), { maxKeys: 3 }),
        anyTensors,
        spoiling,
        (content, tensors, all) => {
          let frames = encode({ header, content, tensors });
          for (const [at, spoil, what] of all) {
            frames = frames.flatMap((frame, i) => {
              if (i !== at) return [frame];
              return what === 'lose' ? [] : what === 'double' ? [frame, frame] : [spoil(frame)];
            });
          }
          try {
            expect(Object.keys(decode(frames).tensors)).to.have.length(frames.length - 2);
          } catch (error) {
            expect(error).to.be.instanceOf(KernelError).with.property('code', 'protocol');
          }
        },
      ),
      { seed: 2, numRuns: 500 },
    );
  });

  it('shares the memory of a tensor on the way out, and of an aligned buffer on the way in', () => {
    const data = new Float32Array([1, 2]);
    const frames = encode({ header, content: {}, tensors: { t: float32(data, 2) } });
    data[0] = 5;
    const { tensors } = decode(frames);
    expect(tensors.t?.data).to.deep.equal(new Float32Array([5, 2]));
    data[1] = 6;
    expect(tensors.t?.data).to.deep.equal(new Float32Array([5, 6]));
  });

  for (const [what, frames, words] of [
    ['no frames', [], 'fewer than two frames'],
    ['a header alone', [json(header)], 'fewer than two frames'],
    ['a header that is no JSON', [four, json({})], 'header is not JSON'],
    ['a header that is a list', [json([]), json({})], 'header is not an object'],
    ['a header without an id', [json({ ...header, id: null }), json({})], 'header is not one'],
    ['a header of an unknown kind', [json({ ...header, kind: 'no' }), json({})], 'header is not one'],
    ['another protocol', [json({ ...header, protocol: 2 }), json({})], 'speaks protocol 2, this swat 1: '],
    ['a content that is a number', [json(header), json(1)], 'content is not an object'],
    ['a tensor without a buffer', [json(header), json({ tensors: [listed] })], 'other tensors'],
    ['a buffer without a tensor', [json(header), json({}), eight], 'other tensors'],
    [
      'a buffer that is too short',
      [json(header), json({ tensors: [listed] }), four],
      'takes 8 bytes and has 4',
    ],
    [
      'two tensors of one name',
      [json(header), json({ tensors: [listed, listed] }), eight, eight],
      'two of its tensors have the same name',
    ],
    [
      'a huge shape',
      [json(header), json({ tensors: [{ ...listed, shape: [2 ** 40, 2 ** 40] }] }), eight],
      'and has 8',
    ],
    [
      'an unknown dtype',
      [json(header), json({ tensors: [{ ...listed, dtype: 'f4' }] }), eight],
      'describes no',
    ],
    [
      'a negative length',
      [json(header), json({ tensors: [{ ...listed, shape: [-2] }] }), eight],
      'describes no',
    ],
  ] as const) {
    it(`${what} is refused with a sentence`, () => {
      expect(() => decode(frames))
        .to.throw(KernelError, words)
        .with.property('code', 'protocol');
    });
  }
});
