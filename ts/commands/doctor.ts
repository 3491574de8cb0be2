import type { Writable } from 'node:stream';
import { type Hello, KernelError, startKernel } from '../kernel/index.ts';
import { interpreter, SETUP } from '../kernel/interpreter.ts';
import { openPython, type Python, PythonError, type PyValue } from '../kernel/python.ts';
import type { Command } from './command.ts';

const OLDEST_NODE = 20;
const PACKAGES = ['torch', 'numpy', 'pyzmq'];

export const doctor: Command = {
  name: 'doctor',
  summary: 'Say what this machine has, and what is missing',
  async run({ stdout, signal }) {
    const report = new Report(stdout);
    report.fact('node', process.versions.node);
    if (Number.parseInt(process.versions.node, 10) < OLDEST_NODE)
      report.advice(`swat needs Node ${OLDEST_NODE} or newer: see https://nodejs.org`);
    if (await examinePython(report)) await examineKernel(report, signal);
    return report.finish();
  },
};

/** Rows as they are found out; advice at the end, where it is read. */
class Report {
  readonly #stdout: Writable;
  readonly #advice: string[] = [];

  constructor(stdout: Writable) {
    this.#stdout = stdout;
  }

  fact(name: string, value: string): void {
    this.#stdout.write(`${name.padEnd(10)}${value}\n`);
  }

  advice(sentence: string): void {
    this.#advice.push(sentence);
  }

  finish(): number {
    for (const sentence of this.#advice) this.#stdout.write(`\n${sentence}\n`);
    if (this.#advice.length === 0) this.#stdout.write('\nNothing is missing.\n');
    return this.#advice.length === 0 ? 0 : 1;
  }
}

/** Asks the interpreter that the kernel will use; returns whether it has what a kernel needs. */
async function examinePython(report: Report): Promise<boolean> {
  let python: Python;
  try {
    python = await openPython();
  } catch (error) {
    if (!(error instanceof PythonError)) throw error;
    report.fact('python', 'none');
    report.advice(error.message);
    return false;
  }
  try {
    const { python_version: version } = await python.py('platform');
    report.fact('python', `${await version?.()} (${interpreter()})`);
    const complete = await examinePackages(python, report);
    if (complete) await examineTorch(python, report);
    return complete;
  } finally {
    python.close();
  }
}

/** Prints the packages' versions; returns whether all are there. */
async function examinePackages(python: Python, report: Report): Promise<boolean> {
  const { version } = await python.py('importlib.metadata');
  const lacking: string[] = [];
  for (const name of PACKAGES) {
    try {
      report.fact(name, String(await version?.(name)));
    } catch (error) {
      if (!(error instanceof PythonError)) throw error;
      lacking.push(name);
      report.fact(name, 'none');
    }
  }
  if (lacking.length > 0) report.advice(`${interpreter()} has no ${lacking.join(', ')}: run \`${SETUP}\``);
  return lacking.length === 0;
}

async function examineTorch(python: Python, report: Report): Promise<void> {
  const { cuda, get_num_threads: threads } = await python.py('torch');
  const devices: PyValue[] = [];
  for (let index = 0; index < Number(await cuda?.device_count?.()); index++)
    devices.push((await cuda?.get_device_name?.(index)) ?? null);
  report.fact('cuda', devices.length > 0 ? devices.join(', ') : 'none');
  report.fact('threads', `${await threads?.()} by torch's own choice`);
}

/** Starts the kernel as a pipeline would, and lets it speak for itself. */
async function examineKernel(report: Report, signal: AbortSignal): Promise<void> {
  try {
    const kernel = await startKernel({ device: 'auto', threads: 0, signal });
    try {
      report.fact('kernel', describe(kernel.hello));
      report.fact('native', described(kernel.hello.native));
      report.fact('ping', `${(await kernel.ping()).toFixed(2)} ms`);
    } finally {
      await kernel.close();
    }
  } catch (error) {
    if (!(error instanceof KernelError)) throw error;
    report.fact('kernel', 'does not start');
    report.advice([error.message, ...(error.death?.lines ?? [])].join('\n'));
  }
}

function describe({ protocol, device, threads, bfloat16 }: Hello): string {
  const arithmetic = bfloat16 ? 'bfloat16' : 'no native bfloat16';
  return `protocol ${protocol}, ${device.kind} (${device.name}), threads: ${threads}, ${arithmetic}`;
}

function described({ backend, reason }: Hello['native']): string {
  return reason ? `${backend} (${reason})` : backend;
}
