import { type Address, takeKernel } from './elsewhere.ts';
import { KernelError } from './failure.ts';
import { type Kernel, type KernelOptions, startKernel } from './kernel.ts';
import type { Hello } from './methods.ts';

/** One kernel at a time: after its death, another of the same kind. */
export interface Keeper {
  /** What the first kernel said of itself, and all others do. */
  readonly hello: Hello;
  /** The kernel that lives, started where the last one has died. Rejects with a KernelError where none comes up. */
  kernel(): Promise<Kernel>;
  /** Ends the kernel, if one lives. */
  close(): Promise<void>;
}

/** How a kernel is got: started here, or taken elsewhere (device and threads are then those that it has there). */
export interface KeeperOptions extends KernelOptions {
  readonly address?: Address | null;
}

/** Gets the first kernel; throws a KernelError where it does not come up. */
export async function openKeeper(options: KeeperOptions): Promise<Keeper> {
  const first = await kernelBy(options);
  let living = first;
  let starting: Promise<Kernel> | null = null;
  const start = async (): Promise<Kernel> => {
    try {
      living = await startAlike(first.hello, options);
      return living;
    } finally {
      starting = null;
    }
  };
  return {
    hello: first.hello,
    kernel: async () => {
      if (!living.isGone()) return living;
      starting ??= start();
      return starting;
    },
    close: async () => {
      await starting?.catch(() => {});
      await living.close();
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
