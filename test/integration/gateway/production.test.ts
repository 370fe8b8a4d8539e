import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { buildSchema } from 'graphql';
import { startGateway, type TestGateway } from '../../support/gateway.js';
import type { GraphqlClient } from '../../support/graphql-client.js';
import { assertUnchanged } from '../../support/assert-unchanged.js';

let gateway: TestGateway;
let client: GraphqlClient;

beforeAll(async () => {
  gateway = await startGateway({
    PLAID_ENV: 'production',
    PLAID_CLIENT_ID: 'emulator-client-id',
    PLAID_SECRET: 'emulator-secret',
    VAULT_KEYS: `k1:${randomBytes(32).toString('base64')}`,
    PUBLIC_URL: 'https://gateway.example',
  });
  client = await gateway.as('ada');
});

afterAll(async () => {
  await gateway.close();
});

/** All with ids that do not exist, because whether an id exists must not be revealed either. */
const SANDBOX = [
  'sandboxCreateItem(input: {}) { item { id } }',
  'sandboxCreatePublicToken(input: {}) { publicToken }',
  'sandboxCreateProcessorToken(input: {}) { processorToken }',
  'sandboxResetLogin(input: { itemId: "a" }) { item { id } }',
  'sandboxFireWebhook(input: { itemId: "a", webhookCode: "A" }) { webhookFired }',
  'sandboxSetVerificationStatus(input: { accountId: "a", verificationStatus: "a" }) { account { id } }',
];

it.each(SANDBOX)('in production, a Sandbox mutation is FORBIDDEN before any lookup: %s', async (mutation) => {
  const { errors } = await assertUnchanged(gateway, () => client.run(`mutation { ${mutation} }`));
  expect(errors.map((error) => error.extensions.code)).toEqual(['FORBIDDEN']);
});

it('the test covers every Sandbox mutation of the schema', () => {
  const schema = buildSchema(readFileSync(new URL('../../../schema/schema.graphql', import.meta.url), 'utf8'));
  const names = Object.keys(schema.getMutationType()?.getFields() ?? {}).filter((name) => name.startsWith('sandbox'));
  expect(SANDBOX.map((mutation) => mutation.split('(')[0]).sort()).toEqual(names.sort());
});
