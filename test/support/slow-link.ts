import { EventEmitter, once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** The pause after each chunk of at most 64 KiB: a few megabytes per second. */
const PAUSE_MS = 8;

/** A TCP proxy that slows down what the server sends. What the client sends passes immediately. */
export interface SlowLink {
  /** http://127.0.0.1:PORT */
  readonly url: string;
  /** Forwards nothing more to clients. */
  hold(): void;
  /** Forwards chunk by chunk, as it does from the start. */
  trickle(): void;
  /** Resolves when it has forwarded this many bytes in total. */
  passed(bytes: number): Promise<void>;
  close(): Promise<void>;
}

/** Listens on a free loopback port in front of `target`. `bytesPerSecond` limits the rate below what PAUSE_MS allows. */
export async function startSlowLink(target: string, bytesPerSecond = Infinity): Promise<SlowLink> {
  const upstreams = new Set<Socket>();
  const open = new Set<Socket>();
  let isHeld = false;
  let passedBytes = 0;
  const forwarded = new EventEmitter();
  const server = createServer((client) => {
    const upstream = connect(Number(new URL(target).port), '127.0.0.1');
    upstreams.add(upstream);
    client.pipe(upstream);
    upstream.on('data', (chunk: Buffer) => {
      client.write(chunk);
      passedBytes += chunk.length;
      forwarded.emit('chunk');
      upstream.pause();
      const pauseMs = Math.max(PAUSE_MS, (chunk.length / bytesPerSecond) * 1_000);
      setTimeout(() => {
        if (!isHeld) upstream.resume();
      }, pauseMs);
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
      while (passedBytes < bytes) await once(forwarded, 'chunk');
    },
    async close() {
      for (const socket of open) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
