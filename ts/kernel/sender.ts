import type { Dealer, Router } from 'zeromq';

/** Sends one message after the other: a second send while one waits would throw EBUSY. */
export class Sender {
  readonly #socket: Dealer | Router;
  #sends: Promise<void> = Promise.resolve();

  constructor(socket: Dealer | Router) {
    this.#socket = socket;
  }

  /** A message that cannot be sent any more is for one that is gone. */
  send(frames: readonly Uint8Array[]): void {
    this.#sends = this.#sends.then(() => this.#socket.send([...frames] as Buffer[])).catch(() => {});
  }
}
