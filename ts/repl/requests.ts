/** What was asked for at the prompt and has not ended: Ctrl-C cancels it, and leaving waits for its end. */
export class Requests {
  readonly #open = new Map<AbortController, Promise<unknown>>();

  /** Runs `act` with a signal that aborts on Ctrl-C. */
  async during<T>(act: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const controller = new AbortController();
    const acting = act(controller.signal);
    this.#open.set(controller, acting);
    try {
      return await acting;
    } finally {
      this.#open.delete(controller);
    }
  }

  cancel(): void {
    for (const controller of this.#open.keys()) controller.abort();
  }

  /** Cancels all that goes on; settles when it has ended. */
  async end(): Promise<void> {
    const open = [...this.#open.values()];
    this.cancel();
    await Promise.allSettled(open);
  }
}
