import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { startTinyServer, type TinyServer } from '../../support/tiny-server.js';

let tiny: TinyServer;
beforeAll(async () => {
  tiny = await startTinyServer();
});
afterAll(() => tiny.server.close());

/** Requests a WebSocket at a path without one; resolves with the response. */
async function refused(): Promise<{ socket: Socket; answer: string }> {
  const socket = connect({ port: Number(new URL(tiny.url).port), host: '127.0.0.1', allowHalfOpen: true });
  socket.write('GET /nowhere HTTP/1.1\r\nhost: localhost\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\n');
  const [chunk] = (await once(socket, 'data')) as [Buffer];
  return { socket, answer: chunk.toString() };
}

describe('A client whose upgrade is rejected', () => {
  it('and that resets the connection does not end the process', async () => {
    for (let client = 0; client < 20; client += 1) {
      const { socket, answer: response } = await refused();
      expect(response).toMatch(/^HTTP\/1.1 404/);
      socket.resetAndDestroy();
      await once(socket, 'close');
      expect((await tiny.post({ query: '{ me }' })).status).toBe(200);
    }
  });

  it('and that does not close its side does not keep the connection open', async () => {
    const { socket } = await refused();
    const isGone = once(socket, 'error').catch(() => undefined);
    const sending = setInterval(() => socket.write('still here'), 10);
    await isGone;
    clearInterval(sending);
    socket.destroy();
  });
});
