import { randomUUID } from 'node:crypto';
import KeyvRedis from '@keyv/redis';
import { Keyv } from 'keyv';
import type { Logger } from '../observability/logger.js';
import { type CacheStore, OPERATION_TIMEOUT_MS } from './cache-store.js';
import { createCircuitBreaker } from './circuit-breaker.js';
import { CONNECT_TIMEOUT_MS, connectInBackground } from './redis-connection.js';
import { withTimeout } from './with-timeout.js';

const PING_TIMEOUT_MS = 1_000;
/** Before every key, so that the cache can share a Redis with others. */
const NAMESPACE = 'plaid-gateway:cache';
const LOCKS = 'plaid-gateway:claim';
/**
 * Takes the claim unless another instance has it. One without a lifetime, or with more left than any of ours begins with, was
 * written by somebody else and would hold up every reader: it is replaced.
 */
const CLAIM = `local left = redis.call('pttl', KEYS[1])
if left >= 0 and left <= tonumber(ARGV[2]) then return 0 end
redis.call('set', KEYS[1], ARGV[1], 'PX', ARGV[2])
return 1`;
/** A claim that ran out may be somebody else's by now. */
const RELEASE = "if redis.call('get', KEYS[1]) == ARGV[1] then return redis.call('del', KEYS[1]) end return 0";

/**
 * Entries in Redis, shared by all instances. Waits for nothing: without a connection every operation fails at once, and
 * after some failures in a row Redis is left alone for a moment. Starts without Redis too, and finds it later. This file is
 * imported only where there is a Redis: its client is a third of everything that a start would read.
 */
export async function createRedisStore(
  redisUrl: string,
  now: () => number,
  log: Pick<Logger, 'warn'> | undefined,
): Promise<CacheStore> {
  const client = connectInBackground(redisUrl, log, 'cached data is fetched from Plaid instead');
  await withTimeout(CONNECT_TIMEOUT_MS, client.connected).catch(() => undefined);
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
  const breaker = createCircuitBreaker(now);
  return {
    get: (key) => breaker.run(() => withTimeout(OPERATION_TIMEOUT_MS, keyv.get(key))),
    set: (key, entry, lifetimeMs) =>
      breaker.run(async () => {
        await withTimeout(OPERATION_TIMEOUT_MS, keyv.set(key, entry, lifetimeMs));
      }),
    claim: async (key, lifetimeMs, withinMs) => {
      const name = `${LOCKS}:${key}`;
      const holder = randomUUID();
      const taking = { keys: [name], arguments: [holder, String(lifetimeMs)] };
      const taken = await breaker.run(() => withTimeout(withinMs, client.redis.eval(CLAIM, taking)));
      const release = async (): Promise<void> => {
        const asked = { keys: [name], arguments: [holder] };
        await breaker.run(() => withTimeout(OPERATION_TIMEOUT_MS, client.redis.eval(RELEASE, asked)));
      };
      return taken === 1 ? { release } : null;
    },
    ping: async () => {
      await withTimeout(PING_TIMEOUT_MS, client.redis.ping());
    },
    close: () => {
      client.redis.destroy();
      return Promise.resolve();
    },
  };
}
