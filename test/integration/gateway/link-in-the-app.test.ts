import { startGateway, type TestGateway } from '../../support/gateway.js';
import type { GraphqlClient } from '../../support/graphql-client.js';

/** A session as the app that created it sees it. */
interface SessionState {
  status: string;
  items: { id: string; status: string }[];
}

const STATE = '{ id status items { id status } }';
const CREATE = `mutation ($i: CreateLinkSessionInput!) { createLinkSession(input: $i) { linkSession { id linkToken } } }`;
const COMPLETE = `mutation ($id: ID!) { completeLinkSession(input: { linkSessionId: $id }) { linkSession ${STATE} } }`;
const EXCHANGE = 'mutation ($i: ExchangePublicTokenInput!) { exchangePublicToken(input: $i) { item { id } } }';
const STATUS = 'query ($id: ID!) { item(id: $id) { status } }';

let gateway: TestGateway;
let client: GraphqlClient;

beforeEach(async () => {
  gateway = await startGateway();
  client = await gateway.as('ada');
});

afterEach(async () => {
  await gateway.close();
});

/** Runs Link embedded in an app: without a page hosted by Plaid, and so without webhooks about the session. */
async function link(input: object = { products: ['auth'] }): Promise<{ id: string; publicToken: string | undefined }> {
  const created = await client.must<
    { createLinkSession: { linkSession: { id: string; linkToken: string } } },
    { i: object }
  >(CREATE, { i: input });
  const { id, linkToken } = created.createLinkSession.linkSession;
  const finished = await gateway.emulator.control('POST', `/emulator/link/${linkToken}`, { outcome: 'success' });
  await gateway.emulator.control('POST', '/emulator/clock', { advanceMs: 0 });
  return { id, publicToken: (finished.body.publicTokens as string[])[0] };
}

const stateOf = async (id: string): Promise<SessionState> =>
  (
    await client.must<{ linkSession: SessionState }, { id: string }>(
      `query ($id: ID!) { linkSession(id: $id) ${STATE} }`,
      { id },
    )
  ).linkSession;
const complete = async (id: string): Promise<SessionState> =>
  (await client.must<{ completeLinkSession: { linkSession: SessionState } }, { id: string }>(COMPLETE, { id }))
    .completeLinkSession.linkSession;
const statusOf = async (id: string): Promise<string | undefined> =>
  (await client.must<{ item: { status: string } | null }, { id: string }>(STATUS, { id })).item?.status;
/** Makes /link/token/get return no sessions, as Plaid may do outside Hosted Link. */
const hideSessions = () =>
  gateway.emulator.control('POST', '/emulator/faults', {
    path: '/link/token/get',
    fault: { status: 200, body: { link_token: 'x', link_sessions: [], metadata: {}, request_id: 'r' } },
  });

describe('Link inside an app, for which Plaid sends no webhook', () => {
  it('stores nothing until the app exchanges the public token itself', async () => {
    const { id, publicToken } = await link();
    expect(await stateOf(id)).toMatchObject({ status: 'CREATED', items: [] });
    await client.must(EXCHANGE, { i: { publicToken, linkSessionId: id } });
    expect(await stateOf(id)).toMatchObject({ status: 'SUCCEEDED', items: [{ status: 'HEALTHY' }] });
  });

  it('fetches the outcome from Plaid when the app only reports that the end user has returned', async () => {
    const { id } = await link();
    expect(await complete(id)).toMatchObject({ status: 'SUCCEEDED', items: [{ status: 'HEALTHY' }] });
  });

  it('leaves the session open if Plaid does not return it, and still accepts the public token', async () => {
    const { id, publicToken } = await link();
    await hideSessions();
    expect(await complete(id)).toMatchObject({ status: 'CREATED', items: [] });
    await client.must(EXCHANGE, { i: { publicToken, linkSessionId: id } });
    expect(await complete(id)).toMatchObject({ status: 'SUCCEEDED', items: [{ status: 'HEALTHY' }] });
  });

  it.each([
    ['returns the session', () => Promise.resolve()],
    ['does not return the session', hideSessions],
  ])('reads the repaired Item again when the end user has returned and Plaid %s', async (_, prepare) => {
    const { id: first, publicToken } = await link();
    await client.must(EXCHANGE, { i: { publicToken, linkSessionId: first } });
    const itemId = (await stateOf(first)).items[0]?.id ?? '';
    await gateway.emulator.control('POST', `/emulator/items/${itemId}/login`, { broken: true });
    await gateway.emulator.control('POST', '/emulator/clock', { advanceMs: 0 });
    expect(await statusOf(itemId)).toBe('LOGIN_REQUIRED');
    await prepare();
    const { id } = await link({ updateItemId: itemId });
    await complete(id);
    expect(await statusOf(itemId)).toBe('HEALTHY');
  });
});
