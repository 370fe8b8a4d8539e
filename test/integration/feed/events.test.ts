import fc from 'fast-check';
import { createFeed, type Feed } from '../../../src/feed/feed.js';
import { joinCluster } from '../../../src/feed/cluster.js';
import { asItemId, asOwnerId } from '../../../src/model/ids.js';
import type { RecordedEvent } from '../../../src/model/webhook-event.js';
import { createLogger } from '../../../src/observability/logger.js';
import { StoreUnavailableError } from '../../../src/store/errors.js';
import type { EventLog } from '../../../src/store/store.js';
import { openTestPersistence, type TestPersistence } from '../../support/event-log.js';

const ada = asOwnerId('ada');
const bob = asOwnerId('bob');
const HOUR_MS = 3_600_000;

let records: TestPersistence;
let feed: Feed;

function makeFeed(limits: { queueEvents: number; queueBytes?: number } = { queueEvents: 3 }): Feed {
  return createFeed({ store: records.store, vault: records.vault, limits });
}

beforeEach(async () => {
  records = await openTestPersistence();
  await records.storeItem('ada', 'item-1');
  await records.storeItem('ada', 'item-2');
  await records.storeItem('bob', 'item-b');
  feed = makeFeed();
});

afterEach(async () => {
  await feed.close();
  await records.close();
});

interface SubscriptionOptions {
  ownerId?: typeof ada;
  after?: string | null;
  itemIds?: string[];
  types?: string[];
  signal?: AbortSignal;
  from?: Feed;
}

async function follow({ ownerId = ada, after = null, itemIds, types, signal, from = feed }: SubscriptionOptions = {}) {
  const events = await from.events({
    ownerId,
    after,
    itemIds: itemIds?.map(asItemId) ?? null,
    types: types ?? null,
    signal: signal ?? new AbortController().signal,
  });
  return events[Symbol.asyncIterator]();
}

/** Appends an event and notifies the feed, as the receiver does. */
async function record(itemId: string, event?: Parameters<TestPersistence['append']>[1]): Promise<RecordedEvent> {
  const recorded = await records.append(itemId, event);
  feed.notify();
  return recorded;
}

async function take(iterator: AsyncIterator<RecordedEvent>, count: number): Promise<number[]> {
  const seqs: number[] = [];
  while (seqs.length < count) {
    const result = await iterator.next();
    if (result.done === true) break;
    seqs.push(result.value.seq);
  }
  return seqs;
}

const seqsOf = (events: RecordedEvent[]): number[] => events.map(({ seq }) => seq);

describe('a subscriber to webhook events', () => {
  it('gets the events after its cursor, oldest first, then live ones', async () => {
    const seen = await record('item-1');
    const recorded: RecordedEvent[] = [];
    for (let index = 0; index < 7; index += 1) recorded.push(await record('item-1'));
    const events = await follow({ after: feed.cursorOf(seen) });
    await expect(take(events, 7)).resolves.toEqual(seqsOf(recorded));
    const pulled = take(events, 1);
    const live = await record('item-2');
    await expect(pulled).resolves.toEqual([live.seq]);
  });

  it('without a cursor gets the events after it subscribed, even those before its first pull', async () => {
    await record('item-1');
    const events = await follow();
    const live = await record('item-1');
    await expect(take(events, 1)).resolves.toEqual([live.seq]);
  });

  it('gets each event exactly once when it disconnects at any point and resumes after its last cursor', async () => {
    const first = await record('item-1');
    const all = [first];
    for (let index = 0; index < 20; index += 1) all.push(await record(index % 2 === 0 ? 'item-1' : 'item-2'));
    const got: number[] = [first.seq];
    let cursor = feed.cursorOf(first);
    for (let pulls = 1; got.length < all.length; pulls = (pulls % 4) + 1) {
      const events = await follow({ after: cursor, from: makeFeed() });
      for (let pull = 0; pull < pulls && got.length < all.length; pull += 1) {
        const { value } = (await events.next()) as IteratorYieldResult<RecordedEvent>;
        got.push(value.seq);
        cursor = feed.cursorOf(value);
      }
      await events.return?.();
    }
    expect(got).toEqual(seqsOf(all));
  });

  it('sees no gap and no repeat between replay and live, however appends, notifications and pulls interleave', async () => {
    const steps = ['append', 'append other', 'append and publish', 'publish late', 'notify', 'pause', 'pull'];
    const property = fc.asyncProperty(
      fc.array(fc.constantFrom(...steps), { minLength: 1, maxLength: 30 }),
      fc.integer({ min: 1, max: 4 }),
      fc.boolean(),
      async (steps, queueEvents, filtered) => {
        const ownFeed = makeFeed({ queueEvents });
        const before = await records.append('item-1');
        const expected: number[] = [];
        const got: Promise<IteratorResult<RecordedEvent>>[] = [];
        const events = await follow({
          after: ownFeed.cursorOf(before),
          from: ownFeed,
          ...(filtered ? { itemIds: ['item-1'] } : {}),
        });
        const appends: Promise<void>[] = [];
        const unpublished: RecordedEvent[] = [];
        const append = async (itemId: string, publish: (event: RecordedEvent) => void) => {
          const event = await records.append(itemId);
          if (!filtered || itemId === 'item-1') expected.push(event.seq);
          publish(event);
        };
        const notify = (event: RecordedEvent): void => {
          unpublished.push(event);
          ownFeed.notify();
        };
        for (const step of steps) {
          if (step === 'append') appends.push(append('item-1', notify));
          if (step === 'append other') appends.push(append('item-2', notify));
          if (step === 'append and publish') {
            appends.push(
              append('item-1', (event) => {
                ownFeed.appended(event);
              }),
            );
          }
          if (step === 'publish late') for (const event of unpublished.splice(0)) ownFeed.appended(event);
          if (step === 'notify') ownFeed.notify();
          if (step === 'pull') got.push(events.next());
          if (step === 'pause') await new Promise(setImmediate);
        }
        await Promise.all(appends);
        while (got.length < expected.length) got.push(events.next());
        const taken = await Promise.all(got.slice(0, expected.length));
        expect(taken.map(({ value }) => (value as RecordedEvent).seq)).toEqual(expected.sort((a, b) => a - b));
        await ownFeed.close();
        await Promise.all(got);
      },
    );
    await fc.assert(property, { numRuns: 150 });
  });

  it('gets only the Items and types of its filter, and continues after the events it skipped', async () => {
    const events = await follow({ itemIds: ['item-2'], types: ['AUTH', 'ITEM/LOGIN_REPAIRED'] });
    const pulled = take(events, 2);
    for (let index = 0; index < 20; index += 1) await record('item-1', { type: 'AUTH' });
    await record('item-2', { code: 'ERROR' });
    const wanted = [
      await record('item-2', { type: 'AUTH', code: 'DEFAULT_UPDATE' }),
      await record('item-2', { code: 'LOGIN_REPAIRED' }),
    ];
    await expect(pulled).resolves.toEqual(seqsOf(wanted));
  });

  it('with an empty list of Items gets nothing', async () => {
    const controller = new AbortController();
    const events = await follow({ itemIds: [], signal: controller.signal });
    const pulled = take(events, 1);
    await record('item-1');
    controller.abort();
    await expect(pulled).resolves.toEqual([]);
  });

  it('T9: never gets an event of another owner', async () => {
    const adas = await follow();
    const bobs = await follow({ ownerId: bob });
    const foreign = await follow({ ownerId: bob, itemIds: ['item-1'] });
    const forAda = await record('item-1');
    const forBob = await record('item-b');
    feed.notify();
    await expect(take(adas, 1)).resolves.toEqual([forAda.seq]);
    await expect(take(bobs, 1)).resolves.toEqual([forBob.seq]);
    const more = foreign.next();
    await feed.close();
    await expect(more).resolves.toEqual({ done: true, value: undefined });
  });

  it('T9: does not share a page read with another owner at the same position in the same moment', async () => {
    const [adas, bobs] = [await follow(), await follow({ ownerId: bob })];
    const forAda = await records.append('item-1');
    const forBob = await records.append('item-b');
    const taken = Promise.all([take(adas, 1), take(bobs, 1)]);
    feed.notify();
    await expect(taken).resolves.toEqual([[forAda.seq], [forBob.seq]]);
  });

  it('cannot use the cursor of another owner', async () => {
    const cursor = feed.cursorOf(await record('item-1'));
    await expect(follow({ ownerId: bob, after: cursor })).rejects.toMatchObject({ code: 'BAD_USER_INPUT' });
  });

  it('gets CURSOR_EXPIRED when events after its cursor have been purged', async () => {
    const old = Date.now() - 10 * HOUR_MS;
    const first = await records.append('item-1', { at: old });
    const second = await records.append('item-1', { at: old });
    for (const event of [first, second]) await records.store.events.markEffectsDone(event, old);
    await records.store.events.purge(Date.now() - HOUR_MS);
    await expect(follow({ after: feed.cursorOf(first) })).rejects.toMatchObject({ code: 'CURSOR_EXPIRED' });
    const events = await follow({ after: feed.cursorOf(second) });
    const live = await record('item-1');
    await expect(take(events, 1)).resolves.toEqual([live.seq]);
  });

  it('that begins live after everything was purged gets live events', async () => {
    const old = Date.now() - 10 * HOUR_MS;
    await records.store.events.markEffectsDone(await records.append('item-1', { at: old }), old);
    await records.store.events.purge(Date.now() - HOUR_MS);
    const events = await follow();
    const live = await record('item-1');
    await expect(take(events, 1)).resolves.toEqual([live.seq]);
  });

  it('gets CURSOR_EXPIRED when retention purges events that it has not read yet', async () => {
    const old = Date.now() - 10 * HOUR_MS;
    const seen = await records.append('item-1', { at: old });
    const recorded = [seen];
    for (let index = 0; index < 7; index += 1) recorded.push(await records.append('item-1', { at: old }));
    const events = await follow({ after: feed.cursorOf(seen) });
    await take(events, 3);
    for (const event of recorded) await records.store.events.markEffectsDone(event, old);
    await records.store.events.purge(Date.now() - HOUR_MS);
    await expect(events.next()).rejects.toMatchObject({ code: 'CURSOR_EXPIRED' });
    await expect(events.next()).resolves.toEqual({ done: true, value: undefined });
  });

  it('gets CURSOR_EXPIRED when its cursor is after the end of the log', async () => {
    const event = await record('item-1');
    const cursor = feed.cursorOf({ ...event, seq: event.seq + 1_000 });
    await expect(follow({ after: cursor })).rejects.toMatchObject({ code: 'CURSOR_EXPIRED' });
  });

  it('stays within its byte limit, and still gets everything', async () => {
    const small = makeFeed({ queueEvents: 100, queueBytes: 5_000 });
    const before = await record('item-1');
    const recorded: RecordedEvent[] = [];
    for (const padding of [10_000, 10, 10, 4_000, 10_000, 10]) recorded.push(await record('item-1', { padding }));
    const events = await follow({ after: feed.cursorOf(before), from: small });
    await expect(take(events, 6)).resolves.toEqual(seqsOf(recorded));
    await small.close();
  });

  it.each<[string, (set: { controller: AbortController; events: AsyncIterator<RecordedEvent> }) => unknown]>([
    [
      'its signal aborts',
      ({ controller }) => {
        controller.abort();
      },
    ],
    ['its consumer returns', ({ events }) => events.return?.()],
    ['the feed closes', () => feed.close()],
  ])('ends when %s, even in the middle of a page', async (_, end) => {
    const before = await record('item-1');
    for (let index = 0; index < 3; index += 1) await record('item-1');
    const controller = new AbortController();
    const events = await follow({ after: feed.cursorOf(before), signal: controller.signal });
    await take(events, 1);
    await end({ controller, events });
    await expect(events.next()).resolves.toEqual({ done: true, value: undefined });
  });

  it('that subscribes after the feed has closed ends immediately', async () => {
    await feed.close();
    await expect((await follow()).next()).resolves.toEqual({ done: true, value: undefined });
  });

  it('gets the event like thousands of others', async () => {
    const subscribers = await Promise.all(Array.from({ length: 2_000 }, () => follow()));
    const pulled = subscribers.map((events) => take(events, 1));
    const live = await record('item-1');
    const got = await Promise.all(pulled);
    expect(got.every(([seq]) => seq === live.seq)).toBe(true);
  });
});

describe('while the log is being read', () => {
  interface Read {
    what: 'page' | 'tail';
    afterSeq: number | null;
  }

  /** A feed over the real log that runs `during` between each read and its result. */
  function feedWith(during: (read: Read) => unknown): Feed {
    const log = records.store.events;
    const events: EventLog = {
      ...records.store.events,
      async readAfter(ownerId, query) {
        const page = await log.readAfter(ownerId, query);
        await during({ what: 'page', afterSeq: query.afterSeq });
        return page;
      },
      async readAllAfter(query) {
        const page = await log.readAllAfter(query);
        await during({ what: 'tail', afterSeq: query.afterSeq });
        return page;
      },
    };
    return createFeed({ store: { events }, vault: records.vault, limits: { queueEvents: 3 } });
  }

  it.each([
    ['page', undefined],
    ['page', ['item-1']],
    ['tail', undefined],
    ['tail', ['item-1']],
  ])('an event appended during the read of a %s is not missed (filter: %j)', async (what, itemIds) => {
    const first = await records.append('item-1');
    const expected = what === 'page' ? [(await records.append('item-1')).seq] : [];
    let isDone = false;
    const ownFeed = feedWith(async (read) => {
      if (isDone || read.what !== what) return;
      isDone = true;
      expected.push((await records.append('item-1')).seq);
      ownFeed.notify();
    });
    const events = await follow({ from: ownFeed, after: ownFeed.cursorOf(first), ...(itemIds && { itemIds }) });
    const pulled = take(events, 2);
    if (what === 'tail') {
      await new Promise(setImmediate);
      expected.push((await records.append('item-1')).seq);
      ownFeed.notify();
    }
    await expect(pulled).resolves.toEqual(expected);
    await ownFeed.close();
  });

  it('a subscriber that arrives at that moment does not share the earlier read', async () => {
    const first = await records.append('item-1');
    const appended = [(await records.append('item-1')).seq];
    const lateSubscriber: Promise<number[]>[] = [];
    const ownFeed = feedWith(async () => {
      if (appended.length > 1) return;
      appended.push((await records.append('item-1')).seq);
      lateSubscriber.push(take(await follow({ from: ownFeed, after: ownFeed.cursorOf(first) }), 2));
      await new Promise(setImmediate);
    });
    const events = await follow({ from: ownFeed, after: ownFeed.cursorOf(first) });
    const pulled = events.next();
    while (lateSubscriber.length === 0) await new Promise(setImmediate);
    await expect(lateSubscriber[0]).resolves.toEqual(appended);
    await ownFeed.close();
    await pulled;
  });

  it('events are not read again, even if the filter skips all of them', async () => {
    const reads: Read[] = [];
    const ownFeed = feedWith((read) => reads.push(read));
    const events = await follow({ from: ownFeed, itemIds: ['item-2'] });
    const pulled = take(events, 1);
    await new Promise(setImmediate);
    const skipped: RecordedEvent[] = [];
    for (let index = 0; index < 5; index += 1) skipped.push(await records.append('item-1'));
    ownFeed.notify();
    while (reads.at(-1)?.afterSeq !== skipped.at(-1)?.seq) await new Promise(setImmediate);
    const readsSoFar = reads.length;
    const wanted = await records.append('item-2');
    ownFeed.notify();
    await expect(pulled).resolves.toEqual([wanted.seq]);
    expect(reads[readsSoFar]).toEqual({ what: 'tail', afterSeq: skipped.at(-1)?.seq });
    expect(reads.filter(({ what }) => what === 'page')).toEqual([]);
    await ownFeed.close();
  });

  it('an event of this instance that is the next one is delivered without a read; after an event of another instance it is read', async () => {
    const reads: Read[] = [];
    const ownFeed = feedWith((read) => reads.push(read));
    const events = await follow({ from: ownFeed });
    const pulled = take(events, 1);
    await new Promise(setImmediate);
    const next = await records.append('item-1');
    ownFeed.appended(next);
    await expect(pulled).resolves.toEqual([next.seq]);
    expect(reads).toEqual([]);
    const more = take(events, 2);
    const others = await records.append('item-1');
    const own = await records.append('item-1');
    ownFeed.appended(own);
    await expect(more).resolves.toEqual([others.seq, own.seq]);
    expect(reads[0]).toEqual({ what: 'tail', afterSeq: next.seq });
    await ownFeed.close();
  });

  it('a failure of the database only delays subscribers that have caught up', async () => {
    let failures = 0;
    const ownFeed = feedWith(({ what }) => {
      if (what === 'tail' && failures++ === 0) throw new StoreUnavailableError('The database cannot answer.');
    });
    const pulled = take(await follow({ from: ownFeed }), 1);
    await new Promise(setImmediate);
    const live = await records.append('item-1');
    ownFeed.notify();
    await expect(pulled).resolves.toEqual([live.seq]);
    expect(failures).toBeGreaterThan(1);
    await ownFeed.close();
  });
});

describe('a feed with a shared database', () => {
  const POLL_MS = 5;
  const log = createLogger({ level: 'silent', destination: { write: () => undefined } });

  it('delivers events of another instance, with cursors that are valid on both', async () => {
    const other = await records.anotherInstance();
    const otherFeed = createFeed({ ...other, limits: { queueEvents: 3 } });
    const { changes } = other.store;
    const cluster = await joinCluster(otherFeed, { changes, pollMs: POLL_MS, redisUrl: null, log });
    const first = await records.append('item-1');
    const second = await records.append('item-1');
    const events = await follow({ after: feed.cursorOf(first), from: otherFeed });
    await expect(take(events, 1)).resolves.toEqual([second.seq]);
    // The page was the last one: from here on only the change poller can notify the subscriber.
    const pulled = take(events, 2);
    const third = await records.append('item-1');
    const fourth = await records.append('item-1');
    await expect(pulled).resolves.toEqual([third.seq, fourth.seq]);
    expect(otherFeed.cursorOf(third)).toBe(feed.cursorOf(third));
    expect(otherFeed.seqOf(ada, feed.cursorOf(third))).toBe(third.seq);
    await cluster.stopPolling();
    await otherFeed.close();
    await cluster.close();
  });

  it('delivers an event of this instance that was never published, as when the connection breaks during the commit', async () => {
    const { changes } = records.store;
    const cluster = await joinCluster(feed, { changes, pollMs: POLL_MS, redisUrl: null, log });
    const pulled = take(await follow(), 1);
    await new Promise(setImmediate);
    const unpublished = await records.append('item-1');
    await expect(pulled).resolves.toEqual([unpublished.seq]);
    await cluster.stopPolling();
    await cluster.close();
  });
});
