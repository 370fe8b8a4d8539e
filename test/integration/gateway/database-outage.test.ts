import { startCuttingProxy } from '../../support/cutting-proxy.js';
import { startGateway, type TestGateway } from '../../support/gateway.js';
import { createItem } from '../../support/fixtures.js';
import { createTestDatabase, findPostgres, type TestDatabase } from '../../support/postgres.js';
import { signIn } from '../../support/access-tokens.js';
import { LIVE_TRANSPORTS, onItem, say, type Sender, TRANSPORTS } from '../../support/transports.js';

const postgres = await findPostgres();
const suite = postgres.url === null ? describe.skip : describe;

/** What clients see of an outage: that it is temporary and when to retry, but nothing about the database. */
const OUTAGE = {
  code: 'UPSTREAM_UNAVAILABLE',
  retryAfterMs: expect.any(Number) as number,
  requestId: expect.any(String) as string,
};

suite(`a database that cannot be reached${postgres.url === null ? ` (${postgres.missing})` : ''}`, () => {
  let database: TestDatabase;
  let gateway: TestGateway;

  afterEach(async () => {
    await gateway.close();
    await database.drop();
  });

  it('is reported as temporary, with retryAfterMs, over every transport and to subscribers', async () => {
    database = await createTestDatabase(postgres.url ?? '');
    const proxy = await startCuttingProxy(database.url);
    const through = new URL(database.url);
    through.port = new URL(proxy.url).port;
    gateway = await startGateway({ DATABASE_URL: through.href, DATABASE_POOL_WAIT_MS: '200' });
    const id = await createItem(await gateway.as('ada'));
    const ada: Sender = { url: gateway.url, authorization: `Bearer ${await signIn('ada')}` };
    await proxy.close();

    for (const transport of TRANSPORTS) {
      const { errors } = await say(ada, transport, { query: onItem(transport, 'id') });
      expect({ transport, extensions: errors.map(({ extensions }) => extensions) }).toEqual({
        transport,
        extensions: [OUTAGE],
      });
      expect(errors[0]?.message).toMatch(/database.*Try again/);
      expect(errors[0]?.message).not.toMatch(/ECONNREFUSED|127\.0\.0\.1/);
    }
    for (const transport of LIVE_TRANSPORTS) {
      const { errors } = await say(ada, transport, { query: 'subscription { webhookEvents { id } }' });
      expect({ transport, extensions: errors[0]?.extensions }).toEqual({ transport, extensions: OUTAGE });
    }
    for (const query of [
      `mutation { removeItem(input: { itemId: "${id}" }) { removedItemId } }`,
      '{ viewer { items { totalCount } } }',
      `{ item(id: "${id}") { accounts { id } } }`,
      '{ webhookEvents { nodes { id } } }',
    ]) {
      const { errors } = await say(ada, 'HTTP', { query });
      expect({ query, extensions: errors[0]?.extensions }).toEqual({ query, extensions: OUTAGE });
    }
  });
});
