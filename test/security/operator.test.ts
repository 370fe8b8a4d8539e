import { readFileSync } from 'node:fs';
import { buildSchema, getNamedType, isLeafType, isNonNullType, isObjectType, type GraphQLField } from 'graphql';
import { DatabaseSync } from '@photostructure/sqlite';
import { callsBetween, startGateway, type TestGateway } from '../support/gateway.js';
import { type OwnerFixture, seedOwner } from '../support/fixtures.js';

const schema = buildSchema(readFileSync('schema/schema.graphql', 'utf8'));
/** What an operator sees of another owner's Item: what is wrong with it, and who owns it. */
const SHOWN = [
  'disconnectTime',
  'error',
  'id',
  'institution',
  'institutionId',
  'institutionName',
  'linkedAt',
  'newAccountsAvailable',
  'ownerId',
  'requiredAction',
  'status',
];
const OPERATOR = 'items:read items:write auth_numbers:read operator';

let gateway: TestGateway;
let has: OwnerFixture;
let hers: { id: string }[];
beforeAll(async () => {
  gateway = await startGateway();
  const ada = await gateway.as('ada');
  has = await seedOwner(gateway, ada);
  const read = await ada.must<{ item: { accounts: { id: string }[] } }, object>(
    'query ($id: ID!) { item(id: $id) { accounts { id } } }',
    { id: has.itemId },
  );
  hers = read.item.accounts;
});
afterAll(() => gateway.close());

interface Row {
  action: string;
  actor_id: string;
  owner_id: string;
  item_id: string | null;
}
/** The audit records as stored. */
function audit(): Row[] {
  const database = new DatabaseSync(`${gateway.dataDir}/gateway.db`, { readOnly: true });
  const rows = database
    .prepare('select action, actor_id, owner_id, item_id from audit_records order by position')
    .all();
  database.close();
  return rows as Row[];
}

function selectionOf({ name, type }: GraphQLField<unknown, unknown>): string {
  return isLeafType(getNamedType(type)) ? name : `${name} { __typename }`;
}

it('T10: an operator reads the state of every Item; every other field is FORBIDDEN, and Plaid is not called', async () => {
  const olga = await gateway.as('olga', OPERATOR);
  const item = schema.getType('Item');
  if (!isObjectType(item)) throw new Error('no Item');
  const shown: string[] = [];
  for (const field of Object.values(item.getFields())) {
    const before = await gateway.plaidCalls();
    const { data, errors } = await olga.run(`{ items { nodes { id ${selectionOf(field)} } } }`);
    if (errors.length === 0) {
      shown.push(field.name);
      continue;
    }
    expect([field.name, [...new Set(errors.map(({ extensions }) => extensions.code))]]).toEqual([
      field.name,
      ['FORBIDDEN'],
    ]);
    expect([field.name, callsBetween(before, await gateway.plaidCalls())]).toEqual([field.name, {}]);
    const nodes = (data as { items: { nodes: Record<string, unknown>[] } } | null)?.items.nodes ?? [];
    expect([field.name, isNonNullType(field.type) || nodes.every((node) => node[field.name] === null)]).toEqual([
      field.name,
      true,
    ]);
  }
  expect(shown.sort()).toEqual(SHOWN);
  const { data } = await olga.run('{ viewer { items { nodes { id accounts { id } } } } }');
  expect(JSON.stringify(data)).toContain('"accounts":null');
  for (const { id } of hers) expect(JSON.stringify(data)).not.toContain(id);
});

it('T40: each page with Items of other owners is audited before the response, and pages of own Items are not', async () => {
  const olga = await gateway.as('olga', OPERATOR);
  const before = audit();
  const { items } = await olga.must<{ items: { nodes: { id: string; ownerId: string }[] } }, object>(
    '{ items { nodes { id ownerId status error { errorCode } institutionName } } }',
  );
  expect(items.nodes).toContainEqual(expect.objectContaining({ id: has.itemId, ownerId: 'ada' }));
  const added = audit().slice(before.length);
  expect(added).toEqual(
    items.nodes.map(({ id, ownerId }) => ({
      action: 'item.read_by_operator',
      actor_id: 'olga',
      owner_id: ownerId,
      item_id: id,
    })),
  );
  await olga.must('{ items(status: [HEALTHY]) { nodes { id } } }', {});
  expect(audit().length).toBeGreaterThan(before.length + added.length);
  const ada = await gateway.as('ada');
  const afterwards = audit().length;
  await ada.must('{ items { nodes { id accounts { id } ownerId } } }', {});
  expect(audit()).toHaveLength(afterwards);
});

it('T10: only operators see the owner of an Item', async () => {
  const ada = await gateway.as('ada');
  expect((await ada.run('query ($id: ID!) { item(id: $id) { ownerId } }', { id: has.itemId })).data).toEqual({
    item: { ownerId: null },
  });
  const operator = await gateway.as('ada', OPERATOR);
  const { data } = await operator.run('query ($id: ID!) { item(id: $id) { ownerId accounts { id } } }', {
    id: has.itemId,
  });
  expect(data).toMatchObject({ item: { ownerId: 'ada', accounts: hers } });
});
