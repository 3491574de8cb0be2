import {
  addressOf,
  type CallOptions,
  type Kernel,
  KernelError,
  type MethodName,
  openKeeper,
  type Place,
  type Tensors,
} from '../kernel/index.ts';
import type { Requests } from './requests.ts';
import { shown } from './tensor-looks.ts';

/** A kernel that starts with its first call, and again after its death. */
export interface LivingKernel {
  /** Asks the kernel; its tensors print themselves. */
  call(method: MethodName, content?: object, tensors?: Tensors, options?: CallOptions): Promise<Answer>;
  /** The kernel that lives now: what was loaded into another one is gone. */
  living(): Promise<Kernel>;
  close(): Promise<void>;
}

export interface Answer {
  readonly content: unknown;
  readonly tensors: Tensors;
}

/**
 * A kernel at `place`, null: on this machine. `say` is told in a sentence that it has died and another is started, and what
 * kernels say on standard error.
 */
export function livingKernel(
  requests: Requests,
  say: (sentence: string) => void,
  place: Place | null,
): LivingKernel {
  let started: Promise<Kernel> | undefined;
  let isOver = false;
  const start = (): Promise<Kernel> => {
    const starting = begun(say, place);
    starting.catch(() => {
      started = undefined; // the next call may find what was missing
    });
    return starting;
  };
  const living = async (): Promise<Kernel> => {
    if (isOver) throw new KernelError('closed', 'the kernel was closed');
    started ??= start();
    if (!(await started).isGone()) return started;
    say('the kernel has died: another is started, and what was loaded into the old one is gone');
    started = start();
    return started;
  };
  return {
    living,
    call: (method, content = {}, tensors = {}, options = {}) =>
      requests.during(async (signal) => {
        const kernel = await living();
        // What is typed at a prompt has no type; the kernel checks it.
        const { call } = kernel as unknown as { call: (...request: unknown[]) => Promise<Answer> };
        const answer = await call(method, content, tensors, { signal, ...options });
        for (const tensor of Object.values(answer.tensors)) shown(tensor);
        return answer;
      }),
    close: async () => {
      isOver = true;
      await started?.then(
        (kernel) => kernel.close(),
        () => {},
      );
    },
  };
}

async function begun(say: (sentence: string) => void, place: Place | null): Promise<Kernel> {
  const address = place && addressOf(place);
  const keeper = await openKeeper({ device: 'auto', threads: 0, onLine: say, onStopped: say, address });
  return keeper.kernel();
}
