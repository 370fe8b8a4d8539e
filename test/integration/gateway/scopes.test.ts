import { readFileSync } from 'node:fs';
import {
  buildSchema,
  type GraphQLObjectType,
  isNonNullType,
  isListType,
  type GraphQLInputType,
  isInputObjectType,
  isScalarType,
  isObjectType,
  isInterfaceType,
  getNamedType,
} from 'graphql';
import { SCOPES } from '../../../src/model/viewer.js';
import { callsBetween, startGateway, type TestGateway } from '../../support/gateway.js';
import { type OwnerFixture, firstResult, seedOwner } from '../../support/fixtures.js';

const schema = buildSchema(readFileSync('schema/schema.graphql', 'utf8'));
/** Needs the scope operator instead of the scopes for own data. */
const OF_NO_PERSON = ['bankTransferEvents', 'importItem'];
const without = (scope: string): string => SCOPES.filter((name) => name !== scope).join(' ');

/** Valid values, so that nothing is rejected before the scopes are checked. */
function literal(type: GraphQLInputType, id: string): string {
  if (isNonNullType(type)) return literal(type.ofType, id);
  if (isListType(type)) return `[${literal(type.ofType, id)}]`;
  if (isInputObjectType(type)) {
    const needed = Object.values(type.getFields()).filter(
      (field) => isNonNullType(field.type) || field.name.endsWith('Id'),
    );
    return `{ ${needed.map((field) => `${field.name}: ${literal(field.type, id)}`).join(' ')} }`;
  }
  if (isScalarType(type) && type.name === 'JSONObject') return '{}';
  return isScalarType(type) && type.name === 'Int' ? '1' : JSON.stringify(id);
}

/** One operation per root field, with its required arguments. */
function operationsOf(keyword: string, root: GraphQLObjectType | null | undefined, id: string): [string, string][] {
  return Object.values(root?.getFields() ?? {}).map((field) => {
    const args = field.args
      .filter((arg) => isNonNullType(arg.type))
      .map((arg) => `${arg.name}: ${literal(arg.type, id)}`);
    const returned = getNamedType(field.type);
    const selection = isObjectType(returned) || isInterfaceType(returned) ? '{ __typename }' : '';
    return [field.name, `${keyword} { ${field.name}${args.length > 0 ? `(${args.join(', ')})` : ''} ${selection} }`];
  });
}

let gateway: TestGateway;
let has: OwnerFixture;

beforeAll(async () => {
  gateway = await startGateway();
  has = await seedOwner(gateway, await gateway.as('ada'));
});

afterAll(async () => {
  await gateway.close();
});

/** Runs the operation, and expects no Plaid call. */
async function withoutPlaid<T>(run: () => Promise<T>): Promise<T> {
  const before = await gateway.plaidCalls();
  const result = await run();
  expect(callsBetween(before, await gateway.plaidCalls())).toEqual({});
  return result;
}

describe('without the scope', () => {
  it.each([
    ['items:read', 'query', schema.getQueryType()],
    ['items:write', 'mutation', schema.getMutationType()],
  ] as const)('%s every %s is FORBIDDEN, and Plaid is not called', async (scope, keyword, root) => {
    const ada = await gateway.as('ada', without(scope));
    const operations = operationsOf(keyword, root, has.itemId).filter(([name]) => !OF_NO_PERSON.includes(name));
    expect(operations.length).toBeGreaterThan(7);
    await withoutPlaid(async () => {
      for (const [name, operation] of operations) {
        const { errors } = await ada.run(operation);
        expect([name, errors.map((error) => error.extensions.code)]).toEqual([name, ['FORBIDDEN']]);
      }
    });
  });

  it('operator, data that no end user owns is FORBIDDEN, without a Plaid call', async () => {
    const ada = await gateway.as('ada', without('operator'));
    const operations = [
      ...operationsOf('query', schema.getQueryType(), has.itemId),
      ...operationsOf('mutation', schema.getMutationType(), has.itemId),
    ].filter(([name]) => OF_NO_PERSON.includes(name));
    expect(operations).toHaveLength(OF_NO_PERSON.length);
    await withoutPlaid(async () => {
      for (const [name, operation] of operations) {
        const { errors } = await ada.run(operation);
        expect([name, errors.map((error) => error.extensions.code)]).toEqual([name, ['FORBIDDEN']]);
      }
    });
  });

  it('items:read, the scope operator gives no data of end users', async () => {
    const olga = await gateway.as('olga', 'operator');
    const others = operationsOf('query', schema.getQueryType(), has.itemId).filter(
      ([name]) => !OF_NO_PERSON.includes(name),
    );
    await withoutPlaid(async () => {
      for (const [name, operation] of others) {
        const { errors } = await olga.run(operation);
        expect([name, errors.map((error) => error.extensions.code)]).toEqual([name, ['FORBIDDEN']]);
      }
    });
  });

  it('items:read, every subscription is FORBIDDEN immediately', async () => {
    const ada = await gateway.as('ada', without('items:read'));
    const operations = operationsOf('subscription', schema.getSubscriptionType(), has.itemId);
    expect(operations).toHaveLength(3);
    await withoutPlaid(async () => {
      for (const [name, operation] of operations) {
        expect([name, await firstResult(ada.subscribe(operation))]).toEqual([
          name,
          expect.stringContaining('FORBIDDEN'),
        ]);
      }
    });
  });

  it('auth_numbers:read, account numbers are null with FORBIDDEN, cold and warm, and everything else is returned', async () => {
    const all = await gateway.as('ada');
    const ada = await gateway.as('ada', without('auth_numbers:read').replace(' operator', ''));
    const read = `query ($item: ID!, $account: ID!) {
      item(id: $item) { id authNumbers { ach { account } } }
      account(id: $account) { id authNumbers { ach { account } } }
    }`;
    const variables = { item: has.itemId, account: has.accountId };
    await all.must('query ($id: ID!) { account(id: $id) { id } }', { id: has.accountId });
    for (const round of ['cold', 'warm']) {
      const { data, errors } = await withoutPlaid(() => ada.run(read, variables));
      expect([round, data]).toEqual([
        round,
        { item: { id: has.itemId, authNumbers: null }, account: { id: has.accountId, authNumbers: null } },
      ]);
      expect(errors.map((error) => error.extensions.code)).toEqual(['FORBIDDEN', 'FORBIDDEN']);
      await all.must(read, variables);
    }
  });
});
