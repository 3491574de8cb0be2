import { type Context, Reply } from 'zeromq';
import { z85 } from './keys.ts';

/** Where ZeroMQ asks who may come in (its RFC 27). */
const ENDPOINT = 'inproc://zeromq.zap.01';
const WELCOME = '200';
/** Not 400, upon which a stranger would be told that it was refused: a connection that ends says nothing. */
const SILENCE = '300';

/**
 * Lets in who proves to have one of the public keys `known`, at every socket of the context that is bound after this.
 * ZeroMQ has checked the proof: that the peer has the secret key, and that nothing is played again.
 */
export async function keepDoor(context: Context, known: ReadonlySet<string>): Promise<{ close(): void }> {
  const socket = new Reply({ context, linger: 0 });
  await socket.bind(ENDPOINT);
  const answer = async (): Promise<void> => {
    for await (const [version = '', id = '', , , , mechanism = '', key, ...more] of socket) {
      const isKnown = String(mechanism) === 'CURVE' && key?.length === 32 && more.length === 0;
      const status = isKnown && known.has(z85(key)) ? WELCOME : SILENCE;
      await socket.send([version, id, status, '', '', '']);
    }
  };
  // It ends when the socket is closed.
  answer().catch(() => {});
  return { close: () => socket.close() };
}
