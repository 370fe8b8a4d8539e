import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** A TCP proxy that simulates a bad network by resetting connections. */
export interface CuttingProxy {
  /** http://127.0.0.1:PORT */
  readonly url: string;
  /** Resets every open connection. */
  cut(): void;
  /** Resets the next connections as they are opened. Resolves after this many. */
  refuseNext(connections: number): Promise<void>;
  close(): Promise<void>;
}

/** Listens on a free loopback port in front of `target`. */
export async function startCuttingProxy(target: string): Promise<CuttingProxy> {
  const open = new Set<Socket>();
  let refusals = 0;
  let onRefusal: () => void = () => undefined;
  const server = createServer((client) => {
    if (refusals > 0) {
      refusals -= 1;
      client.resetAndDestroy();
      onRefusal();
      return;
    }
    const upstream = connect(Number(new URL(target).port), '127.0.0.1');
    for (const [socket, other] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      open.add(socket);
      socket.on('error', () => undefined);
      socket.once('close', () => {
        open.delete(socket);
        other.destroy();
      });
      socket.pipe(other);
    }
  });
  const cut = (): void => {
    for (const socket of open) socket.resetAndDestroy();
  };
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    cut,
    async refuseNext(connections) {
      refusals = connections;
      while (refusals > 0) await new Promise<void>((resolve) => (onRefusal = resolve));
    },
    async close() {
      cut();
      server.close();
      await once(server, 'close');
    },
  };
}
