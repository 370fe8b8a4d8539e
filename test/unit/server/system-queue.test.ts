import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { systemQueueBytes } from '../../../src/server/system-queue.js';

const servers: Server[] = [];
const sockets: Socket[] = [];

afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  for (const server of servers.splice(0)) {
    server.close();
    await once(server, 'close');
  }
});

/** A listener on this address, and how to connect to it from another; answers its end of the connection. */
async function listen(host: string): Promise<(from: string, localPort?: number) => Promise<Socket>> {
  const server = createServer().listen(0, host);
  servers.push(server);
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return async (localAddress, localPort) => {
    const accepted = once(server, 'connection') as Promise<[Socket]>;
    const client = connect({ host, port, localAddress, ...(localPort !== undefined && { localPort }) });
    client.pause();
    const [served] = await accepted;
    sockets.push(client, served);
    return served;
  };
}

/** Sends so many bytes that nobody reads. */
const send = (socket: Socket, bytes: number): Promise<unknown> =>
  new Promise((sent) => socket.write(Buffer.alloc(bytes), sent));

describe('what the system holds for the other end', () => {
  it('is known over IPv4 and IPv6, also where two come from the same port of different addresses', async () => {
    const connectFrom = await listen('127.0.0.1');
    const first = await connectFrom('127.0.0.1');
    const second = await connectFrom('127.0.0.2', first.remotePort);
    const third = await (await listen('::1'))('::1');
    await Promise.all([send(first, 10_000), send(third, 30_000)]);
    // Readers of one moment share what was read, so nobody asks before everything is there.
    expect(await Promise.all([first, second, third].map(systemQueueBytes))).toEqual([10_000, 0, 30_000]);
    expect(second.remotePort).toBe(first.remotePort);
  });
});
