import { createServer } from 'node:net';

/** A port of this machine that is free, and the next one with it. */
export async function freePorts(): Promise<number> {
  for (;;) {
    const port = await isFree(0);
    if (port !== null && port < 65_535 && (await isFree(port + 1)) !== null) return port;
  }
}

/** The port, 0 for any; null where somebody has it. */
function isFree(port: number): Promise<number | null> {
  const server = createServer();
  return new Promise((resolve) => {
    server.once('error', () => resolve(null));
    server.listen(port, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : null));
    });
  });
}
