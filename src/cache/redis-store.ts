import { randomUUID } from 'node:crypto';
import KeyvRedis from '@keyv/redis';
import { Keyv } from 'keyv';
import { withTimeout } from '../model/time.js';
import type { Logger } from '../observability/logger.js';
import { type CacheStore, OPERATION_TIMEOUT_MS } from './cache-store.js';
import { createCircuitBreaker } from './circuit-breaker.js';
import { CONNECT_TIMEOUT_MS, connectInBackground } from './redis-connection.js';

const PING_TIMEOUT_MS = 1_000;
/** The prefix of every key, so that the cache can share a Redis with other applications. */
const NAMESPACE = 'plaid-gateway:cache';
const LOCKS = 'plaid-gateway:claim';
/**
 * Acquires the lock unless another instance holds it. A lock without a TTL, or with a longer one than the gateway sets, was
 * not written by the gateway and would delay every reader: it is replaced.
 */
const CLAIM = `local left = redis.call('pttl', KEYS[1])
if left >= 0 and left <= tonumber(ARGV[2]) then return 0 end
redis.call('set', KEYS[1], ARGV[1], 'PX', ARGV[2])
return 1`;
/** An expired lock may be another instance's by now. */
const RELEASE = "if redis.call('get', KEYS[1]) == ARGV[1] then return redis.call('del', KEYS[1]) end return 0";

/**
 * Entries in Redis, shared by all instances. Without a connection every operation fails immediately, and after several
 * consecutive failures Redis is not called for a moment. It also starts without Redis and connects later. This file is
 * imported only when Redis is configured: its client is a third of all code that a start would load.
 */
export async function createRedisStore(
  redisUrl: string,
  now: () => number,
  log: Pick<Logger, 'warn'> | undefined,
): Promise<CacheStore> {
  const client = connectInBackground(redisUrl, log, 'cached data is fetched from Plaid instead');
  await withTimeout(client.connected, CONNECT_TIMEOUT_MS).catch(() => undefined);
  const adapter = new KeyvRedis(client.redis, { throwOnErrors: true, throwOnConnectError: true });
  const keyv = new Keyv<string>({
    store: adapter,
    namespace: NAMESPACE,
    // The adapter already adds the namespace to the key.
    useKeyPrefix: false,
    throwOnErrors: true,
  });
  // Keyv emits every failure here too; each already rejects a promise.
  keyv.on('error', () => undefined);
  const breaker = createCircuitBreaker(now);
  return {
    get: (key) => breaker.run(() => withTimeout(keyv.get(key), OPERATION_TIMEOUT_MS)),
    set: (key, entry, ttlMs) =>
      breaker.run(async () => {
        await withTimeout(keyv.set(key, entry, ttlMs), OPERATION_TIMEOUT_MS);
      }),
    claim: async (key, ttlMs, withinMs) => {
      const name = `${LOCKS}:${key}`;
      const holder = randomUUID();
      const taking = { keys: [name], arguments: [holder, String(ttlMs)] };
      const taken = await breaker.run(() => withTimeout(client.redis.eval(CLAIM, taking), withinMs));
      const release = async (): Promise<void> => {
        const held = { keys: [name], arguments: [holder] };
        await breaker.run(() => withTimeout(client.redis.eval(RELEASE, held), OPERATION_TIMEOUT_MS));
      };
      return taken === 1 ? { release } : null;
    },
    ping: async () => {
      await withTimeout(client.redis.ping(), PING_TIMEOUT_MS);
    },
    close: () => {
      client.redis.destroy();
      return Promise.resolve();
    },
  };
}
