import { createClient, type RedisClientType } from '@keyv/redis';
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, existsSync, readdirSync } from 'node:fs';
import { type AddressInfo, createConnection, createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { freePort } from './free-port.js';
import { createTempDir } from './temp-dir.js';

/** A server of this test's own, which it may stop, start and hold as it likes. Whoever made it closes it. */
export interface OwnServer {
  readonly url: string;
  stop(): Promise<void>;
  /** At the same address, with the same data. */
  start(): Promise<void>;
  /** Takes connections and answers nothing, until `resume`. */
  hold(): void;
  resume(): void;
  close(): Promise<void>;
}

/** Where Debian and others put what is not on the path. */
function programs(): string[] {
  const base = '/usr/lib/postgresql';
  const versions = existsSync(base) ? readdirSync(base).map((version) => join(base, version, 'bin')) : [];
  return [...(process.env.PATH ?? '').split(':'), ...versions];
}

function find(program: string): string | null {
  return (
    programs()
      .map((folder) => join(folder, program))
      .find((path) => existsSync(path)) ?? null
  );
}

/** Why the tests that break servers cannot run here; undefined when they can. */
export function missingServers(): string | undefined {
  const missing = ['redis-server', 'initdb', 'postgres'].filter((program) => find(program) === null);
  return missing.length === 0 ? undefined : `not installed here: ${missing.join(', ')}`;
}

/** Tries again until it answers; the server has just been started, so it does soon. */
async function untilAnswers(ask: () => Promise<unknown>): Promise<void> {
  for (;;) {
    try {
      await ask();
      return;
    } catch {
      await pause(50);
    }
  }
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  child.kill('SIGCONT');
  child.kill(signal);
  await exited;
}

function own(
  url: string,
  server: { launch: () => ChildProcess; ready: () => Promise<unknown>; stopWith: NodeJS.Signals },
  remove: () => void,
): Promise<OwnServer> {
  let child = server.launch();
  const started: OwnServer = {
    url,
    stop: () => end(child, server.stopWith),
    async start() {
      child = server.launch();
      await untilAnswers(server.ready);
    },
    hold: () => child.kill('SIGSTOP'),
    resume: () => child.kill('SIGCONT'),
    async close() {
      await end(child, server.stopWith);
      remove();
    },
  };
  return untilAnswers(server.ready).then(() => started);
}

/** An empty Redis, in memory only. `settings`: more of its command line. */
export async function startOwnRedis(settings: readonly string[] = []): Promise<OwnServer> {
  const port = await freePort();
  const url = `redis://127.0.0.1:${port}`;
  const args = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', ...settings];
  const launch = (): ChildProcess => spawn(find('redis-server') ?? '', args, { stdio: 'ignore' });
  return own(
    url,
    { launch, ready: () => askRedis(url, (redis) => redis.ping()), stopWith: 'SIGKILL' },
    () => undefined,
  );
}

/** One question to a Redis. */
export async function askRedis<T>(url: string, ask: (redis: RedisClientType) => Promise<T>): Promise<T> {
  const redis = createClient({ url, socket: { reconnectStrategy: false } }) as RedisClientType;
  redis.on('error', () => undefined);
  await redis.connect();
  try {
    return await ask(redis);
  } finally {
    redis.destroy();
  }
}

/** The PostgreSQL of tests does not run as root: then as the user that its package has made. */
function otherUser(): { uid: number; gid: number } | object {
  if (process.getuid?.() !== 0) return {};
  const id = (flag: string): number => Number(execFileSync('id', [flag, 'postgres']).toString());
  return { uid: id('-u'), gid: id('-g') };
}

/** An empty PostgreSQL. */
export async function startOwnPostgres(): Promise<OwnServer> {
  const folder = createTempDir();
  const user = otherUser();
  if ('uid' in user) chownSync(folder.path, user.uid, user.gid);
  const data = join(folder.path, 'data');
  execFileSync(find('initdb') ?? '', ['-D', data, '-A', 'trust', '-U', 'postgres', '--no-sync'], {
    ...user,
    stdio: 'ignore',
  });
  const port = await freePort();
  const url = `postgres://postgres@127.0.0.1:${port}/postgres`;
  const args = [
    '-D',
    data,
    '-p',
    String(port),
    '-k',
    folder.path,
    '-c',
    'listen_addresses=127.0.0.1',
    '-c',
    'fsync=off',
  ];
  const launch = (): ChildProcess => spawn(find('postgres') ?? '', args, { ...user, stdio: 'ignore' });
  const ready = async (): Promise<void> => {
    const client = new pg.Client({ connectionString: url });
    client.on('error', () => undefined);
    try {
      await client.connect();
      await client.query('select 1');
    } finally {
      await client.end();
    }
  };
  // SIGINT: connections are cut, what was committed is kept.
  return own(url, { launch, ready, stopWith: 'SIGINT' }, () => {
    folder.remove();
  });
}

/** A relay that can hold back every answer for some time, and be shut. */
export interface SlowDoor {
  readonly url: string;
  /** Of every answer from now on. */
  delayMs: number;
  /** Cuts off who is connected, and whoever connects until `open`. */
  shut(): void;
  open(): void;
  close(): Promise<void>;
}

export async function openSlowDoor(targetUrl: string): Promise<SlowDoor> {
  const target = new URL(targetUrl);
  const sockets = new Set<Socket>();
  let isOpen = true;
  const server = createServer((client) => {
    if (!isOpen) {
      client.destroy();
      return;
    }
    const upstream = createConnection({ host: target.hostname, port: Number(target.port) });
    for (const socket of [client, upstream]) {
      sockets.add(socket.on('error', () => undefined).on('close', () => (client.destroy(), upstream.destroy())));
    }
    client.pipe(upstream);
    upstream.on('data', (chunk) => {
      if (door.delayMs === 0) client.write(chunk);
      else setTimeout(() => client.writable && client.write(chunk), door.delayMs);
    });
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const door: SlowDoor = {
    url: `${target.protocol}//127.0.0.1:${(server.address() as AddressInfo).port}`,
    delayMs: 0,
    shut() {
      isOpen = false;
      for (const socket of sockets) socket.destroy();
    },
    open() {
      isOpen = true;
    },
    close: () =>
      new Promise((closed) => {
        server.close(() => {
          closed();
        });
        for (const socket of sockets) socket.destroy();
      }),
  };
  return door;
}
