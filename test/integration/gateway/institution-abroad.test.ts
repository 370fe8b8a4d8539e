import { startGateway, type TestGateway } from '../../support/gateway.js';

const BRITISH = 'ins_116834';

describe('an institution of a country that is not configured', () => {
  let gateway: TestGateway;

  beforeAll(async () => {
    gateway = await startGateway({ PLAID_COUNTRY_CODES: 'US' });
  });

  afterAll(async () => {
    await gateway.close();
  });

  test('is found by node and nodes, which know nothing of countries', async () => {
    const viewer = await gateway.as('alice');
    const { data, errors } = await viewer.run(
      `query ($id: ID!) {
        node(id: $id) { id ... on Institution { name } }
        nodes(ids: [$id, "ins_000"]) { id }
      }`,
      { id: BRITISH },
    );
    expect(errors).toEqual([]);
    expect(data).toEqual({
      node: { id: BRITISH, name: 'Flexible Platypus Open Banking' },
      nodes: [{ id: BRITISH }, null],
    });
  });
});
