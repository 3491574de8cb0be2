import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stagesOf } from '../../commands/prepare.ts';
import { parsePipeline } from '../../config/read.ts';
import type { Event } from '../../dag/event.ts';
import { digestOf, readManifest } from '../../dag/manifest.ts';
import { type RunResult, run } from '../../dag/run.ts';
import { Store } from '../../dag/store.ts';
import { type Keeper, type Kernel, openKeeper } from '../../kernel/index.ts';
import { machineOf, operations } from '../../stages/operations.ts';

/** A space that is trained in a second. */
export const SPACE = `
  space:
    op: train
    with:
      preset: quickstart
      space: { depths: [1, 2], min_width: 2, max_width: 4 }
      autoencoder: { kind: principal, latent: 8, hidden: 16, decoder_blocks: 1, head_blocks: 0, probes_per_input: 3, measured_networks: 200 }
      training: { networks: "\${networks}", batch: 64, grid: 3, warmup_steps: 2 }
      checkpoint_seconds: 3600
`;

const RESTARTS = { most: 3, pause_seconds: 0.01 };

/** Rows of y = 2 a b + sin(3 c), printed with full precision. */
export function tableText(rows: number): string {
  const lines = Array.from({ length: rows }, (_, i) => {
    const [a, b, c] = [Math.sin(i), Math.sin(2.3 * i + 1), Math.cos(1.7 * i)] as const;
    return `${a},${b},${c},${2 * a * b + Math.sin(3 * c)}`;
  });
  return `a,b,c,y\n${lines.join('\n')}\n`;
}

/** What the artifact of each stage holds, byte for byte, but for how long things took. */
export async function contentOf({ artifacts }: RunResult): Promise<Record<string, string>> {
  const digests = Object.entries(artifacts).map(async ([stage, folder]) => {
    const found = await readManifest(folder);
    if (!found) throw new Error(`${folder} has no manifest`);
    return [stage, digestOf(found.files)];
  });
  return Object.fromEntries(await Promise.all(digests));
}

/** A kernel and a folder with a store, in which pipelines run as `swat run` runs them. */
export class Road {
  readonly folder = mkdtempSync(join(tmpdir(), 'swat road '));
  readonly events: Event[] = [];
  #keeper: Keeper | null = null;
  #kernel: Kernel | null = null;

  private get keeper(): Keeper {
    if (!this.#keeper) throw new Error('the road is not open');
    return this.#keeper;
  }

  /** The first kernel. */
  get kernel(): Kernel {
    if (!this.#kernel) throw new Error('the road is not open');
    return this.#kernel;
  }

  async open(): Promise<void> {
    this.#keeper = await openKeeper({ device: 'cpu', threads: 1 });
    this.#kernel = await this.#keeper.kernel();
  }

  /** Kills the kernel, if it is not dead already. */
  async kill(): Promise<void> {
    const { pid } = await this.keeper.kernel();
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // somebody was quicker
    }
  }

  /** Notices of the runs so far. */
  get notices(): string[] {
    return this.events.flatMap((event) => (event.kind === 'stage-notice' ? [event.text] : []));
  }

  async close(): Promise<void> {
    await this.#keeper?.close();
    rmSync(this.folder, { recursive: true });
  }

  file(name: string, text: string): string {
    const path = join(this.folder, name);
    writeFileSync(path, text);
    return path;
  }

  /** Runs a pipeline's text, `parallel` stages at once; `onEvent` may abort it. */
  async run(
    text: string,
    onEvent: (event: Event, abort: () => void) => void = () => {},
    parallel = 1,
  ): Promise<RunResult> {
    const parsed = parsePipeline('test.yaml', text, {});
    if (!parsed.ok) throw new Error(parsed.errors.map(({ message }) => message).join('\n'));
    const stages = stagesOf(
      parsed.pipeline,
      operations(machineOf(this.keeper.hello), { kernel: this.keeper.kernel, restarts: RESTARTS }),
    );
    const controller = new AbortController();
    const emit = (event: Event) => {
      this.events.push(event);
      onEvent(event, () => controller.abort());
    };
    const store = new Store(this.folder);
    return run(stages, { pipeline: 'test', store, emit, signal: controller.signal, parallel });
  }
}
