import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { expect } from 'chai';
import fc from 'fast-check';
import { decodeSafetensors, encodeSafetensors, SafetensorsError, type Tensor } from '../../kernel/index.ts';
import { interpreter } from '../../kernel/interpreter.ts';
import { anyTensors, bitsOf } from './any-tensor.ts';
import { anySpoiling } from './spoilt.ts';

const TENSORS: Record<string, Tensor> = {
  'a.bytes': { dtype: 'uint8', shape: [3], data: new Uint8Array([1, 2, 255]) },
  'b.wide': { dtype: 'float64', shape: [2, 1], data: new Float64Array([0.1, Number.NaN]) },
  'c.narrow': { dtype: 'float32', shape: [2, 2], data: new Float32Array([1, -2, 3.5, Infinity]) },
  'd.long': { dtype: 'int64', shape: [], data: new BigInt64Array([-(2n ** 60n)]) },
  'e.int': { dtype: 'int32', shape: [1], data: new Int32Array([-7]) },
  'f.none': { dtype: 'float32', shape: [0, 5], data: new Float32Array() },
};
const METADATA = { kind: 'swat', note: 'Überprüfung ✓' };

const CROSS = `
import sys
from safetensors import safe_open
from safetensors.numpy import save_file
with safe_open(sys.argv[1], 'np') as file:
    save_file({name: file.get_tensor(name) for name in file.keys()}, sys.argv[2], file.metadata())
`;

/** A file with this header, whatever it is, and a body of so many bytes. */
function file(header: unknown, body: number): Uint8Array {
  const text = new TextEncoder().encode(JSON.stringify(header));
  const bytes = new Uint8Array(8 + text.length + body);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(text.length), true);
  bytes.set(text, 8);
  return bytes;
}

function deep(): Uint8Array {
  const bytes = new Uint8Array(8 + 200_000).fill(0x5b, 8);
  new DataView(bytes.buffer).setBigUint64(0, 200_000n, true);
  return bytes;
}

const f32 = (begin: number, end: number, ...shape: number[]) => ({
  dtype: 'F32',
  shape,
  data_offsets: [begin, end],
});

describe('tensors/safetensors', () => {
  it('tensors and metadata come back as they were', () => {
    const metadata = fc.dictionary(fc.string(), fc.string(), { maxKeys: 3 });
    fc.assert(
      fc.property(anyTensors, metadata, ({ __metadata__: _, ...tensors }, metadata) => {
        const back = decodeSafetensors(encodeSafetensors({ tensors, metadata }));
        expect(back.metadata).to.deep.equal(metadata);
        expect(bitsOf(sorted(back.tensors))).to.deep.equal(bitsOf(sorted(tensors)));
      }),
      { seed: 1, numRuns: 100 },
    );
  });

  it('spoilt files are read or refused, and nothing else', () => {
    const spoiling = fc.array(anySpoiling, { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(anyTensors, spoiling, ({ __metadata__: _, ...tensors }, all) => {
        const whole = encodeSafetensors({ tensors, metadata: METADATA });
        const bytes = all.reduce((file, spoil) => spoil(file), whole);
        try {
          for (const { shape, data } of Object.values(decodeSafetensors(bytes).tensors)) {
            expect(shape.reduce((product, length) => product * length, 1)).to.equal(data.length);
          }
        } catch (error) {
          expect(error).to.be.instanceOf(SafetensorsError);
        }
      }),
      { seed: 3, numRuns: 500 },
    );
  });

  it('names that look like paths, or like what objects have, are names', () => {
    const names = ['../../etc/passwd', '/tmp/x', 'constructor', '__proto__', ''];
    const header = Object.fromEntries(names.map((name, i) => [name, f32(4 * i, 4 * i + 4, 1)]));
    const { tensors } = decodeSafetensors(file(header, 4 * names.length));
    expect(Object.keys(tensors)).to.have.members(names);
    expect(({} as Record<string, unknown>).dtype).to.equal(undefined);
  });

  it('every tensor starts aligned, so that reading copies nothing', () => {
    const bytes = encodeSafetensors({ tensors: TENSORS, metadata: METADATA });
    const { tensors } = decodeSafetensors(bytes);
    for (const { data } of Object.values(tensors)) expect(data.buffer).to.equal(bytes.buffer);
  });

  it("Python's own library reads what we write and we read what it writes", () => {
    const folder = mkdtempSync(path.join(os.tmpdir(), 'swat-test-'));
    try {
      const [ours, theirs] = [path.join(folder, 'ours'), path.join(folder, 'theirs')];
      writeFileSync(ours, encodeSafetensors({ tensors: TENSORS, metadata: METADATA }));
      execFileSync(interpreter(), ['-c', CROSS, ours, theirs]);
      const back = decodeSafetensors(readFileSync(theirs));
      expect(back.metadata).to.deep.equal(METADATA);
      expect(bitsOf(sorted(back.tensors))).to.deep.equal(bitsOf(sorted(TENSORS)));
    } finally {
      rmSync(folder, { recursive: true });
    }
  }).timeout(60_000);

  for (const [what, bytes, words] of [
    ['an empty file', new Uint8Array(), 'it has 0 bytes'],
    ['a header that is longer than the file', file({}, 0).fill(99, 0, 1), 'header says that it is'],
    ['a header of petabytes', file({}, 0).fill(255, 0, 8), 'header says that it is'],
    ['a header that is no JSON', file({}, 0).fill(0x7b, 8), 'header is not JSON'],
    ['a header that is a list', file([], 0), 'header is not an object'],
    ['an entry that is a number', file({ t: 1 }, 0), 'entry for t is not an object'],
    ['a huge shape', file({ t: f32(0, 4, 2 ** 40, 2 ** 40) }, 4), 'does not take 4 bytes'],
    ['a header that is nested deep', deep(), 'not'],
    ['half precision', file({ t: { ...f32(0, 4, 2), dtype: 'F16' } }, 4), 't is "F16", not one of F32'],
    ['a shape with a fraction', file({ t: f32(0, 4, 0.5) }, 4), 'no proper shape'],
    ['offsets that are missing', file({ t: { dtype: 'F32', shape: [1] } }, 4), 'no proper data_offsets'],
    ['a negative offset', file({ t: f32(-4, 0, 1) }, 4), 'no proper data_offsets'],
    ['a tensor of another size', file({ t: f32(0, 8, 1) }, 8), 't [1] of F32 does not take 8 bytes'],
    ['a file that was cut', file({ t: f32(0, 8, 2) }, 4), 'take 8 bytes, but 4 follow'],
    ['bytes after the last tensor', file({ t: f32(0, 4, 1) }, 8), 'take 4 bytes, but 8 follow'],
    ['a gap', file({ t: f32(0, 4, 1), u: f32(8, 12, 1) }, 12), 'u begins at 8, where'],
    ['two tensors in one place', file({ t: f32(0, 4, 1), u: f32(0, 4, 1) }, 4), 'u begins at 0, where'],
    ['metadata that are numbers', file({ __metadata__: { a: 1 } }, 0), 'metadata are not strings'],
  ] as const) {
    it(`${what} is refused with a sentence`, () => {
      expect(() => decodeSafetensors(bytes)).to.throw(SafetensorsError, words);
    });
  }
});

function sorted(tensors: Readonly<Record<string, Tensor>>): Record<string, Tensor> {
  return Object.fromEntries(Object.entries(tensors).sort(([a], [b]) => (a < b ? -1 : 1)));
}
