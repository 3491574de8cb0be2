import fc from 'fast-check';

/** What is written into bytes that are read as JSON. */
const WORDS = ['"shape":[9],', '1e999,', '-0,', '"__proto__":{},', '[[[[[[[[', '}', '\\ud800', '\u0000'].map(
  (word) => new TextEncoder().encode(word),
);

/** A change of bytes: some are turned, cut out, or put in. */
export const anySpoiling: fc.Arbitrary<(bytes: Uint8Array) => Uint8Array> = fc
  .record({
    kind: fc.constantFrom('turn', 'cut', 'insert'),
    at: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
    bit: fc.nat({ max: 7 }),
    length: fc.integer({ min: 1, max: 9 }),
    word: fc.oneof(fc.constantFrom(...WORDS), fc.uint8Array({ maxLength: 9 })),
  })
  .map(({ kind, at, bit, length, word }) => (bytes: Uint8Array) => {
    const place = Math.floor(at * bytes.length);
    const [before, after] = [bytes.subarray(0, place), bytes.subarray(place)];
    if (kind === 'insert') return joined(before, word, after);
    if (kind === 'cut') return joined(before, after.subarray(length));
    return bytes.map((byte, i) => (i === place ? byte ^ (1 << bit) : byte));
  });

function joined(...parts: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(parts.flatMap((part) => [...part]));
}
