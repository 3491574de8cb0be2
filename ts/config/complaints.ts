import type { ConfigError, Position } from './position.ts';
import type { Part, Path, Source } from './source.ts';

/** Collects what is wrong with one source: each mistake once, wherever it shows again. */
export class Complaints {
  readonly #source: Source;
  readonly #errors = new Map<string, ConfigError>();
  readonly #spoilt: Path[] = [];

  constructor(source: Source) {
    this.#source = source;
  }

  add(path: Path, message: string, part: Part = {}): void {
    this.addAt(this.#source.locate(path, part), message);
  }

  addAt(position: Position, message: string): void {
    const { file, line, column } = position;
    // A stage's matrix meets the same mistake once a job.
    this.#errors.set(JSON.stringify([file, line, column, message]), { ...position, message });
  }

  /** What stands at this path is known to be wrong: later complaints about it would only repeat that. */
  spoil(path: Path): void {
    this.#spoilt.push(path);
  }

  /** Whether this path, or something above it, is spoilt. */
  isSpoilt(path: Path): boolean {
    return this.#spoilt.some((spoilt) => isPrefix(spoilt, path));
  }

  /** Whether something at or below this path is spoilt. */
  hasSpoilt(path: Path): boolean {
    return this.#spoilt.some((spoilt) => isPrefix(path, spoilt));
  }

  /** In the order of the text. */
  get errors(): ConfigError[] {
    return [...this.#errors.values()].sort((a, b) => a.line - b.line || a.column - b.column);
  }
}

function isPrefix(prefix: Path, path: Path): boolean {
  return prefix.length <= path.length && prefix.every((step, index) => path[index] === step);
}
