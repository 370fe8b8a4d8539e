/**
 * One writer of the benchmark log-growth: argv[2] says how it appends to the PostgreSQL database at argv[3], argv[4] for how
 * many milliseconds. Prints how many events it has appended.
 */
import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { asEventId, asItemId, asSealed } from '../../src/model/ids.js';
import { createStore, type NewEvent } from '../../src/store/store.js';

const [mode, url = '', durationMs = '0'] = process.argv.slice(2);
/** As many as the gateway accepts at the same moment. Each is the next one's predecessor, as with senders that wait. */
const CONCURRENT = 2_000;
/** The rows of one plain insert: as many as the gateway writes in one transaction. */
const PLAIN_ROWS = 500;
const ITEMS = 10_000;

function newEvent(): NewEvent {
  const id = asEventId(`we_${randomUUID()}`);
  return {
    id,
    replayKey: id,
    webhookType: 'TRANSACTIONS',
    webhookCode: 'SYNC_UPDATES_AVAILABLE',
    environment: 'sandbox',
    itemId: asItemId(`filled-item-${1 + Math.floor(Math.random() * ITEMS)}`),
    linkTokenFingerprint: null,
    sealedBody: asSealed('sealed-body'.repeat(30)),
    receivedAt: Date.now(),
  };
}

/** True until the time is up, from the first call on: opening the database does not count. */
function createClock(): () => boolean {
  let endsAt: number | null = null;
  return () => performance.now() < (endsAt ??= performance.now() + Number(durationMs));
}

async function asGateway(shouldContinue: () => boolean): Promise<number> {
  const store = await createStore({ databaseUrl: url, dataDir: '.', now: Date.now });
  let appended = 0;
  const sender = async (): Promise<void> => {
    while (shouldContinue()) {
      await store.events.append(newEvent());
      appended += 1;
    }
  };
  await Promise.all(Array.from({ length: CONCURRENT }, sender));
  await store.close();
  return appended;
}

/** Into the same table with the same indexes, but without order, owners, invalidation, changes or copies. */
async function plainly(shouldContinue: () => boolean): Promise<number> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const text = `insert into events (id, replay_key, owner_id, webhook_type, webhook_code, environment, item_id, sealed_body,
      received_at, effects_state, effects_attempts)
    select id, id, 'filled-owner-1', type, code, 'sandbox', item, body, at, 'PENDING', 0
    from json_to_recordset($1::json) as given (id text, type text, code text, item text, body text, at bigint)`;
  let appended = 0;
  while (shouldContinue()) {
    const events = Array.from({ length: PLAIN_ROWS }, newEvent);
    const rows = events.map((event) => ({
      id: event.id,
      type: event.webhookType,
      code: event.webhookCode,
      item: event.itemId,
      body: event.sealedBody,
      at: event.receivedAt,
    }));
    await client.query({ name: 'insert', text, values: [JSON.stringify(rows)] });
    appended += rows.length;
  }
  await client.end();
  return appended;
}

const appended = await (mode === 'gateway' ? asGateway(createClock()) : plainly(createClock()));
process.stdout.write(String(appended));
