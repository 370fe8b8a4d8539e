import { startGateway, type TestGateway } from '../support/gateway.js';
import { createRawHttpClient } from '../support/raw-http-client.js';
import { signIn } from '../support/access-tokens.js';
import {
  LIVE_TRANSPORTS,
  onItem,
  type Request,
  type Said,
  say,
  type Transport,
  TRANSPORTS,
} from '../support/transports.js';
import { openSocket } from '../support/ws-client.js';

const EVERY = TRANSPORTS.map((transport): [Transport] => [transport]);
function times(count: number, text: string): string {
  return text.repeat(count);
}
function each(count: number, text: (index: number) => string): string {
  return Array.from({ length: count }, (_, n) => text(n)).join(' ');
}

/** A selection on Item of this depth. */
function nested(levels: number): string {
  const rounds = Math.floor((levels - 1) / 3);
  const tails = ['id', 'error { errorCode }', 'accounts { balances { current } }'];
  const tail = tails[levels - 1 - rounds * 3] ?? '';
  return `${times(rounds, 'webhookEvents(first: 1) { nodes { item { ')} ${tail} ${times(rounds * 3, '} ')}`;
}

let gateway: TestGateway;
let authorization: string;

/** Ada has an Item, so that accepted operations return data. */
async function start(env: Record<string, string>): Promise<void> {
  gateway = await startGateway({ AUTH_MODE: 'jwt', LIMIT_SOCKETS_PER_VIEWER: '1000', ...env });
  authorization = `Bearer ${await signIn('ada')}`;
  const ada = await gateway.as('ada');
  await ada.must('mutation { sandboxCreateItem(input: {}) { item { id } } }');
}

function ask(transport: Transport, body: Request): Promise<Said> {
  return say({ url: gateway.url, authorization }, transport, body);
}
function sendItemQuery(transport: Transport, selection: string): Promise<Said> {
  return ask(transport, { query: onItem(transport, selection) });
}

async function expectLimit(response: Promise<Said>, words: RegExp): Promise<void> {
  const { codes, errors, data } = await response;
  expect(codes).toContain('LIMIT_EXCEEDED');
  expect(errors.map(({ message }) => message).join()).toMatch(words);
  expect(data ?? null).toBeNull();
}

describe('in development', () => {
  beforeAll(() => start({}));
  afterAll(() => gateway.close());

  it.each(EVERY)('T22: %s accepts depth up to the limit, however it is spread over fragments', async (by) => {
    const within = by === 'HTTP' ? 10 : 11;
    expect((await sendItemQuery(by, nested(within))).codes).toEqual([]);
    await expectLimit(sendItemQuery(by, nested(within + 1)), /levels of fields; at most 12/);
    await expectLimit(sendItemQuery(by, `... on Item { ... { ${nested(within + 1)} } }`), /levels of fields/);
    const split = `${onItem(by, '...A')} fragment A on Item { accounts { ...B } } fragment B on Account { item { ${nested(within)} } }`;
    await expectLimit(ask(by, { query: split }), /levels of fields/);
    const named = `${onItem(by, '...__schema')} fragment __schema on Item { ${nested(within + 1)} }`;
    await expectLimit(ask(by, { query: named }), /levels of fields/);
  });

  it.each(EVERY)('T23: %s accepts 15 aliases and not 16, counting each spread of a fragment', async (by) => {
    expect(
      (
        await sendItemQuery(
          by,
          each(15, (n) => `a${n}: id`),
        )
      ).codes,
    ).toEqual([]);
    await expectLimit(
      sendItemQuery(
        by,
        each(16, (n) => `a${n}: id`),
      ),
      /16 aliases; at most 15/,
    );
    const shared = `${onItem(by, '...A ... { ...A }')} fragment A on Item { ${each(8, (n) => `a${n}: id`)} }`;
    await expectLimit(ask(by, { query: shared }), /16 aliases/);
  });

  it.each(EVERY)('T23: %s accepts at most ten root fields', async (by) => {
    const field = by === 'HTTP' ? 'items { totalCount }' : 'itemUpdated { id }';
    const query = `${by === 'HTTP' ? 'query' : 'subscription'} { ${times(11, `${field} `)} }`;
    await expectLimit(ask(by, { query }), /11 root fields; at most 10/);
  });

  it('T23: an operation that costs more than LIMIT_COST is rejected before Plaid is called, and the error says how to reduce the cost', async () => {
    const before = await gateway.plaidCalls();
    const query =
      '{ items(first: 100) { nodes { accounts { liveBalances { current } authNumbers { ach { account } } } } } }';
    await expectLimit(ask('HTTP', { query }), /may cost \d+; LIMIT_COST allows 1000\. .*first.*authNumbers/);
    const inVariable = 'query ($n: Int) { items(first: $n) { nodes { accounts { liveBalances { current } } } } }';
    await expectLimit(ask('HTTP', { query: inVariable, variables: { n: 100 } }), /LIMIT_COST/);
    expect((await ask('HTTP', { query: inVariable, variables: { n: 2 } })).codes).toEqual([]);
    const after = await gateway.plaidCalls();
    expect((after['/accounts/balance/get'] ?? 0) - (before['/accounts/balance/get'] ?? 0)).toBe(1);
  });

  it('T23: recursive lists are priced at full length', async () => {
    const twice = 'accounts { item { accounts { id } } }';
    const thrice = `accounts { item { ${twice} } }`;
    const sendQuery = (by: Transport, selection: string): Promise<Said> =>
      ask(by, { query: `subscription { itemUpdated(itemId: "nobody's") { ${selection} } }` });
    for (const by of LIVE_TRANSPORTS) {
      expect((await sendQuery(by, twice)).codes).toEqual(['NOT_FOUND']);
      await expectLimit(sendQuery(by, thrice), /LIMIT_COST/);
      await expectLimit(sendItemQuery(by, twice), /LIMIT_COST/);
    }
  });

  it.each(LIVE_TRANSPORTS)(
    'T23: a subscription over %s that costs more than LIMIT_COST is rejected too',
    async (by) => {
      const page = 'webhookEvents(first: 100) { nodes { item { webhookEvents(first: 100) { nodes { id } } } } }';
      await expectLimit(sendItemQuery(by, page), /LIMIT_COST/);
    },
  );

  it.each(EVERY)('T24: %s accepts 1,000 tokens and 16 KB, and parses nothing beyond', async (by) => {
    await expectLimit(sendItemQuery(by, times(1_000, 'id ')), /more than 1000 tokens/);
    await expectLimit(sendItemQuery(by, `id # ${times(16_384, 'x')}\n`), /longer than 16384 bytes/);
    // A syntax error after the limit, which would be reported if parsing continued.
    await expectLimit(sendItemQuery(by, `${times(1_000, 'id ')} "`), /more than 1000 tokens/);
  });

  it.each(EVERY)('T25: %s accepts 50 directives and not 51, and none twice in one place', async (by) => {
    const once = (count: number) => each(count, () => '... @include(if: true) { id }');
    expect((await sendItemQuery(by, once(50))).codes).toEqual([]);
    await expectLimit(sendItemQuery(by, once(51)), /51 directives; at most 50/);
    expect((await sendItemQuery(by, 'id @include(if: true) @include(if: true)')).codes).toContain(
      'GRAPHQL_VALIDATION_FAILED',
    );
  });

  it.each(EVERY)('T26: %s rejects circular fragments and fragments that multiply', async (by) => {
    const circle = `${onItem(by, '...A')} fragment A on Item { accounts { item { ...B } } } fragment B on Item { ...A }`;
    expect((await ask(by, { query: circle })).codes).toContain('GRAPHQL_VALIDATION_FAILED');
    const itself = `${onItem(by, '...A')} fragment A on Item { id ...A }`;
    expect((await ask(by, { query: itself })).codes).toContain('GRAPHQL_VALIDATION_FAILED');
    const fan = `${onItem(by, '...F0')} ${each(20, (n) => `fragment F${n} on Item { ${n === 19 ? 'a: id' : `...F${n + 1} ...F${n + 1}`} }`)}`;
    await expectLimit(ask(by, { query: fan }), /aliases/);
  });

  it.each([
    ['/graphql', {}],
    ['/graphql/stream', {}],
    ['/graphql', { accept: 'multipart/mixed;subscriptionSpec="1.0"' }],
  ])('T27: a batch to %s %j is refused as a whole', async (path, headers) => {
    const rawClient = createRawHttpClient(gateway.url);
    const batch = [{ query: '{ viewer { id } }' }, { query: '{ viewer { id } }' }];
    const { status, errors, text } = await rawClient.send({
      path,
      headers: { authorization, ...headers },
      body: JSON.stringify(batch),
    });
    expect([status, errors.map(({ extensions }) => extensions.code)]).toEqual([400, ['BAD_USER_INPUT']]);
    expect(text).toContain('batches are not supported');
    expect(text).not.toContain('ada');
    await rawClient.close();
  });

  it('T27: a batch over WebSocket closes the socket', async () => {
    const client = await openSocket(`${gateway.url.replace('http', 'ws')}/graphql`);
    client.send({ type: 'connection_init', payload: { authorization } });
    await client.next();
    client.socket.send(
      JSON.stringify([{ type: 'subscribe', id: '1', payload: { query: 'subscription { itemUpdated { id } }' } }]),
    );
    expect((await client.closed).code).toBe(4400);
  });

  it.each(EVERY)('T29: %s accepts no list of more than 100 entries, in a variable or in the document', async (by) => {
    const field =
      by === 'HTTP'
        ? 'items(first: 1) { nodes { accounts(ids: $ids) { id } } }'
        : 'webhookEvents(itemIds: $ids) { id }';
    const root = by === 'HTTP' ? 'query' : 'subscription';
    const inVariable = {
      query: `${root} ($ids: [ID!]) { ${field} }`,
      variables: { ids: Array<string>(101).fill('a') },
    };
    expect(await ask(by, inVariable)).toMatchObject({ codes: ['BAD_USER_INPUT'] });
    const literal = `[${times(101, '"a" ')}]`;
    const inDocument = { query: `${root} { ${field.replace('$ids', literal)} }` };
    expect((await ask(by, inDocument)).codes).toEqual(['BAD_USER_INPUT']);
  });

  it('T29: a page must have between 1 and 100 entries', async () => {
    for (const first of [0, -1, 101, 2_147_483_647]) {
      const { codes } = await ask('HTTP', {
        query: 'query ($n: Int) { items(first: $n) { totalCount } }',
        variables: { n: first },
      });
      expect([first, codes]).toEqual([first, ['BAD_USER_INPUT']]);
    }
  });

  it('T29: every path rejects a body of more than 100 KB before reading it', async () => {
    const rawClient = createRawHttpClient(gateway.url);
    const body = JSON.stringify({ query: '{ viewer { id } }', variables: { a: times(110_000, 'x') } });
    for (const path of ['/graphql', '/graphql/stream']) {
      expect((await rawClient.send({ path, headers: { authorization }, body })).status).toBe(413);
    }
    await rawClient.close();
  });
});

describe('in production', () => {
  beforeAll(async () => {
    const key = Buffer.from(Array.from({ length: 32 }, (_, index) => index * 7)).toString('base64');
    gateway = await startGateway({
      ...{ NODE_ENV: 'production', PLAID_CLIENT_ID: 'emulator-client-id', PLAID_SECRET: 'emulator-secret' },
      ...{ AUTH_MODE: 'jwt', AUTH_ISSUER: 'https://id.example', AUTH_AUDIENCE: 'gateway', VAULT_KEYS: `k1:${key}` },
    });
    authorization = `Bearer ${await signIn('ada', 'items:read', { iss: 'https://id.example', aud: 'gateway' })}`;
  });
  afterAll(() => gateway.close());

  it.each([
    ['{ __schema { types { name } } }'],
    ['{ __type(name: "Item") { fields { name } } }'],
    ['query ($yes: Boolean = true) { ... @include(if: $yes) { __schema { queryType { name } } } }'],
    ['{ ...F } fragment F on Query { __schema { queryType { name } } }'],
  ])('T28: the schema is not shown: %s', async (query) => {
    for (const by of TRANSPORTS) {
      const { codes, data, text } = await ask(by, { query });
      expect(codes.length).toBeGreaterThan(0);
      expect(data ?? null).toBeNull();
      expect(text).not.toMatch(/"name"|PlaidError/);
    }
  });

  it.each(EVERY)('T28: %s makes no suggestions', async (by) => {
    const { codes, text } = await ask(by, { query: onItem(by, 'institutionNam stats') });
    expect(codes).toContain('GRAPHQL_VALIDATION_FAILED');
    expect(text).not.toMatch(/did you mean|institutionName|status/i);
    const wrongRoot = await ask(by, {
      query: `${by === 'HTTP' ? 'query' : 'subscription'} { itemUpdate { id } item2 }`,
    });
    expect(wrongRoot.text).not.toMatch(/did you mean|itemUpdated/i);
  });

  it('T28: there is no playground', async () => {
    const page = await fetch(`${gateway.url}/graphql`, { headers: { accept: 'text/html' } });
    expect(page.status).toBe(405);
  });
});
