import { openPython, type Python } from '../kernel/python.ts';

/** A Python that starts with its first module. */
export function livePython(): Pick<Python, 'py'> & { close(): Promise<void> } {
  let started: Promise<Python> | undefined;
  return {
    py: async (name) => {
      started ??= openPython();
      started.catch(() => {
        started = undefined; // the next module may find what was missing
      });
      return (await started).py(name);
    },
    close: async () =>
      started?.then(
        (python) => python.close(),
        () => {},
      ),
  };
}
