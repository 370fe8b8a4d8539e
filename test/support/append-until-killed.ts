import { createStore } from '../../src/store/create-store.js';
import { newEvent, storeItem } from './store.js';

/** Appends webhooks to the embedded store in the folder argv[2] and prints each sequence number once it is durable. */
const store = await createStore({ databaseUrl: null, dataDir: process.argv[2] ?? '', now: Date.now });
const item = await storeItem(store);
for (;;) {
  const appended = await store.events.append(newEvent({ itemId: item.id }));
  if (appended.outcome === 'recorded') process.stdout.write(`${appended.event.seq}\n`);
}
