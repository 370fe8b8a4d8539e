import type { OwnerId } from '../model/ids.js';
import type { Audience } from './audience.js';
import { createMailbox, type Mailbox } from './mailbox.js';

/**
 * One subscriber. It listens from this call on, so nothing told before the first pull is lost, and it is released by
 * whichever comes first: the signal, the consumer's return(), the end or failure of `produce`, the end of its mailbox.
 */
export function subscribe<Note, Value>(
  audience: Audience<Note>,
  subscriber: { ownerId: OwnerId; signal: AbortSignal; accepts?: (note: Note) => boolean },
  produce: (mailbox: Mailbox<Note>) => AsyncGenerator<Value, void>,
): AsyncIterableIterator<Value, undefined> {
  const mailbox = createMailbox(subscriber.accepts);
  const leave = audience.join(subscriber.ownerId, mailbox);
  const end = (): void => {
    leave();
    mailbox.end();
  };
  return releasedBy(subscriber.signal, { hasEnded: () => mailbox.hasEnded(), end }, produce(mailbox));
}

/**
 * The values until the signal aborts, the consumer returns, or they end or fail; `held.end` is called then. A generator
 * alone could not do that: its return() waits behind a pull that waits for news.
 */
export function releasedBy<Value>(
  signal: AbortSignal,
  held: { hasEnded: () => boolean; end: () => void },
  values: AsyncGenerator<Value, void>,
): AsyncIterableIterator<Value, undefined> {
  const release = (): void => {
    held.end();
    signal.removeEventListener('abort', release);
  };
  signal.addEventListener('abort', release, { once: true });
  if (signal.aborted) release();

  const iterator: AsyncIterableIterator<Value, undefined> = {
    async next() {
      try {
        const result = await values.next();
        if (result.done !== true) return result;
      } catch (error) {
        // What fails behind the end (a read of a store that is being closed) is nobody's concern any more.
        const failed = !held.hasEnded();
        release();
        if (failed) throw error;
      }
      release();
      return { done: true, value: undefined };
    },
    async return() {
      release();
      await values.return();
      return { done: true, value: undefined };
    },
    [Symbol.asyncIterator]: () => iterator,
  };
  return iterator;
}
