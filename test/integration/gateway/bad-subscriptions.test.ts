import type { ExecutionResult } from 'graphql';
import { ERROR_CODES } from '../../../src/errors/codes.js';
import { startGateway, type TestGateway } from '../../support/gateway.js';
import type { GraphqlClient } from '../../support/graphql-client.js';
import { assertUnchanged } from '../../support/assert-unchanged.js';

/** In every input; must not be in any response. */
const CANARY = 'canary-4711';

let gateway: TestGateway;
let client: GraphqlClient;

beforeAll(async () => {
  gateway = await startGateway();
  client = await gateway.as('ada');
});

afterAll(async () => {
  await gateway.close();
});

/** The error code of a subscription, from an error message or from a result. */
async function codeOf(document: string, variables: Record<string, unknown> = {}): Promise<string> {
  const responses = client.subscribe(document, variables);
  const first: unknown = await responses.next().then(
    ({ value }) => (value as ExecutionResult).errors,
    (error: unknown) => error,
  );
  await responses.return?.();
  expect(JSON.stringify(first)).not.toContain(CANARY);
  const [{ extensions }] = first as [{ extensions: { code: string; requestId: string } }];
  expect(extensions.requestId).toEqual(expect.any(String));
  expect(Object.keys(ERROR_CODES)).toContain(extensions.code);
  return extensions.code;
}

describe('over WebSocket', () => {
  it.each([
    ['an Item that does not exist', `subscription { itemUpdated(itemId: "${CANARY}") { id } }`, 'NOT_FOUND'],
    ['a Link session that does not exist', `subscription { linkSessionUpdated(id: "${CANARY}") { id } }`, 'NOT_FOUND'],
    ['an invalid cursor', `subscription { webhookEvents(after: "${CANARY}") { id } }`, 'BAD_USER_INPUT'],
    ['an unknown field', `subscription { webhookEvents { ${CANARY.replace('-', '_')} } }`, 'GRAPHQL_VALIDATION_FAILED'],
    [
      'an argument of the wrong type',
      'subscription { webhookEvents(itemIds: { a: 1 }) { id } }',
      'GRAPHQL_VALIDATION_FAILED',
    ],
    ['a document that is not GraphQL', `subscription { ${CANARY}`, 'GRAPHQL_PARSE_FAILED'],
    ['a query', '{ viewer { id } }', 'BAD_USER_INPUT'],
    ['a mutation', 'mutation { sandboxCreateItem(input: {}) { item { id } } }', 'BAD_USER_INPUT'],
  ])('%s returns an error code of the contract, and changes nothing', async (_what, document, code) => {
    expect(await assertUnchanged(gateway, () => codeOf(document))).toBe(code);
  });

  it.each([
    ['missing', {}, 'BAD_USER_INPUT'],
    ['of the wrong type', { id: { secret: CANARY } }, 'BAD_USER_INPUT'],
    ['null', { id: null }, 'BAD_USER_INPUT'],
  ])('a variable that is %s is BAD_USER_INPUT', async (_what, variables, code) => {
    const document = 'subscription ($id: ID!) { linkSessionUpdated(id: $id) { id } }';
    expect(await assertUnchanged(gateway, () => codeOf(document, variables))).toBe(code);
  });
});
