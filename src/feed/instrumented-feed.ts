import type { RecordedEvent } from '../model/webhook-event.js';
import type { Metrics } from '../observability/metrics.js';
import type { Feed } from './feed.js';

/** The same feed, with its subscribers counted and the time from receipt to delivery measured. */
export function instrumentedFeed(feed: Feed, metrics: Metrics, now: () => number): Feed {
  const open = { events: 0, items: 0, link_sessions: 0 };
  for (const name of Object.keys(open) as (keyof typeof open)[]) {
    metrics.watch('plaid_gateway_subscribers', { feed: name }, () => open[name]);
  }

  function counted<T>(
    name: keyof typeof open,
    source: AsyncIterable<T>,
    signal: AbortSignal,
    took?: (value: T) => void,
  ) {
    const values = source[Symbol.asyncIterator]();
    let isOpen = true;
    const leave = (): void => {
      if (isOpen) open[name] -= 1;
      isOpen = false;
      signal.removeEventListener('abort', leave);
    };
    open[name] += 1;
    signal.addEventListener('abort', leave, { once: true });
    if (signal.aborted) leave();
    const iterator: AsyncIterableIterator<T, undefined> = {
      async next() {
        try {
          const result = await values.next();
          if (result.done !== true) {
            took?.(result.value);
            return result;
          }
        } catch (error) {
          leave();
          throw error;
        }
        leave();
        return { done: true, value: undefined };
      },
      async return() {
        leave();
        await values.return?.();
        return { done: true, value: undefined };
      },
      [Symbol.asyncIterator]: () => iterator,
    };
    return iterator;
  }

  return {
    ...feed,
    async events(subscription) {
      const events = await feed.events(subscription);
      const begunAt = now();
      return counted('events', events, subscription.signal, (event: RecordedEvent) => {
        // What is older was waiting for its reader, not the other way round.
        if (event.receivedAt < begunAt) return;
        metrics.observe('plaid_gateway_feed_lag_seconds', {}, Math.max(now() - event.receivedAt, 0) / 1_000);
      });
    },
    itemChanges: (subscription) => counted('items', feed.itemChanges(subscription), subscription.signal),
    linkSessionChanges: (subscription) =>
      counted('link_sessions', feed.linkSessionChanges(subscription), subscription.signal),
  };
}
