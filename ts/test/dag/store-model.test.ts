import { readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import fc from 'fast-check';
import { type Fingerprint, fingerprints } from '../../dag/fingerprint.ts';
import { StageError } from '../../dag/operation.ts';
import { type Artifact, Store } from '../../dag/store.ts';
import { crashing } from './failing-disk.ts';
import { stage, Workshop } from './workshop.ts';

const NAMES = ['a', 'b', 'c'] as const;
type Name = (typeof NAMES)[number];

/** Sequences of commands; many of them in a soak. */
const RUNS = process.env.SOAK ? 3000 : 40;

/** What the store must hold of each name: a text, or nothing that can be used; and to which names `out` leads. */
interface Model {
  readonly held: Map<Name, string>;
  readonly linked: Set<Name>;
}

/** A store on a disk, as one process after the other finds it. */
class Disk {
  readonly shop = new Workshop();
  prints = new Map<Name, Fingerprint>();

  async open(): Promise<this> {
    await this.store.prepare();
    for (const name of NAMES) {
      const found = (await fingerprints([stage(name, { with: { name } })], this.shop.cwd)).get(name);
      if (found === undefined || found instanceof StageError) throw new Error('no fingerprint');
      this.prints.set(name, found);
    }
    return this;
  }

  get store(): Store {
    return new Store(this.shop.cwd);
  }

  print(name: Name): Fingerprint {
    return this.prints.get(name) as Fingerprint;
  }

  async put(name: Name, text: string): Promise<Artifact> {
    const draft = await this.store.draft(this.print(name));
    await writeFile(join(draft.folder, 'text'), text);
    const made = { inputs: {}, made: '2026-01-01T00:00:00.000Z', seconds: 1 };
    const artifact = await draft.commit(made);
    await this.store.link('p', name, artifact);
    return artifact;
  }

  /** The text that may be used of a name; null where nothing may be. */
  async read(name: Name): Promise<string | null> {
    const found = await this.store.find(this.print(name), true);
    return found.is === 'whole' ? readFile(join(found.artifact.folder, 'text'), 'utf8') : null;
  }

  folder(name: Name): string {
    const { hash, parts } = this.print(name);
    return join(this.store.root, 'artifacts', `${parts.operation}-${hash.slice(0, 16)}`);
  }

  /** The names that links in `out` lead from, whatever they lead to. */
  async links(): Promise<Name[]> {
    const all = await readdir(join(this.shop.cwd, 'out/p')).catch(() => []);
    return all.filter((each) => !each.startsWith('.')) as Name[];
  }

  /** What this process left half-written becomes that of a dead one, and the next one finds it. */
  async die(): Promise<void> {
    const [temp, out] = [join(this.store.root, 'temp'), join(this.shop.cwd, 'out/p')];
    const namesIn = (folder: string) => readdir(folder).catch(() => []);
    for (const folder of [temp, out])
      for (const name of await namesIn(folder))
        await rename(join(folder, name), join(folder, name.replace(`~${process.pid}~`, '~4194999~')));
    await this.store.prepare();
    expect(await namesIn(temp), 'half-written things').to.deep.equal([]);
    expect(await namesIn(out), 'links on their way').to.deep.equal(await this.links());
  }
}

type Command = fc.AsyncCommand<Model, Disk>;

class Put implements Command {
  constructor(
    readonly name: Name,
    readonly text: string,
  ) {}
  check = () => true;
  async run({ held, linked }: Model, disk: Disk): Promise<void> {
    await disk.put(this.name, this.text);
    held.set(this.name, this.text);
    linked.add(this.name);
  }
  toString = () => `put ${this.name} ${this.text}`;
}

/** The process ends before one of the writes: what was there, nothing, or the new text; never a mixture. */
class CrashInPut implements Command {
  constructor(
    readonly name: Name,
    readonly text: string,
    readonly write: number,
  ) {}
  check = () => true;
  async run({ held, linked }: Model, disk: Disk): Promise<void> {
    const isCrash = await crashing(this.write, () => disk.put(this.name, this.text));
    const found = await disk.read(this.name);
    expect(found).to.be.oneOf(isCrash ? [held.get(this.name) ?? null, null, this.text] : [this.text]);
    await disk.die();
    if (found === null) held.delete(this.name);
    else held.set(this.name, found);
    // A link is made at the end, or was there.
    if ((await disk.links()).includes(this.name)) linked.add(this.name);
    expect(await disk.read(this.name), 'after the sweep').to.equal(found);
  }
  toString = () => `crash before write ${this.write} of put ${this.name} ${this.text}`;
}

class Damage implements Command {
  constructor(
    readonly name: Name,
    readonly how: 'cut' | 'turned' | 'gone' | 'manifest',
  ) {}
  check = ({ held }: Readonly<Model>) => held.has(this.name);
  async run({ held }: Model, disk: Disk): Promise<void> {
    const file = join(disk.folder(this.name), this.how === 'manifest' ? 'manifest.json' : 'text');
    const bytes = await readFile(file);
    if (this.how === 'gone') await rm(file);
    else if (this.how === 'cut') await writeFile(file, bytes.subarray(1));
    else
      await writeFile(
        file,
        bytes.map((byte, at) => (at === bytes.length >> 1 ? byte ^ 4 : byte)),
      );
    held.delete(this.name);
  }
  toString = () => `${this.name} is damaged: ${this.how}`;
}

class Unlink implements Command {
  constructor(readonly name: Name) {}
  check = ({ linked }: Readonly<Model>) => linked.has(this.name);
  async run({ linked }: Model, disk: Disk): Promise<void> {
    await rm(disk.store.linkPath('p', this.name));
    linked.delete(this.name);
  }
  toString = () => `unlink ${this.name}`;
}

/** Removes what nothing leads to, and the process may end before one of the writes of that. */
class Sweep implements Command {
  constructor(readonly write: number) {}
  check = () => true;
  async run({ held, linked }: Model, disk: Disk): Promise<void> {
    const { store } = disk;
    const isCrash = await crashing(this.write, async () => {
      for (const folder of await store.loose()) await store.drop(folder);
    });
    for (const name of NAMES) {
      if (linked.has(name)) continue;
      if (!isCrash || (await disk.read(name)) === null) held.delete(name);
    }
    await disk.die();
    if (!isCrash) expect(await store.loose()).to.deep.equal([]);
  }
  toString = () => `sweep, crash before write ${this.write}`;
}

/** Another process reads everything. */
class Read implements Command {
  check = () => true;
  async run({ held, linked }: Model, disk: Disk): Promise<void> {
    for (const name of NAMES) expect(await disk.read(name), name).to.equal(held.get(name) ?? null);
    expect(await disk.links()).to.have.members([...linked]);
  }
  toString = () => 'read';
}

describe('the store, whatever happens to it', () => {
  const name = fc.constantFrom(...NAMES);
  const text = fc.constantFrom('one', 'another', 'a third text');
  const write = fc.integer({ min: 1, max: 12 });
  const commands = fc.commands<Model, Disk, false>(
    [
      fc.tuple(name, text).map((given) => new Put(...given)),
      fc.tuple(name, text, write).map((given) => new CrashInPut(...given)),
      fc
        .tuple(name, fc.constantFrom('cut', 'turned', 'gone', 'manifest'))
        .map((given) => new Damage(...given)),
      name.map((given) => new Unlink(given)),
      write.map((given) => new Sweep(given)),
      fc.constant(new Read()),
    ],
    { maxCommands: 30 },
  );

  it('holds what was put last, whole, or nothing, through crashes, damage and sweeps', async () => {
    await fc.assert(
      fc.asyncProperty(commands, async (given) => {
        const disk = await new Disk().open();
        try {
          await fc.asyncModelRun(
            () => ({ model: { held: new Map<Name, string>(), linked: new Set<Name>() }, real: disk }),
            [...given, new Read()],
          );
        } finally {
          disk.shop.remove();
        }
      }),
      { numRuns: RUNS, seed: 7 },
    );
  }).timeout(RUNS * 3000);

  it('is whole before and after each single write of a replacement at which its process ends', async () => {
    const states: (string | null)[] = [];
    for (let last = 1; ; last++) {
      const disk = await new Disk().open();
      try {
        await disk.put('a', 'one');
        if (!(await crashing(last, () => disk.put('a', 'another')))) break;
        states.push(await disk.read('a'));
        await disk.die();
        expect(await disk.read('a')).to.equal(states.at(-1));
        await disk.put('a', 'another');
        expect(await disk.read('a')).to.equal('another');
      } finally {
        disk.shop.remove();
      }
    }
    // Old, then nothing between the two renames, then new.
    expect(states.length).to.be.above(5);
    expect(states.filter((each) => each === null)).to.have.length(1);
    expect(states.join(' ')).to.match(/^(one ?)+ {2}(another ?)+$/);
  });
});
