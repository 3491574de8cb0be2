import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';

/** What changes the disk, of the functions that the store uses. */
const WRITES = ['mkdir', 'open', 'rename', 'rm', 'symlink', 'writeFile'] as const;

class Crash extends Error {}

/**
 * Does `act` in a process that ends before its write number `last`: that write and all after it throw a Crash, and nothing of
 * them happens. Whether it came to that.
 */
export async function crashing(last: number, act: () => Promise<unknown>): Promise<boolean> {
  const disk = fs.promises as unknown as Record<string, (...args: unknown[]) => Promise<unknown>>;
  const real = Object.fromEntries(WRITES.map((name) => [name, disk[name] as (typeof disk)[string]]));
  let writes = 0;
  for (const name of WRITES) {
    disk[name] = async (...args) => {
      // Opened to be read or flushed, nothing changes.
      if (!(name === 'open' && args[1] === 'r') && ++writes >= last) throw new Crash(`before ${name}`);
      return real[name]?.(...args);
    };
  }
  syncBuiltinESMExports();
  try {
    await act();
    return false;
  } catch (error) {
    if (error instanceof Crash) return true;
    throw error;
  } finally {
    Object.assign(disk, real);
    syncBuiltinESMExports();
  }
}
