import type { ExecutionResult } from 'graphql';
import { request } from 'undici';
import { EVENT_FIELDS } from './event-fields.js';
import type { GraphqlClient } from './graphql-client.js';
import { secretsIn } from './secret-search.js';
import { signIn } from './access-tokens.js';
import type { WatchedGateway } from './watched-gateway.js';
import { openSocket } from './ws-client.js';

const ERROR =
  '{ errorType errorCode errorCodeReason errorMessage displayMessage requestId documentationUrl suggestedAction causes }';
const ITEM = `{ id status requiredAction institutionName webhook products error ${ERROR} updates { lastWebhook { codeSent } }
  accounts { id name mask balances { current } liveBalances { current } } }`;
const SESSION = `{ id linkToken hostedLinkUrl status items { id } metadata { clientName webhook redirectUri accountFilters institutionData }
  attempts { id events { eventName eventMetadata } exit { status requestId error ${ERROR} } results { institutionName accounts { id name mask } item { id } } } }`;
const EVENTS = `subscription { webhookEvents { item ${ITEM} ${EVENT_FIELDS} } }`;
const RECORDED = `{ webhookEvents(first: 100) { nodes { ${EVENT_FIELDS} } } }`;
const CREATE = `mutation { sandboxCreateItem(input: {}) { item ${ITEM} } }`;
const CREATE_SESSION = `mutation ($item: ID) { createLinkSession(input: { updateItemId: $item, hostedLink: {} }) { linkSession ${SESSION} } }`;
const NEW_SESSION = `mutation { createLinkSession(input: { products: ["auth"], hostedLink: {} }) { linkSession ${SESSION} } }`;
const COMPLETE = `mutation ($id: ID!) { completeLinkSession(input: { linkSessionId: $id }) { linkSession ${SESSION} items ${ITEM} } }`;
const EXCHANGE = `mutation ($token: String!) { exchangePublicToken(input: { publicToken: $token }) { item ${ITEM} duplicateOf { id } } }`;
const ON_ITEM = ['rotateAccessToken', 'updateItemWebhook', 'sandboxResetLogin'].map(
  (name) => `mutation ($id: ID!) { ${name}(input: { itemId: $id }) { item ${ITEM} } }`,
);
const REMOVE = 'mutation ($id: ID!) { removeItem(input: { itemId: $id }) { removedItemId } }';
const FIRE =
  'mutation ($id: ID!) { sandboxFireWebhook(input: { itemId: $id, webhookCode: "DEFAULT_UPDATE", webhookType: "AUTH" }) { webhookFired } }';
const NUMBERS = `{ items { nodes { authNumbers { ach { account } eft { account } international { iban } bacs { account } } } } }`;
const EVERYTHING = `{ viewer { id scopes items { nodes ${ITEM} } } linkSessions { nodes ${SESSION} } }`;

const MADE_UP = { access: 'access-sandbox-made-up-by-a-test', public: 'public-sandbox-made-up-by-a-test' };

interface Session {
  id: string;
  linkToken: string;
}

/** Where it happens, and to whom. */
interface Stage {
  gateway: WatchedGateway;
  ada: GraphqlClient;
}

/** A life of the gateway in which secrets come by on every path. */
export interface EventScenario {
  /** Everything that goes well: link, exchange, read, rotate, break, repair, subscribe, remove. */
  ordinary(): Promise<void>;
  /** Plaid echoes the request in its errors, and sends webhooks with secrets in every corner. */
  echoes(): Promise<void>;
  /** Callers do everything wrong, with secrets where none belong. */
  badCallers(): Promise<void>;
  /** Plaid exchanges a public token and the response is lost: the journal has what is to be recovered. */
  interruptedExchange(): Promise<void>;
}

function idIn(data: unknown): string {
  return /"id":"([^"]+)"/.exec(JSON.stringify(data))?.[1] ?? '';
}

async function linkThrough({ gateway, ada }: Stage): Promise<string> {
  const made = await ada.must<{ createLinkSession: { linkSession: Session } }, unknown>(NEW_SESSION);
  const { id, linkToken } = made.createLinkSession.linkSession;
  await gateway.emulator.control('POST', `/emulator/link/${linkToken}`, {
    outcome: 'exit',
    errorCode: 'INVALID_CREDENTIALS',
  });
  await gateway.emulator.control('POST', `/emulator/link/${linkToken}`, { outcome: 'success' });
  await ada.must(COMPLETE, { id });
  return id;
}

/** Reads events until one has this code. */
async function untilEvent(events: AsyncIterator<ExecutionResult<unknown>>, code: string): Promise<void> {
  for (;;) {
    const { value, done } = (await events.next()) as { value?: ExecutionResult<unknown>; done?: boolean };
    if (done === true) throw new Error('the subscription ended');
    if (JSON.stringify(value).includes(`"webhookCode":"${code}"`)) return;
  }
}

/** Everything that goes well: link, exchange, read, rotate, break, repair, subscribe, remove. */
async function ordinaryLife({ gateway, ada }: Stage): Promise<void> {
  const events = ada.subscribe(EVENTS);
  const finished = untilEvent(events, 'SESSION_FINISHED');
  const session = await linkThrough({ gateway, ada });
  await finished;
  await ada.subscribe(`subscription ($id: ID!) { linkSessionUpdated(id: $id) ${SESSION} }`, { id: session }).next();
  const { body } = await gateway.emulator.plaid('/sandbox/public_token/create', {
    institution_id: 'ins_116834',
    initial_products: ['auth'],
  });
  const token = body.public_token;
  await ada.must(EXCHANGE, { token });
  await ada.must(EXCHANGE, { token });
  const id = idIn(await ada.must(CREATE));
  await ada.subscribe(`subscription { itemUpdated ${ITEM} }`).next();
  await gateway.client(gateway.numbersProxy, await signIn('ada')).must(NUMBERS);
  for (const mutation of ON_ITEM) await ada.run(mutation, { id });
  await ada.run(CREATE_SESSION, { item: id });
  const other = idIn(await ada.must(CREATE));
  const fired = untilEvent(events, 'DEFAULT_UPDATE');
  await ada.must(FIRE, { id: other });
  await fired;
  await ada.must(RECORDED);
  await ada.run(EVERYTHING);
  await ada.must(REMOVE, { id: other });
}

/** Plaid's responses repeat the request in error messages, in unknown fields, and in bodies that are not JSON. */
async function echoes({ gateway, ada }: Stage): Promise<void> {
  const id = idIn(await ada.must(CREATE));
  // No request holds account numbers, so there is no echo of them.
  const leaked = secretsIn(Buffer.concat([gateway.upstream.requestBytes(), gateway.upstream.responseBytes()]));
  const known = leaked.filter(({ kind }) => kind !== 'account number');
  const echo = `refused:\n${known.map(({ text }) => text).join('\n')} emulator-secret`;
  const [token = ''] = known.filter(({ kind }) => kind === 'access token').map(({ text }) => text);
  const error = {
    ...{ error_type: 'INVALID_REQUEST', error_code: 'INVALID_FIELD', error_code_reason: token, request_id: token },
    ...{ error_message: echo, display_message: echo, suggested_action: echo, echoed: { access_token: token } },
    documentation_url: `https://plaid.com/docs/?token=${token}`,
  };
  const faults = [
    { status: 400, body: error },
    { status: 500, body: echo },
    { status: 200, body: echo },
    { status: 429, body: error },
  ];
  const operations: [string, Record<string, unknown>][] = [
    [CREATE, {}],
    [NEW_SESSION, {}],
    [EVERYTHING, {}],
    [EXCHANGE, { token: MADE_UP.public }],
    ...ON_ITEM.map((mutation): [string, Record<string, unknown>] => [mutation, { id }]),
    [FIRE, { id }],
    [REMOVE, { id }],
  ];
  for (const fault of faults) {
    await gateway.emulator.control('POST', '/emulator/faults', { path: '*', fault });
    for (const [operation, variables] of operations) await ada.run(operation, variables);
    await gateway.emulator.control('DELETE', '/emulator/faults');
  }
  await echoingWebhooks({ gateway, ada }, id, { ...error, causes: [{ [token]: echo }] }, token);
}

/** A genuine webhook may hold anything: known and unknown keys, another environment, an unknown Item, no JSON. */
async function echoingWebhooks({ gateway, ada }: Stage, itemId: string, error: object, token: string): Promise<void> {
  const body = { webhook_type: 'ITEM', item_id: itemId, environment: 'sandbox', error };
  const nested = {
    deep: [[token, { why: `because of ${token}`, new_access_token: 'x' }]],
    [token]: 1,
    secret: 'emulator-secret',
  };
  const events = ada.subscribe(EVENTS);
  const last = untilEvent(events, 'LAST');
  for (const sent of [
    { ...body, webhook_code: 'ERROR' },
    {
      ...body,
      webhook_code: 'OF_TOMORROW',
      nested,
      public_tokens: [MADE_UP.public],
      link_token: 'link-sandbox-made-up',
    },
    { ...body, webhook_code: 'ERROR', environment: 'production' },
    { ...body, webhook_code: 'ERROR', item_id: 'of-nobody' },
    JSON.stringify(token),
    { ...body, webhook_code: 'LAST' },
  ]) {
    await gateway.emulator.control('POST', '/emulator/webhooks/send', { itemId, body: sent });
    await gateway.emulator.control('POST', '/emulator/clock', { advanceMs: 0 });
  }
  await last;
}

/** What callers do wrong, with secrets where none belong. */
async function badCallers({ gateway, ada }: Stage): Promise<void> {
  const url = gateway.proxy.url;
  const jwt = await signIn('ada');
  for (const token of [`${jwt}x`, jwt.replace('.', '..'), MADE_UP.access]) {
    await gateway.client(gateway.proxy, token).run('{ viewer { id } }');
    const socket = await openSocket(`${url.replace('http', 'ws')}/graphql`);
    socket.send({ type: 'connection_init', payload: { authorization: `Bearer ${token}` } });
    await socket.closed;
  }
  const literals = [
    '"%"',
    '%',
    '{ publicToken: "%", "%": 1 }',
    '{ publicToken: ["%"], other: "%" }',
    '"""%',
    '$token, x: %',
  ];
  for (const literal of literals) {
    await ada.run(
      `mutation { exchangePublicToken(input: ${literal.replaceAll('%', MADE_UP.public)}) { item { id } } }`,
    );
  }
  await ada.run('mutation ($input: ExchangePublicTokenInput!) { exchangePublicToken(input: $input) { item { id } } }', {
    input: { publicToken: [MADE_UP.public], [MADE_UP.access]: MADE_UP.access, linkSessionId: MADE_UP.access },
  });
  await ada.run(`query ($id: ID!) { node(id: $id) { id } item(id: $id) { id } items(after: $id) { totalCount } }`, {
    id: MADE_UP.access,
  });
  await ada
    .subscribe(`subscription { webhookEvents(after: "${MADE_UP.access}", types: ["${MADE_UP.access}"]) { id } }`)
    .next()
    .catch(() => undefined);
  const send = async (path: string, options: Parameters<typeof request>[1]) =>
    (await request(`${url}${path}`, options)).body.dump();
  await send(`/${MADE_UP.public}?token=${MADE_UP.access}`, {
    method: 'GET',
    headers: { authorization: `Bearer ${jwt}` },
  });
  await send(`/graphql?query={${MADE_UP.public}}`, { method: 'GET', headers: { authorization: `Bearer ${jwt}` } });
  await send('/graphql', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: `{"query": ${MADE_UP.public}`,
  });
  await send('/webhooks/plaid', {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'plaid-verification': jwt },
    body: JSON.stringify({ public_token: MADE_UP.public }),
  });
  for (const path of ['/health/live', '/health/ready', '/graphql'])
    await send(path, { method: 'GET', headers: { accept: 'text/html' } });
}

async function interruptedExchange({ gateway, ada }: Stage): Promise<void> {
  await gateway.emulator.control('POST', '/emulator/faults', {
    path: '/item/public_token/exchange',
    fault: { reset: true, afterHandler: true },
  });
  await ada.run(CREATE);
}

/** Runs the scenario through the recording proxy. Account numbers are read through a proxy of their own. */
export async function startEventScenario(gateway: WatchedGateway): Promise<EventScenario> {
  const stage: Stage = { gateway, ada: gateway.client(gateway.proxy, await signIn('ada')) };
  return {
    ordinary: () => ordinaryLife(stage),
    echoes: () => echoes(stage),
    badCallers: () => badCallers(stage),
    interruptedExchange: () => interruptedExchange(stage),
  };
}
