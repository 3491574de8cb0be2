import { constants } from 'node:fs';
import { access, lstat, mkdir, readdir, rename } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { entries, fileName, ignoreMissing, refuseOutside, remove, writeFlushed } from './disk.ts';
import type { Fingerprint } from './fingerprint.ts';
import { linked, placeLink, sweepLinks } from './links.ts';
import type { Release } from './lock.ts';
import { anyHolder, lock } from './lock.ts';
import {
  damage,
  digestOf,
  flush,
  listFiles,
  MANIFEST,
  type Manifest,
  manifest,
  readManifest,
} from './manifest.ts';
import { StageError } from './operation.ts';
import { alive, ownerOf, ownName } from './owner.ts';
import type { StageRecord } from './record.ts';
import { readRecord } from './record.ts';
import { refusal } from './save.ts';

/** A whole artifact: what a stage made. */
export interface Artifact {
  readonly folder: string;
  readonly manifest: Manifest;
  /** Stands for the content of its files. */
  readonly digest: string;
}

/** `damaged`: the artifact's folder is there and cannot be used, for the reason given. */
export type Found =
  | { is: 'whole'; artifact: Artifact }
  | { is: 'absent' }
  | { is: 'damaged'; reason: string };

/** An artifact on its way: files written into `folder` appear in the store with `commit`, all at once. */
export interface Draft {
  readonly folder: string;
  commit(facts: Pick<Manifest, 'inputs' | 'made' | 'seconds' | 'noted'>): Promise<Artifact>;
  discard(): Promise<void>;
}

/**
 * Everything that runs leave on disk: `.swat` under `cwd`, and links to artifacts in `out`. Nothing else writes there,
 * but operations in the two folders that they are given.
 *
 *     .swat/artifacts/OPERATION-HASH/  manifest.json and the files that the operation wrote; whole or absent
 *     .swat/work/FINGERPRINT/          checkpoints of a stage that is not done
 *     .swat/stages/PIPELINE/STAGE.json how the last attempt went
 *     .swat/runs/TIME-PIPELINE/        what each run was: configuration, environment, events, outcome
 *     .swat/locks/                     who is making what
 *     .swat/temp/                      half-written things; those of dead processes are swept away
 *     out/PIPELINE/STAGE               link to the stage's artifact
 */
export class Store {
  readonly cwd: string;
  readonly root: string;
  private readonly out: string;

  constructor(cwd: string) {
    this.cwd = resolve(cwd);
    this.root = join(this.cwd, '.swat');
    this.out = join(this.cwd, 'out');
  }

  /** Makes the folders and sweeps away what dead processes left half-written. StageError where that is not allowed. */
  async prepare(): Promise<void> {
    await this.refuseLinks();
    try {
      for (const name of ['artifacts', 'work', 'stages', 'runs', 'locks', 'temp']) {
        await mkdir(join(this.root, name), { recursive: true });
      }
      for (const name of await readdir(join(this.root, 'temp'))) {
        const owner = ownerOf(name);
        if (owner && !alive(owner)) await remove(join(this.root, 'temp', name));
      }
      await sweepLinks(this.out);
    } catch (error) {
      // Node says ENOENT of a folder that cannot be made on a read-only disk.
      const reason = await access(this.cwd, constants.W_OK).then(
        () => error,
        (refused: unknown) => refused,
      );
      const told =
        refusal(reason, this.root)?.message ?? `${this.root} cannot be written (${String(reason)})`;
      throw new StageError(told, 'user');
    }
  }

  /** Throws a StageError where a folder that is written to is a link to somewhere outside: nothing is written there. */
  private async refuseLinks(): Promise<void> {
    const inOut = (await entries(this.out)).map(({ name }) => join(this.out, name));
    const own = (await entries(this.root)).map(({ name }) => join(this.root, name));
    for (const path of [this.root, ...own, this.out, ...inOut]) await refuseOutside(this.cwd, path);
  }

  /** Looks an artifact up by its sizes; with `hashes`, by the content of its files. */
  async find({ hash, parts }: Fingerprint, hashes = false): Promise<Found> {
    const folder = this.artifactFolder(parts.operation, hash);
    const exists = await readdir(folder).catch(() => null);
    if (exists === null) return { is: 'absent' };
    if ((await lstat(folder)).isSymbolicLink())
      return { is: 'damaged', reason: 'it is a link, not a folder' };
    const facts = await readManifest(folder);
    if (facts?.fingerprint !== hash)
      return { is: 'damaged', reason: `${MANIFEST} is missing, changed or not its own` };
    const reason = await damage(folder, facts.files, hashes);
    if (reason !== null) return { is: 'damaged', reason };
    return { is: 'whole', artifact: { folder, manifest: facts, digest: digestOf(facts.files) } };
  }

  /** An empty folder for the files of an artifact. Hold the fingerprint's lock until it is committed or discarded. */
  async draft({ hash, parts }: Fingerprint): Promise<Draft> {
    const folder = this.temp(parts.operation);
    await mkdir(folder);
    const commit: Draft['commit'] = async (facts) => {
      const files = await listFiles(folder);
      const whole = manifest({ fingerprint: hash, operation: parts.operation, parts, files, ...facts });
      await writeFlushed(join(folder, MANIFEST), whole);
      await flush(folder);
      const target = this.artifactFolder(parts.operation, hash);
      await this.replace(folder, target);
      return { folder: target, manifest: whole, digest: digestOf(files) };
    };
    return { folder, commit, discard: () => remove(folder) };
  }

  /** Puts `folder` at `target` in one step. What was there goes first: a crash between leaves nothing, never a mixture. */
  private async replace(folder: string, target: string): Promise<void> {
    const old = this.temp('replaced');
    await rename(target, old).catch(ignoreMissing);
    await rename(folder, target);
    await flush(dirname(target));
    await remove(old);
  }

  /** The folder for a fingerprint's checkpoints, made where it is missing. */
  async work({ hash }: Fingerprint): Promise<string> {
    const folder = this.workFolder(hash);
    await mkdir(folder, { recursive: true });
    await refuseOutside(this.cwd, folder);
    return folder;
  }

  removeWork({ hash }: Fingerprint): Promise<void> {
    return remove(this.workFolder(hash));
  }

  /** Waits for the right to make the artifact of a fingerprint; see `lock`. */
  lock(
    { hash }: Fingerprint,
    note: string,
    signal: AbortSignal,
    waiting: (holder: string) => void,
  ): Promise<Release> {
    return lock(join(this.root, 'locks'), hash.slice(0, 16), note, signal, waiting);
  }

  record(pipeline: string, stage: string): Promise<StageRecord | null> {
    return readRecord(this.recordFile(pipeline, stage));
  }

  async keepRecord(pipeline: string, stage: string, record: StageRecord): Promise<void> {
    const file = this.recordFile(pipeline, stage);
    await mkdir(dirname(file), { recursive: true });
    await this.keepJson(file, record);
  }

  /** Writes a file of the store in one step: what was there before, or the new value. */
  async keepJson(file: string, value: unknown): Promise<void> {
    const aside = this.temp('json');
    await writeFlushed(aside, value);
    await rename(aside, file);
  }

  /** Makes `out/PIPELINE/STAGE` lead to the artifact. Throws where something that is not a link is in the way. */
  link(pipeline: string, stage: string, artifact: Artifact): Promise<void> {
    return placeLink(this.linkPath(pipeline, stage), artifact.folder);
  }

  linkPath(pipeline: string, stage: string): string {
    return join(this.out, fileName(pipeline), fileName(stage));
  }

  /** Folders of artifacts to which nothing in `out` leads. */
  async loose(): Promise<string[]> {
    const kept = new Set(await linked(this.out));
    const folders = (await entries(join(this.root, 'artifacts'))).map(({ parentPath, name }) =>
      join(parentPath, name),
    );
    return folders.filter((folder) => !kept.has(folder));
  }

  /** Folders of checkpoints of which no stage's last attempt was: nothing goes on from them unless what was set then is set again. */
  async looseWork(): Promise<string[]> {
    const records = (await entries(join(this.root, 'stages'))).map(({ parentPath, name }) =>
      join(parentPath, name),
    );
    const files = (await Promise.all(records.map(entries))).flat();
    const read = files.map(({ parentPath, name }) => readRecord(join(parentPath, name)));
    const kept = new Set((await Promise.all(read)).map((record) => record?.fingerprint));
    const all = await entries(join(this.root, 'work'));
    return all.filter(({ name }) => !kept.has(name)).map(({ parentPath, name }) => join(parentPath, name));
  }

  /** Removes a folder of the store, if it is there, in one step: it is whole or absent, whenever this ends. */
  async drop(folder: string): Promise<void> {
    const old = this.temp('dropped');
    await rename(folder, old).catch(ignoreMissing);
    await remove(old);
  }

  /** Who is making an artifact now, in words; null where nobody is. */
  busy(): Promise<string | null> {
    return anyHolder(join(this.root, 'locks'));
  }

  /** Where a run is kept that starts at `time`. */
  runFolder(pipeline: string, time: Date): string {
    const stamp = time.toISOString().replaceAll(':', '').replace('.', '_');
    return join(this.root, 'runs', `${stamp}-${fileName(pipeline)}`);
  }

  private artifactFolder(operation: string, hash: string): string {
    return join(this.root, 'artifacts', `${operation}-${hash.slice(0, 16)}`);
  }

  private workFolder(hash: string): string {
    return join(this.root, 'work', hash);
  }

  private recordFile(pipeline: string, stage: string): string {
    return join(this.root, 'stages', fileName(pipeline), `${fileName(stage)}.json`);
  }

  private temp(label: string): string {
    return join(this.root, 'temp', ownName(label));
  }
}
