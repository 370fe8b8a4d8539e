import { EventEmitter, once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** How long it rests after each piece that it passes on, of 64 KiB at most: some megabytes a second. */
const REST_MS = 8;

/** A link on which a client reads as slowly as the test wants; what the client sends goes through at once. */
export interface SlowLink {
  /** http://127.0.0.1:PORT */
  readonly url: string;
  /** Passes nothing more on to clients. */
  hold(): void;
  /** Passes on piece by piece; so it begins. */
  trickle(): void;
  /** Resolves when it has passed on so much in all. */
  passed(bytes: number): Promise<void>;
  close(): Promise<void>;
}

/** Listens on a free loopback port in front of `target`. `bytesPerSecond`: how fast; not given, as fast as REST_MS lets it. */
export async function startSlowLink(target: string, bytesPerSecond = Infinity): Promise<SlowLink> {
  const upstreams = new Set<Socket>();
  const open = new Set<Socket>();
  let isHeld = false;
  let passedBytes = 0;
  const passing = new EventEmitter();
  const server = createServer((client) => {
    const upstream = connect(Number(new URL(target).port), '127.0.0.1');
    upstreams.add(upstream);
    client.pipe(upstream);
    upstream.on('data', (piece: Buffer) => {
      client.write(piece);
      passedBytes += piece.length;
      passing.emit('piece');
      upstream.pause();
      const restMs = Math.max(REST_MS, (piece.length / bytesPerSecond) * 1_000);
      setTimeout(() => {
        if (!isHeld) upstream.resume();
      }, restMs);
    });
    upstream.once('end', () => client.end());
    for (const [socket, other] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      open.add(socket);
      socket.on('error', () => other.destroy());
      socket.once('close', () => {
        open.delete(socket);
        upstreams.delete(socket);
        if (socket === client) other.destroy();
      });
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    hold() {
      isHeld = true;
      for (const upstream of upstreams) upstream.pause();
    },
    trickle() {
      isHeld = false;
      for (const upstream of upstreams) upstream.resume();
    },
    async passed(bytes) {
      while (passedBytes < bytes) await once(passing, 'piece');
    },
    async close() {
      for (const socket of open) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
