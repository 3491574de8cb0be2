import { type Address, takeKernel } from './elsewhere.ts';
import { KernelError } from './failure.ts';
import { type Kernel, type KernelOptions, startKernel } from './kernel.ts';
import type { Hello } from './methods.ts';

/** One kernel at a time, and one of each number of ranks that is asked for: after a death, another of the same kind. */
export interface Keeper {
  /** What the first kernel said of itself, and all others do. */
  readonly hello: Hello;
  /**
   * The kernel that lives, started where the last one has died; with `ranks` above 1 the one of so many processes.
   * Rejects with a KernelError where none comes up.
   */
  kernel(ranks?: number): Promise<Kernel>;
  /** Ends the kernels that live. */
  close(): Promise<void>;
}

/** How a kernel is got: started here, or taken elsewhere (device and threads are then those that it has there). */
export interface KeeperOptions extends KernelOptions {
  readonly address?: Address | null;
}

/** Gets the first kernel; throws a KernelError where it does not come up. */
export async function openKeeper(options: KeeperOptions): Promise<Keeper> {
  const first = await kernelBy(options);
  const alone = keep(first, first.hello, options);
  const groups = new Map<number, One>();
  return {
    hello: first.hello,
    kernel: (ranks = 1) => {
      if (ranks === 1) return alone.kernel();
      const group = groups.get(ranks) ?? keep(null, first.hello, { ...options, ranks });
      groups.set(ranks, group);
      return group.kernel();
    },
    close: async () => {
      await Promise.all([alone, ...groups.values()].map((one) => one.close()));
    },
  };
}

type One = Pick<Keeper, 'kernel' | 'close'>;

/** Keeps one kernel like `hello`; null: none has been started yet. */
function keep(first: Kernel | null, hello: Hello, options: KeeperOptions): One {
  let living = first;
  let starting: Promise<Kernel> | null = null;
  const start = async (): Promise<Kernel> => {
    try {
      living = await startAlike(hello, options);
      return living;
    } finally {
      starting = null;
    }
  };
  return {
    kernel: async () => {
      if (living && !living.isGone()) return living;
      starting ??= start();
      return starting;
    },
    close: async () => {
      await starting?.catch(() => {});
      await living?.close();
    },
  };
}

function kernelBy({ address, ...options }: KeeperOptions): Promise<Kernel> {
  return address ? takeKernel(address, options.signal) : startKernel(options);
}

/** A kernel whose results are those of the first: another torch, put there meanwhile, may give others. */
async function startAlike(first: Hello, options: KeeperOptions): Promise<Kernel> {
  const kernel = await kernelBy(options);
  const { versions, device } = kernel.hello;
  const same = versions.torch === first.versions.torch && device.kind === first.device.kind;
  if (same) return kernel;
  await kernel.close();
  throw new KernelError(
    'start',
    `the kernel that was started again has torch ${versions.torch} on ${device.kind}, the one before had ${first.versions.torch} on ${first.device.kind}: run it again`,
  );
}
