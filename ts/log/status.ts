import type { Event } from '../dag/event.ts';
import { duration } from './duration.ts';
import { Pace } from './pace.ts';

type Progress = Extract<Event, { kind: 'stage-progress' }>;

/** What there is to say about a stage that runs. Times are seconds of the caller's clock. */
export class Status {
  private readonly pace = new Pace();
  private progress: Progress | null = null;

  constructor(
    readonly stage: string,
    readonly why: string,
    readonly started: number,
  ) {}

  update(event: Progress, at: number): void {
    this.progress = event;
    this.pace.add(event.done, event.total, event.unit, at);
  }

  /** Part that is done, from 0 to 1; null before the stage has told. */
  fraction(): number | null {
    if (!this.progress || !(this.progress.total > 0)) return null;
    return Math.min(1, Math.max(0, this.progress.done / this.progress.total));
  }

  /** `45 %, 450 of 1000 steps, 12 a second, 46 s left, NOTE`, as far as it is known; empty before any progress. */
  words(): string {
    const { progress } = this;
    if (!progress) return '';
    const fraction = this.fraction();
    const rate = this.pace.rate();
    const left = this.pace.left();
    // Of time, a rate says nothing.
    const timed = progress.unit === 'seconds';
    return [
      ...(fraction === null ? [] : [`${Math.floor(fraction * 100)} %`]),
      `${Math.round(progress.done)} of ${Math.round(progress.total)} ${progress.unit}`,
      ...(rate === null || timed ? [] : [rateText(rate)]),
      ...(left === null || left === 0 ? [] : [`${duration(left)} left`]),
      ...(progress.note ? [progress.note] : []),
    ].join(', ');
  }
}

function rateText(rate: number): string {
  if (rate < 0.1) return `${duration(1 / rate)} each`;
  return `${rate < 10 ? rate.toFixed(1) : Math.round(rate)} a second`;
}
