import { isObjectType } from 'graphql';
import { ENDPOINTS as COVERED, WEBHOOKS } from '../../../.config/plaid-coverage.js';
import { eventTypeName } from '../../../src/graphql/webhook-event/webhook-event.type.js';
import { buildGatewaySchema } from '../../../src/graphql/schema.js';
import { ENDPOINTS } from '../../../src/plaid/endpoints.js';

describe('docs/plaid-coverage.md', () => {
  it('names only fields of the schema', async () => {
    const schema = await buildGatewaySchema();
    const absent = COVERED.flatMap(([, fields]) => fields).filter((name) => {
      const [type = '', field = ''] = name.split('.');
      const found = schema.getType(type);
      return !isObjectType(found) || found.getFields()[field] === undefined;
    });
    expect(absent).toEqual([]);
  });

  it('lists every endpoint that the gateway calls, once', () => {
    const paths = COVERED.map(([path]) => path);
    expect(new Set(paths).size).toBe(paths.length);
    const called: string[] = Object.values(ENDPOINTS).map((endpoint) => endpoint.path);
    expect(called.filter((path) => !paths.includes(path))).toEqual([]);
    const served = COVERED.filter(([, fields]) => fields.length > 0).map(([path]) => path);
    expect(served.filter((path) => !called.includes(path))).toEqual([]);
  });

  it('has the GraphQL type of every webhook', () => {
    for (const [name, type] of WEBHOOKS) {
      const [webhookType = '', webhookCode = ''] = name.split('/');
      expect([name, eventTypeName({ webhookType, webhookCode })]).toEqual([name, type]);
    }
  });
});
