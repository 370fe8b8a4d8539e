import { createFeed, type Feed } from '../../../src/feed/feed.js';
import { asItemId, asLinkSessionId, asOwnerId } from '../../../src/model/ids.js';
import { openTestPersistence, type TestPersistence } from '../../support/event-log.js';

const ada = asOwnerId('ada');
const bob = asOwnerId('bob');
const [item1, item2] = [asItemId('item-1'), asItemId('item-2')];
const [session1, session2] = [asLinkSessionId('ls_1'), asLinkSessionId('ls_2')];

let records: TestPersistence;
let feed: Feed;
let controller: AbortController;

beforeEach(async () => {
  records = await openTestPersistence();
  feed = createFeed({ store: records.store, vault: records.vault, limits: { queueEvents: 3 } });
  controller = new AbortController();
});

afterEach(async () => {
  await feed.close();
  await records.close();
});

const watchItems = (ownerId = ada, itemId: typeof item1 | null = null) =>
  feed.itemChanges({ ownerId, itemId, signal: controller.signal })[Symbol.asyncIterator]();

/** The notifications that are waiting now. Ends the subscription. */
async function drain<T>(iterator: AsyncIterator<T>, count: number): Promise<T[]> {
  const taken: T[] = [];
  while (taken.length < count) taken.push((await iterator.next()).value as T);
  const next = iterator.next();
  controller.abort();
  await expect(next).resolves.toEqual({ done: true, value: undefined });
  return taken;
}

describe('changes of Items', () => {
  it('are delivered once if they are not read in between, in the order in which they first happened', async () => {
    const changes = watchItems();
    for (const itemId of [item1, item2, item1, item1, item2]) feed.itemChanged(ada, itemId);
    await expect(drain(changes, 2)).resolves.toEqual([item1, item2]);
  });

  it('that happen while the subscriber is busy are delivered again', async () => {
    const changes = watchItems();
    feed.itemChanged(ada, item1);
    await expect(changes.next()).resolves.toMatchObject({ value: item1 });
    feed.itemChanged(ada, item1);
    await expect(changes.next()).resolves.toMatchObject({ value: item1 });
  });

  it('are delivered for one Item only, if the subscription names one', async () => {
    const changes = watchItems(ada, item2);
    feed.itemChanged(ada, item1);
    feed.itemChanged(ada, item2);
    await expect(drain(changes, 1)).resolves.toEqual([item2]);
  });

  it('never reach another owner, even under the same id', async () => {
    const changes = watchItems(bob, item1);
    feed.itemChanged(ada, item1);
    await expect(drain(changes, 0)).resolves.toEqual([]);
  });
});

describe('changes of a Link session', () => {
  const watch = (ownerId = ada) =>
    feed.linkSessionChanges({ ownerId, linkSessionId: session1, signal: controller.signal })[Symbol.asyncIterator]();

  it('are delivered once if they are not read in between, and only for this session', async () => {
    const changes = watch();
    for (const id of [session2, session1, session1]) feed.linkSessionChanged(ada, id);
    await expect(drain(changes, 1)).resolves.toEqual([session1]);
  });

  it('never reach another owner', async () => {
    const changes = watch(bob);
    feed.linkSessionChanged(ada, session1);
    await expect(drain(changes, 0)).resolves.toEqual([]);
  });
});
