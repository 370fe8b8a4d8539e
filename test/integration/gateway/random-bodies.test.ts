import * as fc from 'fast-check';
import { ERROR_CODES } from '../../../src/errors/codes.js';
import { startGateway, type TestGateway } from '../../support/gateway.js';
import { createRawHttpClient, type RawHttpClient, type RawAnswer } from '../../support/raw-http-client.js';
import { assertUnchanged } from '../../support/assert-unchanged.js';

/** A fixed seed, so that a failure can be reproduced. Shrinking is off, because it could take hours. */
const RUNS = { seed: 20_260_301, numRuns: 300, endOnFailure: true };

let gateway: TestGateway;
let rawClient: RawHttpClient;

beforeAll(async () => {
  gateway = await startGateway();
  rawClient = createRawHttpClient(gateway.url);
});

afterAll(async () => {
  await rawClient.close();
  await gateway.close();
});

function expectOrder({ status, errors, headers, text }: RawAnswer): void {
  expect(status).toBeLessThan(500);
  if (status !== 200) expect(errors.length).toBeGreaterThan(0);
  for (const { extensions } of errors) {
    expect(Object.keys(ERROR_CODES)).toContain(extensions.code);
    expect(extensions.code).not.toBe('INTERNAL_SERVER_ERROR');
    expect(extensions.requestId).toBe(headers['x-request-id']);
  }
  expect(text).not.toContain('    at ');
}

const text = fc.string({ unit: 'binary', maxLength: 40 });
const json = fc.jsonValue({ maxDepth: 4 });
/** Words that sometimes form a valid request, so that later checks are reached too. */
const word = fc.constantFrom(
  ...['query', 'mutation', 'subscription', 'fragment', 'on', '{', '}', '(', ')', ':', '$', '@', '...', '!', '[', ']'],
  ...['viewer', 'items', 'item', 'node', 'nodes', 'id', 'first', 'after', 'accounts', 'status', 'Item', 'ID', '"x"'],
  ...['removeItem', 'input', 'itemId', 'null', 'true', '-1', '1e9', 'HEALTHY', 'include', 'if', '__typename', '# x\n'],
);
const soup = fc.array(word, { maxLength: 30 }).map((words) => words.join(' '));

const KNOWN = [
  'query ($v: ID!) { item(id: $v) { id } }',
  'query ($v: [ID!]!) { nodes(ids: $v) { id } }',
  'query ($v: Int, $w: String) { items(first: $v, after: $w) { totalCount } }',
  'query ($v: [ItemStatus!]) { viewer { items(status: $v) { totalCount } } }',
  'query ($v: ID!, $w: Int) { linkSession(id: $v) { id } linkSessions(first: $w) { nodes { id } } }',
  'mutation ($v: RemoveItemInput!) { removeItem(input: $v) { removedItemId } }',
  'mutation ($v: UpdateItemWebhookInput!) { updateItemWebhook(input: $v) { item { id } } }',
  'mutation ($v: ID!, $w: String!) { sandboxFireWebhook(input: { itemId: $v, webhookCode: $w }) { webhookFired } }',
  'mutation ($v: CompleteLinkSessionInput!) { completeLinkSession(input: $v) { items { id } } }',
];
const value = fc.oneof(
  text,
  fc.integer(),
  fc.constant(null),
  json,
  fc.record({ itemId: fc.oneof(text, json), webhook: json }),
);

const body = fc.oneof(
  json,
  fc.record(
    { query: fc.oneof(soup, text, json), variables: json, operationName: json, extensions: json },
    { requiredKeys: [] },
  ),
  fc.record({ query: soup }),
  fc.record({ query: fc.constantFrom(...KNOWN), variables: fc.record({ v: value, w: value }, { requiredKeys: [] }) }),
);

it('responds to every JSON body with a status below 500 and a known code, and stores nothing', async () => {
  await assertUnchanged(gateway, () =>
    fc.assert(
      fc.asyncProperty(body, async (random) => {
        expectOrder(await rawClient.post(random));
      }),
      RUNS,
    ),
  );
}, 60_000);

it('responds to every malformed body with a status below 500 and a known code', async () => {
  await assertUnchanged(gateway, () =>
    fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary', maxLength: 200 }), async (random) => {
        expectOrder(await rawClient.post(random));
      }),
      { ...RUNS, numRuns: 100 },
    ),
  );
}, 60_000);
