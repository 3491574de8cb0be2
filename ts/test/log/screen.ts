import { stripVTControlCharacters } from 'node:util';
import type { Screen } from '../../log/log.ts';

/** A terminal of unlimited height: what a person sees after all that was written. Checks that no line would wrap. */
export class FakeTerminal implements Screen {
  readonly isTTY = true;
  raw = '';
  readonly lines: string[] = [];

  constructor(readonly columns: number) {}

  write(text: string): void {
    this.raw += text;
    // Lines that move are cleared by `ESC [ N A` (up N lines) and `ESC [ 0 J` (clear from here on).
    const [written = '', ...moves] = text.split('\x1b[0J').reverse();
    for (const move of moves) this.lines.splice(this.lines.length - Number(move.slice(2, -1)));
    for (const line of written.split('\n').slice(0, -1))
      this.lines.push(this.fits(stripVTControlCharacters(line)));
  }

  private fits(line: string): string {
    if (line.startsWith('▸') && [...line].length >= (this.columns || 80))
      throw new Error(`this line wraps: ${line}`);
    return line;
  }
}

/** A stream that is no terminal. */
export class Paper implements Screen {
  text = '';
  write(text: string): void {
    this.text += text;
  }
  get lines(): string[] {
    return this.text.split('\n').slice(0, -1);
  }
}
