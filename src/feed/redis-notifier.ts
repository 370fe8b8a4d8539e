import { randomUUID } from 'node:crypto';
import { connectInBackground } from '../cache/redis-connection.js';
import type { Logger } from '../observability/logger.js';

/**
 * How instances tell each other that there is something new to read in the database. A message holds the sender's made-up
 * id and nothing else. Redis forgets whom it cannot reach, so this only makes sooner what polling finds anyway.
 */
export interface RedisNotifier {
  /** Tells the others, after the commit. Never fails and never waits; what is told in one moment is one message. */
  notify(): void;
  close(): Promise<void>;
}

/** Of all instances that share a Redis; those of another database only look once in vain. */
const CHANNEL = 'plaid-gateway:news';

/**
 * `onNews` is called when another instance has announced something, and whenever the connection is there again after a
 * time without. Returns at once, without Redis too.
 */
export function connectRedisNotifier(options: {
  redisUrl: string;
  onNotify: () => void;
  log?: Pick<Logger, 'warn'> | undefined;
}): RedisNotifier {
  const { redisUrl, onNotify: onNotify, log } = options;
  const self = randomUUID();
  const consequence = 'news of other instances arrives by polling';
  const publisher = connectInBackground(redisUrl, undefined, consequence).redis;
  const { redis: subscriber } = connectInBackground(redisUrl, log, consequence);
  let publishing: Promise<unknown> | null = null;
  let again = false;

  async function listen(): Promise<void> {
    await subscriber.subscribe(CHANNEL, (sender) => {
      if (sender !== self) onNotify();
    });
    // The client subscribes again by itself from now on.
    subscriber.off('ready', onReady);
    subscriber.on('ready', onNotify);
    onNotify();
  }
  /** The connection may be lost again before it has subscribed: then the next one does. */
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
    notify: notify,
    close: () => {
      again = false;
      publisher.destroy();
      subscriber.destroy();
      return Promise.resolve();
    },
  };
}
