/** How far back the rate looks, in seconds: long enough to be steady, short enough to follow a change. */
const WINDOW = 30;

interface Sample {
  readonly done: number;
  readonly at: number;
}

/**
 * The rate of one stage's progress. It is measured from the first report on, so that a stage that goes on from a
 * checkpoint does not seem fast, and starts afresh when the stage counts something else.
 */
export class Pace {
  private samples: Sample[] = [];
  private total = 0;
  private unit = '';

  /** `at`: seconds. */
  add(done: number, total: number, unit: string, at: number): void {
    const last = this.samples.at(-1);
    if (unit !== this.unit || total !== this.total || (last !== undefined && done < last.done))
      this.samples = [];
    this.unit = unit;
    this.total = total;
    this.samples.push({ done, at });
    // One sample older than the window stays, as the point that the rate is measured from.
    while ((this.samples[1]?.at ?? at) < at - WINDOW) this.samples.shift();
  }

  /** Units a second; null before it can be told. */
  rate(): number | null {
    const [first, last] = [this.samples[0], this.samples.at(-1)];
    if (!first || !last || last.at <= first.at || last.done <= first.done) return null;
    return (last.done - first.done) / (last.at - first.at);
  }

  /** Seconds that are left at that rate; null before it can be told. */
  left(): number | null {
    const rate = this.rate();
    const last = this.samples.at(-1);
    return rate === null || !last ? null : Math.max(0, this.total - last.done) / rate;
  }
}
