import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';

/** Starts `name`, a module of this folder (without its extension), in a worker thread. */
export function openThread(name: string, workerData: unknown): Worker {
  // TypeScript rewrites the extension of an import, not that of a URL.
  if (import.meta.url.endsWith('.js')) {
    return new Worker(new URL(`./${name}.js`, import.meta.url), { workerData });
  }
  // Run from source: Node 20 does not hand tsx's loader on to threads, so the thread registers it for itself.
  const tsx = JSON.stringify(createRequire(import.meta.url).resolve('tsx/cjs/api'));
  const file = JSON.stringify(fileURLToPath(new URL(`./${name}.ts`, import.meta.url)));
  const source = `require(${tsx}).register(); require(${file});`;
  return new Worker(source, { eval: true, workerData });
}
