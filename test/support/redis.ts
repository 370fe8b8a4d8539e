import { randomInt } from 'node:crypto';
import { createConnection, createServer, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';

/** A random database other than the first, so that test files that run in parallel rarely share one. */
const database = 1 + randomInt(15);

/** The Redis of TEST_REDIS_URL, or the one on the default port of this machine, with a database for this test file. */
export async function findRedis(): Promise<{ url: string; missing?: never } | { url: null; missing: string }> {
  const url = new URL(process.env.TEST_REDIS_URL ?? 'redis://127.0.0.1:6379');
  url.pathname = `/${database}`;
  const isRunning = await ping(url.hostname, Number(url.port === '' ? 6379 : url.port));
  return isRunning ? { url: url.href } : { url: null, missing: 'no server; set TEST_REDIS_URL' };
}

function ping(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection({ host, port, timeout: 1_000 });
    const end = (isRunning: boolean) => (): void => {
      socket.destroy();
      resolve(isRunning);
    };
    // Any reply will do: a Redis that requires a password is one, too.
    socket.on('connect', () => socket.write('PING\r\n')).on('data', end(true));
    socket.on('error', end(false)).on('timeout', end(false));
  });
}

/** A TCP proxy in front of Redis that can hold back all replies, as a paused Redis does. */
export interface PausableRedis {
  url: string;
  pause(): void;
  resume(): void;
  close(): Promise<void>;
}

export async function createPausableRedis(redisUrl: string): Promise<PausableRedis> {
  const target = new URL(redisUrl);
  const sockets = new Set<Socket>();
  let paused = false;
  const server = createServer((client) => {
    const upstream = createConnection({ host: target.hostname, port: Number(target.port || 6379) });
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on('error', () => undefined);
    }
    client.pipe(upstream);
    upstream.pipe(client);
    if (paused) upstream.unpipe(client);
    client.on('close', () => upstream.destroy());
    upstream.on('close', () => client.destroy());
    resumers.add((): void => void upstream.pipe(client));
    pausers.add((): void => void upstream.unpipe(client));
  });
  const resumers = new Set<() => void>();
  const pausers = new Set<() => void>();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `redis://127.0.0.1:${port}${target.pathname}`,
    pause: () => {
      paused = true;
      for (const pause of pausers) pause();
    },
    resume: () => {
      paused = false;
      for (const resume of resumers) resume();
    },
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
