import { callsBetween, startGateway, type TestGateway } from '../../support/gateway.js';

const BRITISH = 'ins_116834';

describe('an institution of a country that is not configured', () => {
  let gateway: TestGateway;

  beforeAll(async () => {
    gateway = await startGateway({ PLAID_COUNTRY_CODES: 'US' });
  });

  afterAll(async () => {
    await gateway.close();
  });

  test('is found by node and nodes, which have no countries argument', async () => {
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

const AMERICAN = 'ins_109508';

describe('an institution lookup without countryCodes', () => {
  let gateway: TestGateway;

  beforeAll(async () => {
    gateway = await startGateway({ PLAID_COUNTRY_CODES: 'GB' });
  });

  afterAll(async () => {
    await gateway.close();
  });

  const find = async (query: string, variables: object = {}) => {
    const viewer = await gateway.as('alice');
    const { data, errors } = await viewer.run<Record<string, unknown>, object>(query, variables);
    expect(errors).toEqual([]);
    return data;
  };

  test('finds it in the configured countries, with one call', async () => {
    const before = await gateway.plaidCalls();
    expect(await find(`{ institution(id: "${BRITISH}") { id } }`)).toEqual({ institution: { id: BRITISH } });
    expect(callsBetween(before, await gateway.plaidCalls())).toEqual({ '/institutions/get_by_id': 1 });
  });

  test('finds it in any other country if it is in none of those, also with null for the countries', async () => {
    const query = 'query ($id: ID!, $countries: [String!]) { institution(id: $id, countryCodes: $countries) { id } }';
    for (const variables of [{ id: AMERICAN }, { id: AMERICAN, countries: null }]) {
      expect(await find(query, variables)).toEqual({ institution: { id: AMERICAN } });
    }
  });

  test('finds it only in the countries that the caller names', async () => {
    expect(await find(`{ institution(id: "${AMERICAN}", countryCodes: ["GB", "FR"]) { id } }`)).toEqual({
      institution: null,
    });
    expect(await find(`{ institution(id: "${BRITISH}", countryCodes: ["US"]) { id } }`)).toEqual({ institution: null });
  });

  test('searches the configured countries', async () => {
    expect(await find('{ institutions(query: "Royal Bank of Plaid") { id } }')).toEqual({
      institutions: [{ id: 'ins_117650' }],
    });
    expect(await find('{ institutions(query: "First Platypus Bank") { id } }')).toEqual({ institutions: [] });
  });

  test('the schema has no default country', async () => {
    const query = '{ __type(name: "Query") { fields { name args { name defaultValue } } } }';
    const { __type } = (await find(query)) as {
      __type: { fields: { name: string; args: { name: string; defaultValue: string | null }[] }[] };
    };
    const countries = __type.fields.flatMap((field) => field.args.filter(({ name }) => name === 'countryCodes'));
    expect(countries.map(({ defaultValue }) => defaultValue)).toEqual([null, null]);
  });
});
