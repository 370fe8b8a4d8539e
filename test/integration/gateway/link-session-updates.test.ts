import { startGateway, type TestGateway } from '../../support/gateway.js';
import type { GraphqlClient } from '../../support/graphql-client.js';
import { createItem } from '../../support/fixtures.js';
import { rowsOf } from '../../support/rows.js';
import { signIn } from '../../support/access-tokens.js';
import { openStream } from '../../support/stream-client.js';

interface Seen {
  status: string;
  items: number;
}
interface Updated {
  linkSessionUpdated: { status: string; items: { id: string }[] };
}

const WATCH = `subscription ($id: ID!) { ...State }
  fragment State on Subscription { linkSessionUpdated(id: $id) { status items { id } } }`;

let gateway: TestGateway;
let client: GraphqlClient;

beforeEach(async () => {
  gateway = await startGateway();
  client = await gateway.as('ada');
});

afterEach(async () => {
  await gateway.close();
});

const seenIn = ({ linkSessionUpdated: { status, items } }: Updated): Seen => ({ status, items: items.length });

async function* overWebSocket(id: string): AsyncGenerator<Seen> {
  for await (const { data } of client.subscribe<Updated, { id: string }>(WATCH, { id })) {
    if (data == null) throw new Error('the subscription failed');
    yield seenIn(data);
  }
}

async function* overSse(id: string): AsyncGenerator<Seen> {
  const headers = { authorization: `Bearer ${await signIn('ada')}` };
  const stream = await openStream(gateway.url, 'SSE', { query: WATCH, variables: { id } }, headers);
  for (let message = await stream.next(); message !== null; message = await stream.next()) {
    yield seenIn((message.payload as { data: Updated }).data);
  }
}

const exchange = (publicToken: unknown, linkSessionId: string) =>
  client.must('mutation ($i: ExchangePublicTokenInput!) { exchangePublicToken(input: $i) { item { id } } }', {
    i: { publicToken, linkSessionId },
  });

/** Resolves when no webhook is being delivered and all effects have run. */
async function settled(): Promise<void> {
  const isPending = (row: unknown) => (row as { effects_state: string }).effects_state === 'PENDING';
  do await gateway.emulator.control('POST', '/emulator/clock', { advanceMs: 0 });
  while (rowsOf(gateway.dataDir).events?.some(isPending) === true);
}

it.each([
  ['a WebSocket', overWebSocket],
  ['SSE', overSse],
])('a state of a Link session is sent once over %s, however often it is reported', async (_name, watch) => {
  const { createLinkSession } = await client.must<
    { createLinkSession: { linkSession: { id: string; linkToken: string } } },
    object
  >('mutation { createLinkSession(input: { products: ["auth"], hostedLink: {} }) { linkSession { id linkToken } } }');
  const { id, linkToken } = createLinkSession.linkSession;
  const states = watch(id);
  const seen = [(await states.next()).value as Seen];

  await gateway.emulator.control('POST', '/emulator/webhooks', { duplicate: true });
  await gateway.emulator.control('POST', `/emulator/link/${linkToken}`, { outcome: 'success' });
  await settled();
  const complete = 'mutation ($i: CompleteLinkSessionInput!) { completeLinkSession(input: $i) { items { id } } }';
  const done = await client.must<{ completeLinkSession: { items: { id: string }[] } }, object>(complete, {
    i: { linkSessionId: id },
  });
  const itemId = done.completeLinkSession.items[0]?.id;
  const body = { webhook_type: 'LINK', webhook_code: 'SESSION_FINISHED', link_token: linkToken, status: 'SUCCESS' };
  await gateway.emulator.control('POST', '/emulator/webhooks/send', { itemId, body });
  await settled();
  // One more change, to prove that nothing else is sent before it.
  const { body: more } = await gateway.emulator.plaid('/sandbox/public_token/create', {
    institution_id: 'ins_109508',
    initial_products: ['auth'],
  });
  await exchange(more.public_token, id);

  for await (const state of states) {
    seen.push(state);
    if (state.items === 2) break;
  }
  const repeated = seen.filter((state, index) => JSON.stringify(state) === JSON.stringify(seen[index - 1]));
  expect(repeated).toEqual([]);
  expect(seen[0]).toEqual({ status: 'CREATED', items: 0 });
  expect(seen.slice(-2)).toEqual([
    { status: 'SUCCEEDED', items: 1 },
    { status: 'SUCCEEDED', items: 2 },
  ]);
});

it('every change of a Link session is sent once, even if the selected fields do not show it', async () => {
  const { createLinkSession } = await client.must<
    { createLinkSession: { linkSession: { id: string; linkToken: string } } },
    object
  >('mutation { createLinkSession(input: { products: ["auth"] }) { linkSession { id linkToken } } }');
  const { id, linkToken } = createLinkSession.linkSession;
  const itemId = await createItem(client);
  const query = 'subscription ($id: ID!) { linkSessionUpdated(id: $id) { items { id } } }';
  const states = client.subscribe<{ linkSessionUpdated: { items: unknown[] } }, { id: string }>(query, { id });
  const nextItemCount = async (): Promise<number | undefined> => {
    const { data } = (await states.next()).value as { data?: { linkSessionUpdated: { items: unknown[] } } };
    return data?.linkSessionUpdated.items.length;
  };
  const counts = [await nextItemCount()];
  const sendWebhook = async (body: object): Promise<void> => {
    const sent = { webhook_type: 'LINK', link_token: linkToken, ...body };
    await gateway.emulator.control('POST', '/emulator/webhooks/send', { itemId, body: sent });
    await settled();
  };

  await sendWebhook({ webhook_code: 'EVENTS', events: [] });
  counts.push(await nextItemCount());
  await sendWebhook({ webhook_code: 'EVENTS', events: [], again: true });
  await sendWebhook({ webhook_code: 'SESSION_FINISHED', status: 'SUCCESS' });
  counts.push(await nextItemCount());
  await sendWebhook({ webhook_code: 'SESSION_FINISHED', status: 'SUCCESS', again: true });
  const { body } = await gateway.emulator.plaid('/sandbox/public_token/create', {
    institution_id: 'ins_109508',
    initial_products: ['auth'],
  });
  await exchange(body.public_token, id);
  counts.push(await nextItemCount());
  // Created, started, succeeded, and with its Item; nothing twice.
  expect(counts).toEqual([0, 0, 0, 1]);
});
