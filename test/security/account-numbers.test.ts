import { join } from 'node:path';
import { DatabaseSync } from '@photostructure/sqlite';
import { request } from 'undici';
import { startGateway, type TestGateway } from '../support/gateway.js';
import type { GraphqlClient } from '../support/graphql-client.js';
import { rowsOf } from '../support/rows.js';
import { signIn } from '../support/access-tokens.js';

const NUMBERS = '{ viewer { items { nodes { authNumbers { ach { account routing } eft { account } } } } } }';
const OF_ACCOUNTS = '{ viewer { items { nodes { accounts { mask authNumbers { ach { account } } } } } } }';
const FULL_NUMBER = /"account":"\d{6,}"/;

let gateway: TestGateway;
let ada: GraphqlClient;

beforeEach(async () => {
  gateway = await startGateway();
  ada = await gateway.as('ada');
  await ada.must('mutation { sandboxCreateItem(input: {}) { item { id } } }');
});
afterEach(() => gateway.close());

/** Makes the database reject new audit records, like a full or broken one: all, or those of account numbers. */
function refuseAudit(condition = 'true'): void {
  const file = new DatabaseSync(join(gateway.dataDir, 'gateway.db'));
  file.exec(
    `create trigger no_audit before insert on audit_records when ${condition} begin select raise(abort, 'disk full'); end`,
  );
  file.close();
}

async function authCalls(): Promise<number> {
  return (await gateway.plaidCalls())['/auth/get'] ?? 0;
}

describe('full account numbers', () => {
  it('T40: are returned with the scope, after their audit record, in a response that must not be cached', async () => {
    const { headers, body } = await request(`${gateway.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${await signIn('ada')}` },
      body: JSON.stringify({ query: NUMBERS }),
    });
    expect(await body.text()).toMatch(FULL_NUMBER);
    expect(headers['cache-control']).toBe('no-store');
    const actions = rowsOf(gateway.dataDir).audit_records?.map((row) => (row as { action: string }).action);
    expect(actions).toEqual(['item.exchange', 'auth_numbers.fetch', 'auth_numbers.read']);
  });

  it.each([NUMBERS, OF_ACCOUNTS])(
    'T40: without the scope are FORBIDDEN, and Plaid is not called: %s',
    async (query) => {
      const reader = await gateway.as('ada', 'items:read items:write');
      const before = await authCalls();
      const { text } = await reader.run(query);
      expect(text).toContain('FORBIDDEN');
      expect(text).not.toMatch(FULL_NUMBER);
      expect(await authCalls()).toBe(before);
    },
  );

  it('T40: are refused while the audit log cannot be written, and Plaid is not called', async () => {
    refuseAudit();
    const before = await authCalls();
    const { text } = await ada.run(NUMBERS);
    expect(text).not.toMatch(FULL_NUMBER);
    expect(JSON.parse(text)).toMatchObject({ errors: [{ extensions: { code: 'INTERNAL_SERVER_ERROR' } }] });
    expect(await authCalls()).toBe(before);
  });

  it('T40: in the cache are refused as well while the audit log cannot be written', async () => {
    expect((await ada.run(NUMBERS)).text).toMatch(FULL_NUMBER);
    refuseAudit();
    for (const query of [NUMBERS, OF_ACCOUNTS]) {
      expect((await ada.run(query)).text).not.toMatch(FULL_NUMBER);
    }
  });

  it('T40: in a subscription are audited for every event that contains them, and refused while that fails', async () => {
    const events = ada.subscribe<{ itemUpdated: unknown }, Record<string, never>>(
      'subscription { itemUpdated { id authNumbers { ach { account } } } }',
    );
    const next = async (): Promise<string> => JSON.stringify((await events.next()).value);
    const reads = (): number =>
      JSON.stringify(rowsOf(gateway.dataDir).audit_records).split('auth_numbers.read').length - 1;
    expect(await next()).toMatch(FULL_NUMBER);
    expect(reads()).toBe(1);
    const { viewer } = await ada.must<{ viewer: { items: { nodes: { id: string }[] } } }, object>(
      '{ viewer { items { nodes { id } } } }',
    );
    const change = (): Promise<unknown> =>
      ada.must('mutation ($id: ID!) { updateItemWebhook(input: { itemId: $id, webhook: null }) { item { id } } }', {
        id: viewer.items.nodes[0]?.id,
      });
    await change();
    expect(await next()).toMatch(FULL_NUMBER);
    expect(reads()).toBe(2);
    refuseAudit("new.action like 'auth_numbers.%'");
    await change();
    const refused = await next();
    expect(refused).not.toMatch(FULL_NUMBER);
    expect(refused).toContain('INTERNAL_SERVER_ERROR');
  });
});
