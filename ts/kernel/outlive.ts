import { setTimeout as delay } from 'node:timers/promises';
import type { Pipeline } from '../schema/types.ts';
import { KernelError } from './failure.ts';

/** How often in a row, and after which pause, something is tried again whose kernel has died. */
export type Restarts = Pipeline['restarts'];

export interface Outliving {
  readonly restarts: Restarts;
  /** Ends a pause. */
  readonly signal: AbortSignal;
  /** Whether something was saved since the last try began: what has died since has got further than before. */
  isFurther(): boolean;
  /** Gets a sentence on each death after which it is tried again. */
  say(sentence: string): void;
}

/**
 * Does `act`, and again where its kernel has died: `restarts.most` times in a row without getting further, each time
 * after twice the pause. Throws the KernelError of the last death after that, whatever else `act` throws at once, and
 * the signal's reason where it aborts.
 */
export async function outlive<T>(act: () => Promise<T>, outliving: Outliving): Promise<T> {
  const { restarts, signal, isFurther, say } = outliving;
  for (let deaths = 0; ; ) {
    try {
      return await act();
    } catch (error) {
      if (!(error instanceof KernelError) || error.death === null || signal.aborted) throw error;
      deaths = isFurther() ? 1 : deaths + 1;
      if (deaths > restarts.most) throw died(error, deaths);
      const pause = restarts.pause_seconds * 2 ** (deaths - 1);
      say(
        `${error.message}; it is started again in ${pause} s (${deaths} of at most ${restarts.most} times)`,
      );
      await delay(pause * 1000, undefined, { signal });
    }
  }
}

function died(error: KernelError, deaths: number): KernelError {
  const often = deaths > 1 ? ` (${deaths} times in a row, without getting further)` : '';
  return new KernelError(error.code, `${error.message}${often}`, error.death);
}
