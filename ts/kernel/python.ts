import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { object, outward, type Path, type PyObject, type PyValue } from './chain.ts';
import { interpreter, projectRoot, SETUP } from './interpreter.ts';

export type { PyObject, PyValue };

/** A Python for short, interactive work, beside any kernel: the one door to pythonia. */
export interface Python {
  /** The module `name`. */
  py(name: string): Promise<PyObject>;
  close(): void;
}

/** What Python raised, or why there is no Python. */
export class PythonError extends Error {
  readonly #trace: string;

  constructor(message: string, trace = '') {
    super(message);
    this.name = 'PythonError';
    this.#trace = trace;
  }

  /** Python's own trace; a terminal shows it when it is asked for. */
  get trace(): string {
    return this.#trace;
  }
}

const GUARD = 'py_kernels.serve.guard';

interface Guard {
  take_over(): Promise<void>;
  evaluate(text: string): Promise<string>;
}

type Pythonia = typeof import('pythonia') & {
  com: { proc: { once(event: 'exit', listener: () => void): void } };
};

/** Starts the interpreter that kernels use; throws PythonError where it cannot run. One at a time. */
export async function openPython(): Promise<Python> {
  const python = interpreter();
  try {
    await promisify(execFile)(python, ['-c', '']); // pythonia dies of an interpreter that cannot start
  } catch {
    throw new PythonError(`${python} cannot run: run \`${SETUP}\``);
  }
  const { pythonia, guard } = await start(python);
  let open = true;
  const close = () => {
    if (open) pythonia.python.exit();
    open = false;
  };
  const end = new Promise<never>((_, reject) => {
    pythonia.com.proc.once('exit', () => {
      close(); // of a process that ended by itself too, or pythonia would go on talking to it
      reject(new PythonError('the Python process has ended'));
    });
  });
  end.catch(() => {}); // told to whoever waits
  await guard.take_over();
  const run = runner((text) => Promise.race([guard.evaluate(text), end]));
  return {
    async py(name) {
      // A module is no plain value.
      return (await run({ root: { module: name }, steps: [] })) as PyObject;
    },
    close,
  };
}

/** Evaluates chains; handles that JavaScript has forgotten are freed with the next one. */
function runner(evaluate: (text: string) => Promise<string>): (path: Path) => Promise<PyValue> {
  let forgotten: number[] = [];
  const registry = new FinalizationRegistry<number>((handle) => forgotten.push(handle));
  const run = async (path: Path): Promise<PyValue> => {
    const free = forgotten;
    forgotten = [];
    const { value, error } = JSON.parse(await evaluate(JSON.stringify({ ...path, free })));
    if (error) throw new PythonError(`${error.type}: ${error.message}`, error.trace);
    return outward(value, adopt);
  };
  const adopt = (handle: number, text: string): PyObject => {
    const root = { handle };
    // Chains that begin at the object keep its root alive, and with it the object in Python.
    registry.register(root, handle);
    return object({ root, steps: [] }, text, run);
  };
  return run;
}

/** pythonia starts its process when it is first loaded, and takes everything from the environment. */
async function start(python: string): Promise<{ pythonia: Pythonia; guard: Guard }> {
  const ours = { PYTHON_BIN: python, PYTHONPATH: projectRoot, REQ_TIMEOUT: '0' };
  const before = Object.keys(ours).map((name) => [name, process.env[name]] as const);
  Object.assign(process.env, ours);
  try {
    const module = (await import('pythonia')) as unknown as Pythonia & { default?: Pythonia };
    const pythonia = module.default ?? module;
    return { pythonia, guard: (await pythonia.python(GUARD)) as Guard };
  } finally {
    for (const [name, value] of before) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
  }
}
