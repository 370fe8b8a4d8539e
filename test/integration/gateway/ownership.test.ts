import { readFileSync } from 'node:fs';
import { buildSchema } from 'graphql';
import { callsBetween, startGateway, type TestGateway, totalOf } from '../../support/gateway.js';
import type { GraphqlClient } from '../../support/graphql-client.js';
import { unknownIdLike, type OwnerFixture, comparable, createItem, seedOwner } from '../../support/fixtures.js';

const ITEM = `{ id linkedAt status requiredAction institutionName webhook error { errorCode } disconnectTime
  accounts { id name authNumbers { ach { account } } } authNumbers { ach { account } } }`;
const SESSION = '{ id linkToken hostedLinkUrl status expiration items { id } metadata { clientName } attempts { id } }';
const NODE = `{ __typename id ... on Item ${ITEM} ... on LinkSession { linkToken } ... on Account { name mask item { id } } }`;
const ACCOUNT =
  '{ id name mask balances { current } liveBalances { current } authNumbers { ach { account } } item { id } }';

type IdOf = (belongings: OwnerFixture) => string;
const anItem: IdOf = (has) => has.itemId;
const anAccount: IdOf = (has) => has.accountId;
const aSession: IdOf = (has) => has.openSessionId;
const aFinishedSession: IdOf = (has) => has.finishedSessionId;

/** Every lookup by id, with the field of Query. */
const READS: [string, string, IdOf][] = [
  ['item', `query ($id: ID!) { item(id: $id) ${ITEM} }`, anItem],
  ['account', `query ($id: ID!) { account(id: $id) ${ACCOUNT} }`, anAccount],
  ['linkSession', `query ($id: ID!) { linkSession(id: $id) ${SESSION} }`, aSession],
  ['linkSession', `query ($id: ID!) { linkSession(id: $id) ${SESSION} }`, aFinishedSession],
  ['node', `query ($id: ID!) { node(id: $id) ${NODE} }`, anItem],
  ['node', `query ($id: ID!) { node(id: $id) ${NODE} }`, anAccount],
  ['node', `query ($id: ID!) { node(id: $id) ${NODE} }`, aSession],
  ['nodes', `query ($id: ID!) { nodes(ids: [$id, $id]) ${NODE} }`, anItem],
  ['nodes', `query ($id: ID!) { nodes(ids: [$id]) ${NODE} }`, anAccount],
  ['nodes', `query ($id: ID!) { nodes(ids: [$id]) ${NODE} }`, aFinishedSession],
];

/** Every mutation with an id. */
const WRITES: [string, string, IdOf][] = [
  [
    'createLinkSession',
    'mutation ($id: ID!) { createLinkSession(input: { updateItemId: $id }) { linkSession { id } } }',
    anItem,
  ],
  [
    'completeLinkSession',
    'mutation ($id: ID!) { completeLinkSession(input: { linkSessionId: $id }) { linkSession { id } items { id } } }',
    aFinishedSession,
  ],
  [
    'exchangePublicToken',
    'mutation ($id: ID!) { exchangePublicToken(input: { publicToken: "public-sandbox-0", linkSessionId: $id }) { item { id } } }',
    aSession,
  ],
  ['removeItem', 'mutation ($id: ID!) { removeItem(input: { itemId: $id }) { removedItemId } }', anItem],
  ['updateItemWebhook', 'mutation ($id: ID!) { updateItemWebhook(input: { itemId: $id }) { item { id } } }', anItem],
  ['rotateAccessToken', 'mutation ($id: ID!) { rotateAccessToken(input: { itemId: $id }) { item { id } } }', anItem],
  ['sandboxResetLogin', 'mutation ($id: ID!) { sandboxResetLogin(input: { itemId: $id }) { item { id } } }', anItem],
  [
    'sandboxFireWebhook',
    'mutation ($id: ID!) { sandboxFireWebhook(input: { itemId: $id, webhookCode: "NEW_ACCOUNTS_AVAILABLE" }) { webhookFired } }',
    anItem,
  ],
  [
    'createProcessorToken',
    'mutation ($id: ID!) { createProcessorToken(input: { accountId: $id, processor: "dwolla" }) { processorToken } }',
    anAccount,
  ],
  [
    'createStripeBankAccountToken',
    'mutation ($id: ID!) { createStripeBankAccountToken(input: { accountId: $id }) { stripeBankAccountToken } }',
    anAccount,
  ],
  [
    'sandboxSetVerificationStatus',
    'mutation ($id: ID!) { sandboxSetVerificationStatus(input: { accountId: $id, verificationStatus: "automatically_verified" }) { account { id } } }',
    anAccount,
  ],
  [
    'unlinkApplication',
    'mutation ($id: ID!) { unlinkApplication(input: { itemId: $id, applicationId: "emulator-application" }) { item { id } } }',
    anItem,
  ],
  [
    'updateApplicationScopes',
    'mutation ($id: ID!) { updateApplicationScopes(input: { itemId: $id, applicationId: "emulator-application", scopes: {}, context: "PORTAL" }) { item { id } } }',
    anItem,
  ],
];

const EVERYTHING = `{ items { totalCount nodes ${ITEM} } linkSessions { nodes ${SESSION} } }`;
const LISTS = `query ($items: String, $sessions: String) {
  items(after: $items) { totalCount nodes { id } pageInfo { endCursor } }
  viewer { id items(after: $items) { totalCount nodes { id } } }
  linkSessions(after: $sessions) { nodes { id } pageInfo { endCursor } }
}`;
const EXCHANGE = `mutation ($token: String!) { exchangePublicToken(input: { publicToken: $token }) { item { id } duplicateOf { id } } }`;

let gateway: TestGateway;
let ada: GraphqlClient;
let bob: GraphqlClient;
let adaHas: OwnerFixture;

/** Both users own objects. Ada's Item without Link has not been read (cold); all of Bob's have (warm). */
beforeEach(async () => {
  gateway = await startGateway({ LIMIT_COST: '100000' });
  [ada, bob] = await Promise.all([gateway.as('ada'), gateway.as('bob')]);
  adaHas = await seedOwner(gateway, ada);
  await seedOwner(gateway, bob);
  await bob.must(EVERYTHING);
});

afterEach(async () => {
  await gateway.close();
});

/** Bob uses Ada's id and an id that does not exist: both responses are the same, without a Plaid call. */
async function expectNothingToSee([, operation, idOf]: [string, string, IdOf]): Promise<string> {
  const before = await gateway.plaidCalls();
  const foreign = comparable(await bob.run(operation, { id: idOf(adaHas) }));
  const absent = comparable(await bob.run(operation, { id: unknownIdLike(idOf(adaHas)) }));
  expect(foreign).toEqual(absent);
  expect(callsBetween(before, await gateway.plaidCalls())).toEqual({});
  return foreign.text;
}

const isEmpty = (text: string): boolean => /^\{"data":\{"\w+":(null|\[null(,null)?\])\}\}\n?$/.test(text);

describe('fields and mutations with an id', () => {
  it('are all in the tables of this test', () => {
    const schema = buildSchema(readFileSync('schema/schema.graphql', 'utf8'));
    const roots = [schema.getQueryType(), schema.getMutationType()];
    const takesId = roots
      .flatMap((root) => Object.values(root?.getFields() ?? {}))
      .filter((field) => field.args.some((arg) => /^(ids?|input)$/.test(arg.name)))
      .map((field) => field.name);
    const ofNobody = [
      'institution',
      'importItem',
      'createLayerSession',
      'sandboxCreateItem',
      'sandboxCreatePublicToken',
      'sandboxCreateProcessorToken',
    ];
    expect(new Set(takesId)).toEqual(new Set([...[...READS, ...WRITES].map(([name]) => name), ...ofNobody]));
  });
});

describe('an id of another user (BOLA)', () => {
  it('T7: reads like an absent one, byte for byte, cold and warm', async () => {
    for (const round of ['cold', 'warm']) {
      for (const read of READS) expect([round, await expectNothingToSee(read)]).toEqual([round, expect.any(String)]);
      for (const read of READS) expect(isEmpty(await expectNothingToSee(read))).toBe(true);
      await ada.must(EVERYTHING);
    }
  });

  it('T7: reads like an absent one while its owner reads it concurrently', async () => {
    await ada.must('mutation ($id: ID!) { rotateAccessToken(input: { itemId: $id }) { item { id } } }', {
      id: adaHas.itemId,
    });
    const pairs = READS.map(async ([, operation, idOf]) => {
      const variables = { id: idOf(adaHas) };
      const [hers, his] = await Promise.all([ada.run(operation, variables), bob.run(operation, variables)]);
      expect(hers.errors).toEqual([]);
      expect(isEmpty(hers.text)).toBe(false);
      expect(isEmpty(his.text)).toBe(true);
    });
    await Promise.all(pairs);
  });

  it.each(WRITES)(
    'T7: returns NOT_FOUND for %s like an absent one, byte for byte, and changes nothing',
    async (...write) => {
      const before = await ada.run(EVERYTHING);
      const text = await expectNothingToSee(write);
      expect(JSON.parse(text)).toMatchObject({ errors: [{ extensions: { code: 'NOT_FOUND' } }] });
      expect((await ada.run(EVERYTHING)).text).toBe(before.text);
    },
  );
});

describe('lists', () => {
  interface Lists {
    items: { totalCount: number; nodes: { id: string }[]; pageInfo: { endCursor: string } };
    viewer: { id: string; items: { totalCount: number; nodes: { id: string }[] } };
    linkSessions: { nodes: { id: string }[]; pageInfo: { endCursor: string } };
  }
  const idsIn = ({ items, viewer, linkSessions }: Lists): string[] =>
    [...items.nodes, ...viewer.items.nodes, ...linkSessions.nodes].map((node) => node.id);

  it('contain nothing of another user, whatever cursor is used', async () => {
    const [hers, his] = await Promise.all([ada.must<Lists, unknown>(LISTS), bob.must<Lists, unknown>(LISTS)]);
    expect([hers.viewer.id, his.viewer.id]).toEqual(['ada', 'bob']);
    expect([hers.items.totalCount, his.items.totalCount]).toEqual([2, 2]);
    const adas = new Set(idsIn(hers));
    const own = { items: his.items.pageInfo.endCursor, sessions: his.linkSessions.pageInfo.endCursor };
    for (const cursors of [own, {}]) {
      const page = await bob.must<Lists, unknown>(LISTS, cursors);
      expect(idsIn(page).filter((id) => adas.has(id))).toEqual([]);
    }
    for (const foreign of [
      { items: hers.items.pageInfo.endCursor },
      { sessions: hers.linkSessions.pageInfo.endCursor },
    ]) {
      const refused = await bob.run(LISTS, foreign);
      expect(new Set(refused.errors.map((error) => error.extensions.code))).toEqual(new Set(['BAD_USER_INPUT']));
    }
  });

  it('T6: contain only own Items when both users read concurrently', async () => {
    const responses = await Promise.all(
      Array.from({ length: 20 }, (_, index) => (index % 2 === 0 ? ada : bob).run(EVERYTHING)),
    );
    const texts = (of: number): Set<string> =>
      new Set(responses.filter((_, index) => index % 2 === of).map(({ text }) => text));
    expect([texts(0).size, texts(1).size]).toEqual([1, 1]);
    expect([...texts(0)][0]).toContain(adaHas.itemId);
    expect([...texts(1)][0]).not.toContain(adaHas.itemId);
  });
});

describe('a public token of another user', () => {
  it('is rejected like an unknown one, once it was exchanged', async () => {
    const plaidsId = /"requestId":"[^"]*"/g;
    const foreign = await bob.run(EXCHANGE, { token: adaHas.publicToken });
    const absent = await bob.run(EXCHANGE, { token: unknownIdLike(adaHas.publicToken) });
    expect(foreign.text.replace(plaidsId, '')).toBe(absent.text.replace(plaidsId, ''));
    expect(foreign.errors.map((error) => error.extensions.code)).toEqual(['UPSTREAM_REJECTED']);
    const repeated = await ada.must(EXCHANGE, { token: adaHas.publicToken });
    expect(repeated).toMatchObject({ exchangePublicToken: { item: { id: adaHas.linkedItemId } } });
  });

  it('creates one Item for one user when both exchange it concurrently', async () => {
    const created = await gateway.emulator.plaid('/sandbox/public_token/create', {
      institution_id: 'ins_109508',
      initial_products: ['auth'],
    });
    const variables = { token: created.body.public_token };
    const responses = await Promise.all([ada.run(EXCHANGE, variables), bob.run(EXCHANGE, variables)]);
    expect(responses.map((response) => response.errors.length).sort()).toEqual([0, 1]);
    const made = responses.flatMap(({ data }) => (data === null ? [] : [JSON.stringify(data)])).join();
    const itemId = /"id":"([^"]+)"/.exec(made)?.[1] ?? '';
    const seen = await Promise.all(
      [ada, bob].map((one) => one.run('query ($id: ID!) { item(id: $id) { id } }', { id: itemId })),
    );
    expect(seen.map((response) => isEmpty(response.text)).sort()).toEqual([false, true]);
  });

  it('does not transfer an Item for which Plaid issues a second public token', async () => {
    const { itemId, accessToken } = await gateway.emulator.link();
    const publicToken = async () =>
      (await gateway.emulator.plaid('/item/public_token/create', { access_token: accessToken })).body.public_token;
    await ada.must(EXCHANGE, { token: await publicToken() });
    const refused = await bob.run(EXCHANGE, { token: await publicToken() });
    expect(refused.errors.map((error) => error.extensions.code)).toEqual(['UPSTREAM_INVALID_RESPONSE']);
    expect(refused.text).not.toContain(itemId);
    expect((await bob.run(`query ($id: ID!) { item(id: $id) ${ITEM} }`, { id: itemId })).data).toEqual({ item: null });
    const hers = await ada.must(`query ($id: ID!) { item(id: $id) ${ITEM} }`, { id: itemId });
    expect(hers).toMatchObject({ item: { id: itemId, status: 'HEALTHY' } });
  });
});

describe('the scope operator', () => {
  it('lists the Items of all users, but reads only own Items by id', async () => {
    const operator = await gateway.as('olga', 'items:read items:write auth_numbers:read operator');
    const own = await createItem(operator);
    const listed = await operator.run(`{ items { totalCount nodes ${ITEM} } linkSessions { nodes { id } } }`);
    expect(listed.data).toMatchObject({ items: { totalCount: 5 }, linkSessions: { nodes: [] } });
    expect(listed.text).toContain(adaHas.itemId);
    expect(listed.text).not.toContain(adaHas.accountId);
    expect(new Set(listed.errors.map((error) => error.extensions.code))).toEqual(new Set(['FORBIDDEN']));
    for (const [, operation, idOf] of READS) {
      expect(isEmpty((await operator.run(operation, { id: idOf(adaHas) })).text)).toBe(true);
    }
    const before = await gateway.plaidCalls();
    for (const [, operation, idOf] of WRITES) {
      const { errors } = await operator.run(operation, { id: idOf(adaHas) });
      expect(errors.map((error) => error.extensions.code)).toEqual(['NOT_FOUND']);
    }
    expect(totalOf(callsBetween(before, await gateway.plaidCalls()))).toBe(0);
    expect((await operator.run('query ($id: ID!) { item(id: $id) { id } }', { id: own })).data).toEqual({
      item: { id: own },
    });
  });
});
