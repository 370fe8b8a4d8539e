import { createClient, type RedisClientType } from '@keyv/redis';
import type { Logger } from '../observability/logger.js';

export const CONNECT_TIMEOUT_MS = 500;
const MAX_RECONNECT_DELAY_MS = 2_000;
/** The most commands that wait for one connection; further ones are rejected. */
const MAX_WAITING_COMMANDS = 1_000;

/** One connection to Redis. */
export interface RedisConnection {
  redis: RedisClientType;
  /** Resolves when the first connection is open; rejects only when it is closed before that. */
  connected: Promise<unknown>;
}

/**
 * Connects, and reconnects whenever the connection is lost, until destroyed. It does not wait: without a connection every
 * command fails immediately. `consequence`: what an outage of Redis means, logged once per outage.
 */
export function connectInBackground(
  url: string,
  log: Pick<Logger, 'warn'> | undefined,
  consequence: string,
): RedisConnection {
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
    // Once per outage. The address may contain a password and is not logged.
    if (!isDown) log?.warn({ err: error }, `Redis does not respond; ${consequence}`);
    isDown = true;
  });
  redis.on('ready', () => {
    isDown = false;
  });
  const connected = redis.connect();
  connected.catch(() => undefined);
  return { redis, connected };
}
