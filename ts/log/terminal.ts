import { styleText } from 'node:util';
import type { Emit, Event } from '../dag/event.ts';
import { duration } from './duration.ts';
import { clean, type Sentence, sentence, type Tone } from './sentence.ts';
import { Status } from './status.ts';

/** A terminal, or what stands in for one. */
export interface Screen {
  write(text: string): unknown;
  readonly isTTY?: boolean;
  readonly columns?: number;
}

const BAR = 20;
/** Seconds after which a stage gets a bar. */
const PATIENCE = 2;
const REDRAW_MILLISECONDS = 100;
const SIGNS: Readonly<Record<Tone, string>> = { good: '✔', bad: '✖', plain: '›' };
const COLOURS = { good: 'green', bad: 'red', plain: 'cyan' } as const;

/**
 * Shows events on a terminal: lines of stages that are over stay, those of running ones are drawn again in place
 * below. `now`: milliseconds.
 */
export class Terminal {
  private readonly running = new Map<string, Status>();
  private drawnLines = 0;
  private drawnAt = Number.NEGATIVE_INFINITY;
  private readonly timer: NodeJS.Timeout;

  constructor(
    private readonly screen: Screen,
    private readonly colours: boolean,
    private readonly now: () => number,
  ) {
    this.timer = setInterval(() => this.draw([]), 1000);
    // A run that ends without `close` must not keep the process alive for a clock.
    this.timer.unref();
  }

  readonly emit: Emit = (event) => {
    this.follow(event);
    const said = sentence(event);
    const soon = event.kind === 'stage-progress' && this.now() - this.drawnAt < REDRAW_MILLISECONDS;
    if (!soon) this.draw(said ? [this.styled(said)] : []);
  };

  /** Leaves the screen with lines that stay. */
  close(): void {
    clearInterval(this.timer);
    this.running.clear();
    this.draw([]);
  }

  private follow(event: Event): void {
    const at = this.now() / 1000;
    if (event.kind === 'stage-started') this.running.set(event.stage, new Status(event.stage, event.why, at));
    else if (event.kind === 'stage-progress') this.running.get(event.stage)?.update(event, at);
    else if (event.kind !== 'stage-notice' && 'stage' in event) this.running.delete(event.stage);
  }

  /** Writes `lines` to stay and draws the running stages again below them. */
  private draw(lines: readonly string[]): void {
    const live = [...this.running.values()].map((status) => this.line(status));
    if (this.drawnLines === 0 && live.length + lines.length === 0) return;
    const clear = this.drawnLines > 0 ? `\x1b[${this.drawnLines}A\x1b[0J` : '';
    this.screen.write(clear + [...lines, ...live].map((line) => `${line}\n`).join(''));
    this.drawnLines = live.length;
    this.drawnAt = this.now();
  }

  private line(status: Status): string {
    const elapsed = this.now() / 1000 - status.started;
    const fraction = status.fraction();
    const words = elapsed < PATIENCE ? '' : status.words();
    const bar = words && fraction !== null ? ` ${barOf(fraction)}` : '';
    const rest = words || `${status.why}, ${duration(Math.floor(elapsed))}`;
    // A line that wraps would be two when it is cleared. A terminal that does not know its width says 0.
    const width = Math.max(10, (this.screen.columns || 80) - 1);
    return this.paint('plain', [...clean(`▸ ${status.stage}:${bar} ${rest}`)].slice(0, width).join(''));
  }

  private styled({ tone, text }: Sentence): string {
    return `${this.paint(tone, SIGNS[tone])} ${text}`;
  }

  private paint(tone: Tone, text: string): string {
    // Whether there are colours was decided from the screen that is written to, which styleText cannot see.
    return this.colours ? styleText(COLOURS[tone], text, { validateStream: false }) : text;
  }
}

function barOf(fraction: number): string {
  const full = Math.floor(fraction * BAR);
  return `${'█'.repeat(full)}${'░'.repeat(BAR - full)}`;
}
