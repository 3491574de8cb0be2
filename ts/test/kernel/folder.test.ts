import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { socketFolder } from '../../kernel/folder.ts';

const LISTEN = `
const { createServer } = require('node:net');
let open = 0;
for (const name of ['work', 'control'])
  createServer().listen(process.argv[1] + '/' + name, () => ++open === 2 && console.log('open'));
`;

describe('the folder of a kernel', () => {
  const given = process.env.TMPDIR;
  const servers: Server[] = [];
  let root = '';

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'folders-'));
    process.env.TMPDIR = root;
  });
  afterEach(() => {
    if (given === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = given;
    for (const server of servers.splice(0)) server.close();
    rmSync(root, { recursive: true });
  });

  function folderOf(name: string): string {
    mkdirSync(join(root, name));
    return join(root, name);
  }

  /** A folder whose sockets are those of a process that is then killed. */
  async function left(name: string): Promise<string> {
    const folder = folderOf(name);
    const child = spawn(process.execPath, ['-e', LISTEN, folder], { stdio: ['ignore', 'pipe', 'inherit'] });
    await once(child.stdout, 'data');
    child.kill('SIGKILL');
    await once(child, 'exit');
    return folder;
  }

  async function listen(path: string): Promise<void> {
    const server = createServer();
    servers.push(server);
    await once(server.listen(path), 'listening');
  }

  it('is new, and nobody else may read it', async () => {
    const folder = await socketFolder();
    expect(readdirSync(folder)).to.deep.equal([]);
    expect(statSync(folder).mode & 0o777).to.equal(0o700);
  });

  it('takes away what a kernel left that was killed together with its swat', async () => {
    const dead = await left('swat-a1B2c3');
    expect(readdirSync(dead)).to.have.members(['work', 'control']);
    await socketFolder();
    expect(existsSync(dead)).to.equal(false);
  });

  it('leaves alone kernels that live or begin, and folders that are something else', async () => {
    const living = folderOf('swat-living');
    await Promise.all(['work', 'control'].map((name) => listen(join(living, name))));
    const half = await left('swat-halves');
    rmSync(join(half, 'work'));
    await listen(join(half, 'work'));
    const others = [folderOf('swat-begins'), await left('swat-other-1'), await left('swat-others')];
    writeFileSync(join(root, 'swat-others', 'notes.txt'), 'mine');
    await socketFolder();
    expect([living, half, ...others].filter((folder) => !existsSync(folder))).to.deep.equal([]);
  });
});
