import { startGateway, type TestGateway } from '../../support/gateway.js';
import type { GraphqlClient } from '../../support/graphql-client.js';

/** What a session looks like to the app that made it. */
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

/** Runs Link as an app does that embeds it: no page of Plaid's, hence no webhook of the session. */
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
/** Plaid answers /link/token/get without sessions, as it may outside Hosted Link. */
const hideSessions = () =>
  gateway.emulator.control('POST', '/emulator/faults', {
    path: '/link/token/get',
    fault: { status: 200, body: { link_token: 'x', link_sessions: [], metadata: {}, request_id: 'r' } },
  });

describe('Link inside an app, of which Plaid sends no webhook', () => {
  it('stores nothing until the app exchanges the public token itself', async () => {
    const { id, publicToken } = await link();
    expect(await stateOf(id)).toMatchObject({ status: 'CREATED', items: [] });
    await client.must(EXCHANGE, { i: { publicToken, linkSessionId: id } });
    expect(await stateOf(id)).toMatchObject({ status: 'SUCCEEDED', items: [{ status: 'HEALTHY' }] });
  });

  it('finds out by asking Plaid where the app only says that the person is back', async () => {
    const { id } = await link();
    expect(await complete(id)).toMatchObject({ status: 'SUCCEEDED', items: [{ status: 'HEALTHY' }] });
  });

  it('keeps the session open where Plaid does not show it, and takes the public token all the same', async () => {
    const { id, publicToken } = await link();
    await hideSessions();
    expect(await complete(id)).toMatchObject({ status: 'CREATED', items: [] });
    await client.must(EXCHANGE, { i: { publicToken, linkSessionId: id } });
    expect(await complete(id)).toMatchObject({ status: 'SUCCEEDED', items: [{ status: 'HEALTHY' }] });
  });

  it.each([
    ['tells of the session', () => Promise.resolve()],
    ['does not tell of the session', hideSessions],
  ])('reads the repaired Item anew when the person is back and Plaid %s', async (_, prepare) => {
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
