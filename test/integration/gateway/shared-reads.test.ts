import { jest } from '@jest/globals';
import type { QueryResult } from 'kysely';
import { SqliteConnection } from '../../../src/store/sqlite.js';
import { startGateway, type TestGateway } from '../../support/gateway.js';
import { signIn } from '../../support/access-tokens.js';
import { connect, type WsClient } from '../../support/ws-client.js';

const OWNERS = ['ada', 'bea', 'cy', 'dan'];
/** Different selections and filters; all of them match TEST events. */
const SUBSCRIPTIONS = [
  { query: 'subscription { webhookEvents { id webhookCode } }' },
  { query: 'subscription { webhookEvents(types: ["TEST"]) { webhookCode item { id } } }' },
  { query: 'subscription { webhookEvents(types: ["TEST", "OTHER/ONE"]) { webhookCode cursor } }' },
  { query: 'subscription { webhookEvents { webhookCode ... on GenericWebhookEvent { payload } item { linkedAt } } }' },
];

let gateway: TestGateway;
const clients: WsClient[] = [];
const statements: string[] = [];

beforeEach(async () => {
  gateway = await startGateway({ LIMIT_SOCKETS_PER_VIEWER: '100' });
  // All statements of the embedded database go through here.
  const execute = Reflect.get(SqliteConnection.prototype, 'execute') as (...args: unknown[]) => QueryResult<never>;
  jest.spyOn(SqliteConnection.prototype, 'execute').mockImplementation(function (this: SqliteConnection, sql, values) {
    statements.push(sql);
    return execute.call(this, sql, values);
  });
});

afterEach(async () => {
  for (const client of clients.splice(0)) client.socket.terminate();
  await gateway.close();
  jest.restoreAllMocks();
});

async function createItem(owner: string): Promise<string> {
  const client = await gateway.as(owner);
  const { sandboxCreateItem } = await client.must<{ sandboxCreateItem: { item: { id: string } } }, unknown>(
    'mutation { sandboxCreateItem(input: {}) { item { id } } }',
  );
  return sandboxCreateItem.item.id;
}

async function subscribe(owner: string, count: number): Promise<WsClient[]> {
  const authorization = `Bearer ${await signIn(owner)}`;
  const opened = await Promise.all(
    Array.from({ length: count }, async (_, index) => {
      const client = await connect(`${gateway.url.replace('http', 'ws')}/graphql`, { authorization });
      client.send({ type: 'subscribe', id: '1', payload: SUBSCRIPTIONS[index % SUBSCRIPTIONS.length] });
      return client;
    }),
  );
  clients.push(...opened);
  return opened;
}

async function fire(itemId: string, code: string): Promise<void> {
  const body = { webhook_type: 'TEST', webhook_code: code, item_id: itemId, environment: 'sandbox' };
  await gateway.emulator.control('POST', '/emulator/webhooks/send', { itemId, body });
  await gateway.emulator.control('POST', '/emulator/clock', { advanceMs: 0 });
}

const codeOf = async (client: WsClient): Promise<unknown> => {
  const { payload } = (await client.next()) as { payload?: { data?: { webhookEvents: { webhookCode: string } } } };
  return payload?.data?.webhookEvents.webhookCode;
};

/** Waits until every subscription has received an event, which proves that it is open. */
async function settle(itemId: string, subscribers: readonly WsClient[]): Promise<void> {
  const each = subscribers.map(async (client) => {
    while ((await codeOf(client)) !== 'LAST');
  });
  const begun = new Set<WsClient>();
  for (const client of subscribers) client.socket.once('message', () => begun.add(client));
  while (begun.size < subscribers.length) await fire(itemId, 'PRIMER');
  await fire(itemId, 'LAST');
  await Promise.all(each);
}

/** The reads of the event log, and of Items by owner, that one event of the Item causes. */
async function readsOfOneEvent(itemId: string, subscribers: readonly WsClient[], code: string) {
  statements.length = 0;
  const codes = Promise.all(subscribers.map(codeOf));
  await fire(itemId, code);
  expect(new Set(await codes)).toEqual(new Set([code]));
  // Without those by which each commit holds the reading connection.
  const selects = statements.filter((sql) => sql.startsWith('select') && !sql.includes('sqlite_schema'));
  return {
    // Without the read by which an append finds copies.
    ofLog: selects.filter((sql) => sql.includes('from "events"') && !/effects_state|"replay_key" in/.test(sql)).length,
    ofItems: selects.filter((sql) => /from "items".*"owner_id" = \?.*"id" in/.test(sql)).length,
    all: selects.length,
  };
}

describe('one event', () => {
  it('is not read from the log if it was recorded here, and its Item is read once, for 200 subscribers of four owners with four filters', async () => {
    const items = await Promise.all(OWNERS.map(createItem));
    const counts: unknown[] = [];
    const [adas = ''] = items;
    for (const each of [4, 50]) {
      const crowds = await Promise.all(OWNERS.map((owner) => subscribe(owner, each)));
      for (const [index, crowd] of crowds.entries()) await settle(items[index] ?? '', crowd);
      counts.push(await readsOfOneEvent(adas, crowds[0] ?? [], `EVENT_${each}`));
      for (const client of clients.splice(0)) client.socket.terminate();
    }
    const [few, many] = counts as { ofLog: number; ofItems: number; all: number }[];
    expect(many).toMatchObject({ ofLog: 0, ofItems: 1 });
    expect(many).toEqual(few);
  }, 60_000);
});
