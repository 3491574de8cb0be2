const FIRST = 1024;
const LARGEST = 65536;

/** Numbers that come one after the other, kept in pieces: joined only at the end, they take little room on the way. */
export class Growing<A extends Float64Array | Int32Array> {
  readonly #make: (length: number) => A;
  #pieces: A[] = [];
  #last: A;
  #used = 0;

  constructor(make: (length: number) => A) {
    this.#make = make;
    this.#last = make(FIRST);
  }

  push(value: number): void {
    if (this.#used === this.#last.length) {
      this.#pieces.push(this.#last);
      this.#last = this.#make(Math.min(LARGEST, 2 * this.#last.length));
      this.#used = 0;
    }
    this.#last[this.#used++] = value;
  }

  get length(): number {
    return this.#pieces.reduce((sum, piece) => sum + piece.length, this.#used);
  }

  /** Leaves those for whose place `keep` is not 0. */
  thin(keep: Uint8Array): void {
    this.take().forEach((value, place) => {
      if (keep[place] !== 0) this.push(value);
    });
  }

  /** All of them, in order; what was kept is let go. */
  take(): A {
    const pieces = [...this.#pieces, this.#last.subarray(0, this.#used)];
    const all = this.#make(pieces.reduce((sum, piece) => sum + piece.length, 0));
    let before = 0;
    for (const piece of pieces) {
      all.set(piece, before);
      before += piece.length;
    }
    this.#pieces = [];
    this.#used = 0;
    return all;
  }
}

export function growingFloats(): Growing<Float64Array> {
  return new Growing((length) => new Float64Array(length));
}

export function growingIntegers(): Growing<Int32Array> {
  return new Growing((length) => new Int32Array(length));
}
