import { randomInt } from 'node:crypto';
import { createConnection, createServer, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';

/** One of the databases behind the first, chosen at random, so that suites running side by side seldom meet. */
const database = 1 + randomInt(15);

/** A Redis for the tests, a database of its own in it: TEST_REDIS_URL, else one on the usual port of this machine. */
export async function findRedis(): Promise<{ url: string; missing?: never } | { url: null; missing: string }> {
  const url = new URL(process.env.TEST_REDIS_URL ?? 'redis://127.0.0.1:6379');
  url.pathname = `/${database}`;
  const answers = await pings(url.hostname, Number(url.port === '' ? 6379 : url.port));
  return answers ? { url: url.href } : { url: null, missing: 'no server; set TEST_REDIS_URL' };
}

function pings(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection({ host, port, timeout: 1_000 });
    const end = (answers: boolean) => (): void => {
      socket.destroy();
      resolve(answers);
    };
    // Any answer will do: one that asks for a password is a Redis as well.
    socket.on('connect', () => socket.write('PING\r\n')).on('data', end(true));
    socket.on('error', end(false)).on('timeout', end(false));
  });
}

/** A relay in front of a Redis that can stop answering and start again, as one that is paused does. */
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
