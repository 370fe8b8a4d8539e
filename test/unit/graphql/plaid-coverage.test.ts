import { type GraphQLField, isObjectType } from 'graphql';
import { fieldsByPath, NOT_SERVED, WEBHOOKS } from '../../../.config/plaid-coverage.js';
import type { FieldSource } from '../../../src/graphql/reads.js';
import { buildGatewaySchema } from '../../../src/graphql/schema.js';
import { eventTypeName } from '../../../src/graphql/webhook-event/webhook-event.type.js';
import { ENDPOINTS } from '../../../src/plaid/endpoints.js';

const schema = await buildGatewaySchema();
const paths: string[] = Object.values(ENDPOINTS).map(({ path }) => path);

/** Every field of an object type, by `Type.field`. */
const fields: [string, GraphQLField<unknown, unknown>][] = Object.values(schema.getTypeMap())
  .filter(isObjectType)
  .filter((type) => !type.name.startsWith('__'))
  .flatMap((type) =>
    Object.values(type.getFields()).map((field): [string, GraphQLField<unknown, unknown>] => [
      `${type.name}.${field.name}`,
      field,
    ]),
  );
const sourceOf = (field: GraphQLField<unknown, unknown>) => field.extensions.source as FieldSource | undefined;

describe('a field with a resolver of its own', () => {
  const resolved = fields.filter(([, { resolve, subscribe }]) => resolve ?? subscribe);

  it('names the endpoints that it reads or calls, or says that it reads only the store', () => {
    expect(resolved.length).toBeGreaterThan(80);
    expect(resolved.filter(([, field]) => sourceOf(field) === undefined).map(([name]) => name)).toEqual([]);
  });

  it('of Mutation calls at least one endpoint', () => {
    const mutations = fields.filter(([name]) => name.startsWith('Mutation.'));
    expect(mutations.filter(([, field]) => sourceOf(field)?.endpoints.length === 0)).toEqual([]);
  });

  it('is audited when its endpoint is', () => {
    const audited = fields.filter(([, field]) => field.extensions.audited === true).map(([name]) => name);
    const expected = fields.filter(([, field]) => sourceOf(field)?.endpoints.some((endpoint) => endpoint.audited));
    expect(audited).toEqual(expected.map(([name]) => name));
    expect(audited).toEqual(expect.arrayContaining(['Account.authNumbers', 'Item.authNumbers']));
  });
});

describe('the registry of endpoints', () => {
  it('has each path once, and none that is listed as not served', () => {
    expect(new Set(paths).size).toBe(paths.length);
    expect(NOT_SERVED.filter(([path]) => paths.includes(path))).toEqual([]);
  });

  it('has only endpoints that a field names, besides the one that webhooks need', () => {
    const named = fieldsByPath(schema);
    expect(paths.filter((path) => !named.has(path))).toEqual(['/webhook_verification_key/get']);
    expect([...named.keys()].filter((path) => !paths.includes(path))).toEqual([]);
  });

  it('marks every write as sent once, over the connections for writes', () => {
    const writes = Object.values(ENDPOINTS).filter(({ retry }) => retry === 'never');
    expect(writes.length).toBeGreaterThan(10);
    expect(writes.filter(({ pool, cache, rateLimit }) => pool !== 'writes' || cache !== false || rateLimit)).toEqual(
      [],
    );
  });
});

describe('docs/plaid-coverage.md', () => {
  it('has the event type of every webhook as the schema gives it', () => {
    for (const [name, type] of WEBHOOKS) {
      const [webhookType = '', webhookCode = ''] = name.split('/');
      expect([name, eventTypeName({ webhookType, webhookCode })]).toEqual([name, type]);
    }
  });
});
