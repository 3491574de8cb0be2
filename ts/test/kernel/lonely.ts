/** A program with a kernel: `leave` closes it and falls off its end; `stay` waits to be killed. */
import { startKernel } from '../../kernel/index.ts';

const kernel = await startKernel({ device: 'cpu', threads: 1 });
await kernel.call('hello', {});
process.stdout.write(`${JSON.stringify({ pid: kernel.pid })}\n`);
if (process.argv[2] === 'leave') await kernel.close();
