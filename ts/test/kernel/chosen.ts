import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Makes `SWAT_PYTHON`, until the test sets it back, a program in `folder` that does what the shell commands say. */
export function chooseInterpreter(folder: string, commands: string): string {
  const file = join(folder, 'my python');
  writeFileSync(file, `#!/bin/sh\n${commands}\n`);
  chmodSync(file, 0o755);
  process.env.SWAT_PYTHON = file;
  return file;
}

/** Makes `SWAT_PYTHON` one whose kernel does the `lines` of Python first; `real` is the interpreter that runs it. */
export function chooseKernel(folder: string, real: string, lines: string): void {
  const altered = join(folder, 'altered.py');
  const run = 'runpy.run_module("py_kernels.serve", run_name="__main__", alter_sys=True)';
  writeFileSync(altered, `import os, runpy, sys\nsys.path.insert(0, ".")\n${lines}\n${run}\n`);
  // What is left out of the arguments is `-m py_kernels.serve`; other programs are run as they are.
  const kernel = `shift 2; exec "${real}" "${altered}" "$@"`;
  chooseInterpreter(folder, `if [ "$2" = py_kernels.serve ]; then ${kernel}; fi; exec "${real}" "$@"`);
}
