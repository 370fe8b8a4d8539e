import { createClient, type RedisClientType } from '@keyv/redis';
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, existsSync, readdirSync } from 'node:fs';
import { type AddressInfo, createConnection, createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { freePort } from './free-port.js';
import { createTempDir } from './temp-dir.js';

/** A server that a test starts, stops and pauses. The caller closes it. */
export interface ManagedServer {
  readonly url: string;
  stop(): Promise<void>;
  /** Starts it again at the same address, with the same data. */
  start(): Promise<void>;
  /** Suspends the process until `resume`: it accepts connections and does not respond. */
  pause(): void;
  resume(): void;
  close(): Promise<void>;
}

/** The folders of PATH and those where Debian puts PostgreSQL. */
function programFolders(): string[] {
  const base = '/usr/lib/postgresql';
  const versions = existsSync(base) ? readdirSync(base).map((version) => join(base, version, 'bin')) : [];
  return [...(process.env.PATH ?? '').split(':'), ...versions];
}

function find(program: string): string | null {
  return (
    programFolders()
      .map((folder) => join(folder, program))
      .find((path) => existsSync(path)) ?? null
  );
}

/** Which programs are missing for tests that stop and start servers. Undefined when none is. */
export function missingServers(): string | undefined {
  const missing = ['redis-server', 'initdb', 'postgres'].filter((program) => find(program) === null);
  return missing.length === 0 ? undefined : `not installed here: ${missing.join(', ')}`;
}

/** Retries until the server responds. */
async function untilReady(check: () => Promise<unknown>): Promise<void> {
  for (;;) {
    try {
      await check();
      return;
    } catch {
      await sleep(50);
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

function manage(
  url: string,
  server: { launch: () => ChildProcess; ready: () => Promise<unknown>; stopWith: NodeJS.Signals },
  remove: () => void,
): Promise<ManagedServer> {
  let child = server.launch();
  const started: ManagedServer = {
    url,
    stop: () => end(child, server.stopWith),
    async start() {
      child = server.launch();
      await untilReady(server.ready);
    },
    pause: () => child.kill('SIGSTOP'),
    resume: () => child.kill('SIGCONT'),
    async close() {
      await end(child, server.stopWith);
      remove();
    },
  };
  return untilReady(server.ready).then(() => started);
}

/** Starts an empty Redis without persistence. `settings` are further command-line arguments. */
export async function startManagedRedis(settings: readonly string[] = []): Promise<ManagedServer> {
  const port = await freePort();
  const url = `redis://127.0.0.1:${port}`;
  const args = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', ...settings];
  const launch = (): ChildProcess => spawn(find('redis-server') ?? '', args, { stdio: 'ignore' });
  return manage(
    url,
    { launch, ready: () => queryRedis(url, (redis) => redis.ping()), stopWith: 'SIGKILL' },
    () => undefined,
  );
}

/** Runs one query against a Redis. */
export async function queryRedis<T>(url: string, query: (redis: RedisClientType) => Promise<T>): Promise<T> {
  const redis = createClient({ url, socket: { reconnectStrategy: false } }) as RedisClientType;
  redis.on('error', () => undefined);
  await redis.connect();
  try {
    return await query(redis);
  } finally {
    redis.destroy();
  }
}

/** PostgreSQL refuses to run as root. Then it runs as the user that its package created. */
function postgresUser(): { uid: number; gid: number } | object {
  if (process.getuid?.() !== 0) return {};
  const id = (flag: string): number => Number(execFileSync('id', [flag, 'postgres']).toString());
  return { uid: id('-u'), gid: id('-g') };
}

/** Starts an empty PostgreSQL. */
export async function startManagedPostgres(): Promise<ManagedServer> {
  const folder = createTempDir();
  const user = postgresUser();
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
  // SIGINT is PostgreSQL's fast shutdown: it closes connections and keeps what was committed.
  return manage(url, { launch, ready, stopWith: 'SIGINT' }, () => {
    folder.remove();
  });
}

/** A TCP proxy that can delay every response and refuse connections. */
export interface DelayProxy {
  readonly url: string;
  /** The delay of every response. */
  delayMs: number;
  /** Closes all connections, and new ones immediately until `open`. */
  shut(): void;
  open(): void;
  close(): Promise<void>;
}

export async function startDelayProxy(targetUrl: string): Promise<DelayProxy> {
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
      if (proxy.delayMs === 0) client.write(chunk);
      else setTimeout(() => client.writable && client.write(chunk), proxy.delayMs);
    });
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const proxy: DelayProxy = {
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
  return proxy;
}
