import { startGateway, type TestGateway } from '../../support/gateway.js';
import { EVENT_FIELDS } from '../../support/event-fields.js';
import type { GraphqlClient } from '../../support/graphql-client.js';
import { createItem } from '../../support/fixtures.js';

const EVENTS = `query ($first: Int, $after: String, $itemId: ID, $types: [String!]) {
  webhookEvents(first: $first, after: $after, itemId: $itemId, types: $types) {
    edges { cursor node { id } } nodes { ${EVENT_FIELDS} item { id } }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
  }
}`;
const OF_ITEM = `query ($id: ID!, $types: [String!]) { item(id: $id) { webhookEvents(types: $types) { nodes { webhookCode itemId } } } }`;
const SESSION =
  'mutation { createLinkSession(input: { products: ["auth"], hostedLink: {} }) { linkSession { id linkToken } } }';

interface Event extends Record<string, unknown> {
  __typename: string;
  cursor: string;
  webhookCode: string;
}
interface Page {
  webhookEvents: {
    edges: { cursor: string }[];
    nodes: Event[];
    pageInfo: { hasNextPage: boolean; hasPreviousPage: boolean; startCursor: string | null; endCursor: string | null };
  };
}

let gateway: TestGateway;
let ada: GraphqlClient;
let itemId: string;
/** Receives each event recorded for Ada. */
let recorded: AsyncIterableIterator<unknown>;

beforeEach(async () => {
  gateway = await startGateway();
  ada = await gateway.as('ada');
  itemId = await createItem(ada);
  recorded = ada.subscribe('subscription { webhookEvents { id } }');
  // The server handles messages of a socket in order.
  const marker = ada.subscribe('subscription { itemUpdated { id } }');
  await marker.next();
  await marker.return?.();
});

afterEach(async () => {
  await gateway.close();
});

/** Has the emulator sign and send these bodies in order. All are recorded when this resolves. */
async function send(...bodies: Record<string, unknown>[]): Promise<void> {
  for (const body of bodies) {
    const { body: sent } = await gateway.emulator.control('POST', '/emulator/webhooks/send', { itemId, body });
    expect(sent).toEqual({ ok: true });
    expect(await recorded.next()).toMatchObject({ done: false });
  }
}

const about = (type: string, more: Record<string, unknown> = {}): Record<string, unknown> => {
  const [webhook_type, webhook_code] = type.split('/');
  return { webhook_type, webhook_code, item_id: itemId, environment: 'sandbox', ...more };
};

async function page(client: GraphqlClient, variables: object = {}): Promise<Page['webhookEvents']> {
  return (await client.must<Page, object>(EVENTS, variables)).webhookEvents;
}

/** The only event, as a client sees it. */
async function only(body: Record<string, unknown>): Promise<Event> {
  await send(body);
  const { nodes } = await page(ada);
  const [event, ...others] = nodes;
  if (event === undefined || others.length > 0) throw new Error('there is not exactly one event');
  return event;
}

const ERROR = {
  error_type: 'ITEM_ERROR',
  error_code: 'ITEM_LOGIN_REQUIRED',
  error_message: 'x',
  display_message: null,
  error_code_reason: 'OAUTH_INVALID_TOKEN',
  status: 400,
};

describe('each webhook with a type of its own', () => {
  it.each<[string, string, Record<string, unknown>, Record<string, unknown>]>([
    [
      'ITEM/ERROR',
      'ItemErrorEvent',
      { error: ERROR },
      { error: { errorCode: 'ITEM_LOGIN_REQUIRED', errorCodeReason: 'OAUTH_INVALID_TOKEN', displayMessage: null } },
    ],
    ['ITEM/LOGIN_REPAIRED', 'ItemLoginRepairedEvent', {}, {}],
    ['ITEM/NEW_ACCOUNTS_AVAILABLE', 'ItemNewAccountsAvailableEvent', { error: null }, { error: null }],
    [
      'ITEM/PENDING_DISCONNECT',
      'ItemPendingDisconnectEvent',
      { reason: 'INSTITUTION_MIGRATION', disconnect_time: '2030-01-02T03:04:05Z' },
      { reason: 'INSTITUTION_MIGRATION', disconnectTime: '2030-01-02T03:04:05.000Z' },
    ],
    [
      'ITEM/PENDING_EXPIRATION',
      'ItemPendingExpirationEvent',
      { consent_expiration_time: '2030-01-02T03:04:05Z' },
      { consentExpirationTime: '2030-01-02T03:04:05.000Z' },
    ],
    [
      'ITEM/USER_PERMISSION_REVOKED',
      'ItemUserPermissionRevokedEvent',
      { error: { ...ERROR, error_code: 'USER_PERMISSION_REVOKED' } },
      { error: { errorCode: 'USER_PERMISSION_REVOKED' } },
    ],
    [
      'ITEM/USER_ACCOUNT_REVOKED',
      'ItemUserAccountRevokedEvent',
      { account_id: 'a1' },
      { accountId: 'a1', error: null },
    ],
    [
      'ITEM/USER_ACCOUNT_REVOKED',
      'ItemUserAccountRevokedEvent',
      { webhook_type: '`ITEM`', account_id: 'a1', error: { ...ERROR, error_code: 'ACCESS_NOT_GRANTED' } },
      { webhookType: 'ITEM', accountId: 'a1', error: { errorCode: 'ACCESS_NOT_GRANTED' } },
    ],
    [
      'ITEM/WEBHOOK_UPDATE_ACKNOWLEDGED',
      'ItemWebhookUpdateAcknowledgedEvent',
      { new_webhook_url: 'https://hooks.example/a', error: null },
      { newWebhookUrl: 'https://hooks.example/a', error: null },
    ],
    [
      'AUTH/DEFAULT_UPDATE',
      'AuthDefaultUpdateEvent',
      {
        error: null,
        account_ids_with_new_auth: ['a1'],
        account_ids_with_updated_auth: { a2: ['ACCOUNT_NUMBER', 'A_NEW_KIND'] },
      },
      {
        accountIdsWithNewAuth: ['a1'],
        accountsWithUpdatedAuth: [{ accountId: 'a2', changes: ['ACCOUNT_NUMBER', 'A_NEW_KIND'] }],
      },
    ],
    [
      'AUTH/AUTOMATICALLY_VERIFIED',
      'AuthAutomaticallyVerifiedEvent',
      { account_id: 'a1', error: null },
      { accountId: 'a1' },
    ],
    ['AUTH/VERIFICATION_EXPIRED', 'AuthVerificationExpiredEvent', { account_id: 'a1' }, { accountId: 'a1' }],
    [
      'AUTH/SMS_MICRODEPOSITS_VERIFICATION',
      'AuthSmsMicrodepositsVerificationEvent',
      { account_id: 'a1', status: 'MANUALLY_VERIFIED', environment: undefined },
      { accountId: 'a1', status: 'MANUALLY_VERIFIED' },
    ],
    ['BANK_TRANSFERS/BANK_TRANSFERS_EVENTS_UPDATE', 'BankTransfersEventsUpdateEvent', {}, {}],
    ['AUTH/TOMORROWS_CODE', 'GenericWebhookEvent', { a: 1 }, {}],
  ])('%s is a %s with the values of its body', async (type, typeName, body, expected) => {
    const event = await only(about(type, body));
    const [webhookType, webhookCode] = type.split('/');
    expect(event).toMatchObject({ __typename: typeName, webhookType, webhookCode, itemId, item: { id: itemId } });
    expect(event).toMatchObject(expected);
  });

  it('has null and empty lists where the body has no valid value', async () => {
    const types = ['ITEM/ERROR', 'ITEM/PENDING_DISCONNECT', 'ITEM/PENDING_EXPIRATION', 'AUTH/DEFAULT_UPDATE'];
    await send(...types.map((type) => about(type)));
    const odd = { error: 'x', reason: 7, disconnect_time: 'soon', consent_expiration_time: {}, new: [[]] };
    const oddLists = { account_ids_with_new_auth: 'a1', account_ids_with_updated_auth: ['a2'] };
    await send(...types.map((type) => about(type, { ...odd, ...oddLists })));
    const { nodes } = await page(ada);
    expect(nodes).toHaveLength(8);
    expect(nodes).toMatchObject([
      { error: null },
      { reason: null, disconnectTime: null },
      { consentExpirationTime: null },
      { accountIdsWithNewAuth: [], accountsWithUpdatedAuth: [] },
      { error: null },
      { reason: null, disconnectTime: null },
      { consentExpirationTime: null },
      { accountIdsWithNewAuth: [], accountsWithUpdatedAuth: [{ accountId: 'a2', changes: [] }] },
    ]);
  });

  it('about a Link session has the session, in the old and the new format, and never a public token', async () => {
    const made = await ada.must<{ createLinkSession: { linkSession: { id: string; linkToken: string } } }, unknown>(
      SESSION,
    );
    const { id, linkToken } = made.createLinkSession.linkSession;
    const link = { item_id: undefined, link_token: linkToken, link_session_id: 'plaids-id' };
    const steps = [
      { event_id: 'e1', event_name: 'OPEN', timestamp: '2030-01-02T03:04:05Z', event_metadata: { view_name: 'X' } },
      { event_name: 'A step without an id' },
    ];
    const token = 'public-sandbox-00000000-made-up';
    await send(
      about('LINK/EVENTS', { ...link, events: steps, environment: undefined }),
      about('LINK/ITEM_ADD_RESULT', { ...link, public_token: token }),
      about('LINK/SESSION_FINISHED', { ...link, status: 'SUCCESS', public_tokens: [token] }),
      about('LINK/SESSION_FINISHED', { ...link, status: 'exited', public_token: token }),
    );
    const { nodes } = await page(ada, { types: ['LINK'] });
    const ofSession = { linkSessionId: 'plaids-id', linkSession: { id }, itemId: null };
    expect(nodes).toMatchObject([
      { __typename: 'LinkEventsEvent', ...ofSession, events: [{ eventId: 'e1', eventMetadata: { view_name: 'X' } }] },
      { __typename: 'LinkItemAddResultEvent', ...ofSession },
      { __typename: 'LinkSessionFinishedEvent', ...ofSession, status: 'SUCCESS' },
      { __typename: 'LinkSessionFinishedEvent', ...ofSession, status: 'exited' },
    ]);
    expect(JSON.stringify(nodes)).not.toContain(token);
  });
});

describe('the list of webhook events', () => {
  const CODES = ['LOGIN_REPAIRED', 'NEW_ACCOUNTS_AVAILABLE', 'ERROR'];
  const codesOf = ({ nodes }: Page['webhookEvents']) => nodes.map((event) => event.webhookCode);

  it('is read page by page, oldest first, without a Plaid call', async () => {
    await send(...CODES.map((code) => about(`ITEM/${code}`)));
    expect((await ada.run(EVENTS, { first: 2 })).upstreamCalls).toBe(0);
    const head = await page(ada, { first: 2 });
    expect(codesOf(head)).toEqual(CODES.slice(0, 2));
    expect(head.pageInfo).toEqual({
      hasNextPage: true,
      hasPreviousPage: false,
      startCursor: head.nodes[0]?.cursor,
      endCursor: head.nodes[1]?.cursor,
    });
    expect(head.edges.map((edge) => edge.cursor)).toEqual(head.nodes.map((event) => event.cursor));
    const rest = await page(ada, { first: 2, after: head.pageInfo.endCursor });
    expect(codesOf(rest)).toEqual(CODES.slice(2));
    expect(rest.pageInfo).toMatchObject({ hasNextPage: false, hasPreviousPage: true });
    expect(await page(ada, { after: rest.pageInfo.endCursor })).toMatchObject({
      nodes: [],
      pageInfo: { hasNextPage: false, startCursor: null, endCursor: null },
    });
  });

  it('shares its cursors with the subscription', async () => {
    await send(...CODES.map((code) => about(`ITEM/${code}`)));
    const { nodes } = await page(ada);
    const follow = ada.subscribe<{ webhookEvents: Event }, object & Record<string, unknown>>(
      'subscription ($after: String) { webhookEvents(after: $after) { cursor webhookCode } }',
      { after: nodes[0]?.cursor },
    );
    const { value } = (await follow.next()) as { value: { data: { webhookEvents: Event } } };
    await follow.return?.();
    expect(value.data.webhookEvents).toEqual({ cursor: nodes[1]?.cursor, webhookCode: CODES[1] });
    expect(codesOf(await page(ada, { after: value.data.webhookEvents.cursor }))).toEqual(CODES.slice(2));
  });

  it('filters by type and Item, on Query and on Item', async () => {
    const other = await createItem(ada);
    await send(...CODES.map((code) => about(`ITEM/${code}`)));
    await send(about('AUTH/VERIFICATION_EXPIRED'), about('ITEM/ERROR', { item_id: other }));
    const types = ['ITEM/ERROR', 'AUTH'];
    expect(codesOf(await page(ada, { types }))).toEqual(['ERROR', 'VERIFICATION_EXPIRED', 'ERROR']);
    expect(codesOf(await page(ada, { types, itemId }))).toEqual(['ERROR', 'VERIFICATION_EXPIRED']);
    expect(await ada.must(OF_ITEM, { id: other })).toEqual({
      item: { webhookEvents: { nodes: [{ webhookCode: 'ERROR', itemId: other }] } },
    });
    expect(await ada.must(OF_ITEM, { id: itemId, types })).toMatchObject({
      item: { webhookEvents: { nodes: [{ webhookCode: 'ERROR' }, { webhookCode: 'VERIFICATION_EXPIRED' }] } },
    });
  });

  it("contains nothing of another user, even by their Item's id, and rejects their cursor", async () => {
    await send(about('ITEM/ERROR'));
    const { nodes } = await page(ada);
    const bob = await gateway.as('bob');
    expect((await page(bob)).nodes).toEqual([]);
    expect((await page(bob, { itemId })).nodes).toEqual([]);
    const { errors } = await bob.run(EVENTS, { after: nodes[0]?.cursor });
    expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT', fields: [{ path: 'after' }] } }]);
  });

  it.each([
    ['first', { first: 0 }],
    ['first', { first: 101 }],
    ['after', { after: 'garbage' }],
    ['types', { types: ['item/error'] }],
    ['types', { types: [''] }],
  ])('rejects an invalid %s: %j', async (path, variables) => {
    const { errors } = await ada.run(EVENTS, variables);
    expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT', fields: [{ path }] } }]);
  });
});
