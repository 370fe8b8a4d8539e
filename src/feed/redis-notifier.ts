import { randomUUID } from 'node:crypto';
import { connectInBackground } from '../cache/redis-connection.js';
import type { Logger } from '../observability/logger.js';

/**
 * Notifies other instances, through Redis, that there is something new to read in the database. A message contains only a
 * random id of the sender. Redis does not redeliver, so this only finds sooner what polling finds anyway.
 */
export interface RedisNotifier {
  /** Notifies the other instances. Call it after the commit. Never throws and never waits; a burst is one message. */
  notify(): void;
  close(): Promise<void>;
}

/** Shared by all instances on one Redis. Instances on another database read their own database once, without harm. */
const CHANNEL = 'plaid-gateway:news';

/**
 * Calls `onNotify` when another instance notifies, and whenever a lost connection is back. Returns immediately, also while
 * Redis is down.
 */
export function connectRedisNotifier(options: {
  redisUrl: string;
  onNotify: () => void;
  log?: Pick<Logger, 'warn'> | undefined;
}): RedisNotifier {
  const { redisUrl, onNotify, log } = options;
  const self = randomUUID();
  const consequence = 'changes of other instances are found by polling';
  const publisher = connectInBackground(redisUrl, undefined, consequence).redis;
  const { redis: subscriber } = connectInBackground(redisUrl, log, consequence);
  let publishing: Promise<unknown> | null = null;
  let again = false;

  async function listen(): Promise<void> {
    await subscriber.subscribe(CHANNEL, (sender) => {
      if (sender !== self) onNotify();
    });
    // From now on the client resubscribes by itself.
    subscriber.off('ready', onReady);
    subscriber.on('ready', onNotify);
    onNotify();
  }
  /** The connection may be lost again before it has subscribed; the next one subscribes then. */
  function onReady(): void {
    listen().catch(() => undefined);
  }
  subscriber.on('ready', onReady);

  function notify(): void {
    if (publishing !== null) {
      again = true;
      return;
    }
    publishing = publisher
      .publish(CHANNEL, self)
      .catch(() => undefined)
      .finally(() => {
        publishing = null;
        if (!again) return;
        again = false;
        notify();
      });
  }

  return {
    notify,
    close: () => {
      again = false;
      publisher.destroy();
      subscriber.destroy();
      return Promise.resolve();
    },
  };
}
