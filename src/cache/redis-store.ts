import KeyvRedis, { createClient, type RedisClientType } from '@keyv/redis';
import { Keyv } from 'keyv';
import type { Logger } from '../observability/logger.js';
import type { BackingStore } from './backing-store.js';
import { createBreaker } from './breaker.js';
import { within } from './within.js';

/** A cache must never cost more than it saves: /accounts/get takes longer than this. */
const OPERATION_TIMEOUT_MS = 100;
const CONNECT_TIMEOUT_MS = 500;
const PING_TIMEOUT_MS = 1_000;
const MAX_RECONNECT_DELAY_MS = 2_000;
/** Commands waiting for one connection; more are refused, which is a miss. */
const MAX_WAITING_COMMANDS = 1_000;
/** Before every key, so that the cache can share a Redis with others. */
const NAMESPACE = 'plaid-gateway:cache';

/**
 * Entries in Redis, shared by all instances. Waits for nothing: without a connection every operation fails at once, and
 * after some failures in a row Redis is left alone for a moment. Starts without Redis too, and finds it later.
 */
export async function createRedisStore(
  redisUrl: string,
  now: () => number,
  log: Pick<Logger, 'warn'> | undefined,
): Promise<BackingStore> {
  const client = connectInBackground(redisUrl, log);
  await within(CONNECT_TIMEOUT_MS, client.connected).catch(() => undefined);
  const adapter = new KeyvRedis(client.redis, { throwOnErrors: true, throwOnConnectError: true });
  const keyv = new Keyv<string>({
    store: adapter,
    namespace: NAMESPACE,
    // The adapter puts the namespace before the key already.
    useKeyPrefix: false,
    throwOnErrors: true,
  });
  // Keyv tells every failure here as well; each is already somebody's rejection.
  keyv.on('error', () => undefined);
  const breaker = createBreaker(now);
  return {
    get: (key) => breaker.run(() => within(OPERATION_TIMEOUT_MS, keyv.get(key))),
    set: (key, entry, lifetimeMs) =>
      breaker.run(async () => {
        await within(OPERATION_TIMEOUT_MS, keyv.set(key, entry, lifetimeMs));
      }),
    ping: async () => {
      await within(PING_TIMEOUT_MS, client.redis.ping());
    },
    close: () => {
      client.redis.destroy();
      return Promise.resolve();
    },
  };
}

function connectInBackground(
  url: string,
  log: Pick<Logger, 'warn'> | undefined,
): { redis: RedisClientType; connected: Promise<unknown> } {
  const redis = createClient({
    url,
    disableOfflineQueue: true,
    commandsQueueMaxLength: MAX_WAITING_COMMANDS,
    socket: {
      connectTimeout: CONNECT_TIMEOUT_MS,
      reconnectStrategy: (retries) => Math.min(50 * 2 ** Math.min(retries, 10), MAX_RECONNECT_DELAY_MS),
    },
  }) as RedisClientType;
  let isDown = false;
  redis.on('error', (error: unknown) => {
    // Once per outage; the address may hold a password and is not logged.
    if (!isDown) log?.warn({ err: error }, 'Redis does not answer; cached data is fetched from Plaid instead');
    isDown = true;
  });
  redis.on('ready', () => {
    isDown = false;
  });
  const connected = redis.connect();
  // Rejects only when the cache is closed before it ever connected.
  connected.catch(() => undefined);
  return { redis, connected };
}
