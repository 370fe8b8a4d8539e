import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { asItemId } from '../../src/model/ids.js';
import { createStore } from '../../src/store/store.js';

/**
 * Acquires the lease "work" for half a second on the database argv[2], prints "held" and waits for input. Then it writes
 * to the Item argv[3] under the lease, which may have expired, and prints the outcome.
 */
const [, , databaseUrl = '', itemId = ''] = process.argv;
const store = await createStore({ databaseUrl, dataDir: tmpdir(), now: Date.now });
const item = await store.unscoped.item(asItemId(itemId));
const fence = await store.leases.take('work', 500);
process.stdout.write('held\n');
await once(process.stdin, 'data');
if (item !== null && fence !== null) {
  const ended = await store.items.bumpGeneration(item, { under: fence }).then(
    () => 'written',
    (error: unknown) => (error instanceof Error ? error.name : 'failed'),
  );
  process.stdout.write(`${ended}\n`);
}
process.stdin.destroy();
await store.close();
