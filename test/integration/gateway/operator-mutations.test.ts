import { callsBetween, startGateway, type TestGateway } from '../../support/gateway.js';
import type { GraphqlClient } from '../../support/graphql-client.js';
import { seedOwner } from '../../support/fixtures.js';
import { rowsOf } from '../../support/rows.js';

const IMPORT = `mutation ($input: ImportItemInput!) { importItem(input: $input) { item { id status } } }`;
const INPUT = { products: ['auth'], userId: 'u1', authToken: 'made-up-by-a-test' };

let gateway: TestGateway;
let olga: GraphqlClient;

beforeEach(async () => {
  gateway = await startGateway();
  olga = await gateway.as('olga', 'items:read items:write operator');
});

afterEach(async () => {
  await gateway.close();
});

interface Imported {
  importItem: { item: { id: string; status: string } };
}

describe('importItem', () => {
  it('stores the Item for its owner, with the webhook URL of the gateway, and audits it', async () => {
    const { importItem } = await olga.must<Imported, object>(IMPORT, { input: { ...INPUT, ownerId: 'ada' } });
    expect(importItem.item.status).toBe('HEALTHY');
    const ada = await gateway.as('ada');
    const found = await ada.must('query ($id: ID!) { item(id: $id) { id webhook } }', { id: importItem.item.id });
    expect(found).toEqual({ item: { id: importItem.item.id, webhook: `${gateway.url}/webhooks/plaid` } });
    const rows = rowsOf(gateway.dataDir);
    expect(JSON.stringify(rows)).toContain('item.import');
    expect(JSON.stringify(rows)).not.toContain(INPUT.authToken);
  });

  it('removes the Item at Plaid if its item_id cannot be read, and stores nothing', async () => {
    await gateway.emulator.control('POST', '/emulator/faults', { path: '/item/get', fault: { status: 400 } });
    const before = await gateway.plaidCalls();
    const { errors } = await olga.run(IMPORT, { input: INPUT });
    expect(errors).toHaveLength(1);
    expect(callsBetween(before, await gateway.plaidCalls())).toMatchObject({ '/item/import': 1, '/item/remove': 1 });
    expect(await olga.must('{ items { totalCount } }')).toEqual({ items: { totalCount: 0 } });
  });
});

describe('the Item of a Link result', () => {
  it('comes from the exchange journal: only the session is fetched from Plaid', async () => {
    const ada = await gateway.as('ada');
    const has = await seedOwner(gateway, ada);
    const before = await gateway.plaidCalls();
    const read = 'query ($id: ID!) { linkSession(id: $id) { attempts { results { item { id } } } } }';
    expect(await ada.must(read, { id: has.finishedSessionId })).toEqual({
      linkSession: { attempts: [{ results: [{ item: { id: has.linkedItemId } }] }] },
    });
    expect(callsBetween(before, await gateway.plaidCalls())).toEqual({ '/link/token/get': 1 });
    await ada.must('mutation ($id: ID!) { removeItem(input: { itemId: $id }) { removedItemId } }', {
      id: has.linkedItemId,
    });
    expect(await ada.must(read, { id: has.finishedSessionId })).toEqual({
      linkSession: { attempts: [{ results: [{ item: null }] }] },
    });
  });
});

describe('the institution of an Item', () => {
  it.each([
    ['ins_116834', 'GB'],
    ['ins_43', 'CA'],
  ])('%s is found and cached, although the gateway is configured for the US and it is in %s', async (id, country) => {
    const create = 'mutation ($id: String!) { sandboxCreateItem(input: { institutionId: $id }) { item { id } } }';
    await olga.must(create, { id });
    const read = '{ items { nodes { institution { id countryCodes } } } }';
    const first = await olga.run(read);
    expect(first.data).toEqual({ items: { nodes: [{ institution: { id, countryCodes: [country] } }] } });
    expect(first.upstreamCalls).toBe(3);
    expect((await olga.run(read)).upstreamCalls).toBe(0);
  });

  it('is found country by country if Plaid rejects a search in all of them', async () => {
    const create =
      'mutation { sandboxCreateItem(input: { institutionId: "ins_116834" }) { item { id institutionId } } }';
    const made = await olga.must<{ sandboxCreateItem: { item: { id: string } } }, object>(create);
    // The result for the US is cached. The next call, for all other countries, is rejected.
    await olga.must('{ institution(id: "ins_116834", countryCodes: ["US"]) { id } }');
    const fault = { status: 400, errorType: 'INVALID_INPUT', errorCode: 'INVALID_FIELD' };
    await gateway.emulator.control('POST', '/emulator/faults', { path: '/institutions/get_by_id', times: 1, fault });
    const read = 'query ($id: ID!) { item(id: $id) { institution { id } } }';
    const found = await olga.must(read, { id: made.sandboxCreateItem.item.id });
    expect(found).toEqual({ item: { institution: { id: 'ins_116834' } } });
  });
});

describe('the audit log', () => {
  it('records every token created for a partner, and its user', async () => {
    const ada = await gateway.as('ada');
    const { accountId } = await seedOwner(gateway, ada);
    await ada.must(
      'mutation ($id: ID!) { createProcessorToken(input: { accountId: $id, processor: "dwolla" }) { processorToken } }',
      { id: accountId },
    );
    const text = JSON.stringify(rowsOf(gateway.dataDir));
    expect(text).toContain('account.create_processor_token');
    expect(text).not.toContain('processor-sandbox-');
  });
});
