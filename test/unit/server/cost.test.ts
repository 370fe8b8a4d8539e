import { readFileSync } from 'node:fs';
import { type GraphQLObjectType, Kind, type OperationDefinitionNode, parse } from 'graphql';
import { buildGatewaySchema } from '../../../src/graphql/schema.js';
import { FIELDS_WITH_COST, prepareCost } from '../../../src/server/limits/cost.js';
import { FIRST_OPERATIONS } from '../../../src/server/playground/playground-operations.js';
import { DEFAULT_LIMITS } from '../../support/config.js';

const schema = await buildGatewaySchema();
const manifest = JSON.parse(readFileSync('schema/trusted-documents.json', 'utf8')) as {
  operations: { name: string; body: string }[];
};

function cost(text: string, variables: Record<string, unknown> = {}): number {
  const document = parse(text);
  const operation = document.definitions.find(
    (definition): definition is OperationDefinitionNode => definition.kind === Kind.OPERATION_DEFINITION,
  );
  if (!operation) throw new Error('the document has no operation');
  return prepareCost({ schema, document, operation, pageSize: DEFAULT_LIMITS.pageSize })(variables);
}

/** One Item with this selection. */
const item = (selection: string) => cost(`{ item(id: "a") { ${selection} } }`);

describe('ordinary operations', () => {
  it.each(manifest.operations.map(({ name, body }): [string, string] => [name, body]))(
    '%s of schema/operations costs less than half of LIMIT_COST',
    (_name, body) => {
      const variables = { ids: Array(20).fill('a'), after: 'a cursor' };
      expect(cost(body, variables)).toBeLessThan(DEFAULT_LIMITS.cost / 2);
    },
  );

  it.each(FIRST_OPERATIONS.map(({ label, document }): [string, string] => [label, document]))(
    '"%s" of the playground costs far less than LIMIT_COST',
    (_label, document) => {
      expect(cost(document)).toBeLessThan(DEFAULT_LIMITS.cost / 5);
    },
  );

  it('may request the numbers or the live balances of a default page', () => {
    expect(cost('{ items { nodes { id authNumbers { ach { account routing } } } } }')).toBeLessThan(1_000);
    expect(cost('{ items { nodes { accounts { id liveBalances { current } } } } }')).toBeLessThan(1_000);
  });

  it('may not request the numbers or the live balances of a maximum page', () => {
    expect(cost('{ items(first: 100) { nodes { authNumbers { ach { account } } } } }')).toBeGreaterThan(1_000);
    expect(cost('{ items(first: 100) { nodes { accounts { liveBalances { current } } } } }')).toBeGreaterThan(1_000);
  });
});

describe('a field', () => {
  it('that is read from the store costs nothing', () => {
    expect(item('id linkedAt newAccountsAvailable __typename')).toBe(0);
  });

  it('that calls Plaid costs more, authNumbers more than that, and liveBalances the most', () => {
    const [status, numbers, live] = [
      item('status'),
      item('authNumbers { ach { mask } }'),
      item('accounts { liveBalances { current } }'),
    ];
    expect(status).toBeGreaterThan(0);
    expect(numbers).toBeGreaterThan(5 * status);
    expect(live).toBeGreaterThan(2 * numbers - status);
  });

  it('is charged once with the other fields of the same call', () => {
    expect(item('status disconnectTime products webhook error { errorCode }')).toBe(item('status'));
    const oneByOne = item('accounts { a: id }');
    expect(item('accounts { a: authNumbers { ach { mask } } } authNumbers { ach { mask } }') - oneByOne).toBeLessThan(
      2 * item('authNumbers { ach { mask } }') + 10,
    );
  });

  it('that makes a call for each alias is charged for each', () => {
    const one = item('accounts { liveBalances { current } }');
    const two = item(
      'accounts { a: liveBalances { current } b: liveBalances(minLastUpdatedDatetime: "2026-01-01T00:00:00Z") { current } }',
    );
    expect(two - one).toBe(25);
  });

  it('of a mutation is expensive, whichever it is', () => {
    const mutations = Object.keys(schema.getMutationType()?.getFields() ?? {});
    expect(mutations.length).toBeGreaterThan(10);
    for (const name of mutations) expect(cost(`mutation { ${name} { __typename } }`)).toBeGreaterThanOrEqual(10);
  });
});

describe('a list', () => {
  it('costs by its requested page, as a literal, as a variable, or by the default of either', () => {
    const written = cost('{ items(first: 50) { nodes { status } } }');
    expect(written).toBe(150);
    expect(cost('query ($n: Int) { items(first: $n) { nodes { status } } }', { n: 50 })).toBe(written);
    expect(cost('{ items { nodes { status } } }')).toBe(60);
    expect(cost('query ($n: Int) { items(first: $n) { nodes { status } } }', { n: null })).toBe(60);
  });

  it('costs the same by nodes and by edges, and no more than the maximum page', () => {
    expect(cost('{ items { edges { node { status } } } }')).toBe(cost('{ items { nodes { status } } }'));
    expect(cost('{ items(first: 1000000000) { nodes { id } } }')).toBe(100);
    expect(cost('{ items(first: -5) { nodes { id } } }')).toBe(0);
  });

  it('within a list multiplies the cost', () => {
    const nested = cost('{ items(first: 100) { nodes { webhookEvents(first: 100) { nodes { id } } } } }');
    expect(nested).toBe(100 * (1 + 100));
  });

  it('of ids costs by their number', () => {
    const query = 'query ($ids: [ID!]!) { nodes(ids: $ids) { id } }';
    expect(cost(query, { ids: ['a', 'b', 'c'] })).toBe(3 * cost(query, { ids: ['a'] }));
    expect(cost('{ nodes(ids: ["a", "b"]) { id } }')).toBe(cost(query, { ids: ['a', 'b'] }));
  });

  it('that calls Plaid for every Item costs extra', () => {
    const filtered = cost('{ items(status: [HEALTHY]) { nodes { id } } }');
    expect(filtered - cost('{ items { nodes { id } } }')).toBe(100);
  });
});

describe('a subscription', () => {
  const many = [
    ['itemUpdated without an Item', 'itemUpdated', (selection: string) => selection],
    ['webhookEvents after a cursor', 'webhookEvents(after: "c")', (selection: string) => `item { ${selection} }`],
  ] as const;
  const LIVE = 'accounts { liveBalances { current } }';

  it.each(many)('T42: %s costs as many results as it may begin with', (_name, field, of) => {
    const query = `subscription { ${field} { ${of('status')} } }`;
    expect(cost(query)).toBe(40 * (1 + item('status')));
    expect(cost(`subscription { ${field} { ${of(LIVE)} } }`)).toBeGreaterThan(DEFAULT_LIMITS.cost);
  });

  it('costs one result if it begins with one, or with none', () => {
    expect(cost(`subscription { itemUpdated(itemId: "a") { ${LIVE} } }`)).toBe(item(LIVE));
    expect(cost(`subscription { webhookEvents { item { ${LIVE} } } }`)).toBe(item(LIVE));
  });

  it('T42: costs by the values of its variables, not by their presence', () => {
    const query = `subscription ($id: ID) { itemUpdated(itemId: $id) { ${LIVE} } }`;
    expect(cost(query, { id: 'a' })).toBe(item(LIVE));
    for (const variables of [{ id: null }, {}]) expect(cost(query, variables)).toBeGreaterThan(DEFAULT_LIMITS.cost);
    const replay = `subscription ($after: String) { webhookEvents(after: $after) { item { ${LIVE} } } }`;
    expect(cost(replay, { after: null })).toBe(item(LIVE));
    expect(cost(replay, { after: 'c' })).toBeGreaterThan(DEFAULT_LIMITS.cost);
  });
});

describe('a selection in fragments', () => {
  const live = 'accounts { liveBalances { current } }';

  it('costs the same as in place', () => {
    const direct = item(live);
    expect(cost(`{ item(id: "a") { ...F } } fragment F on Item { ${live} }`)).toBe(direct);
    expect(item(`... on Item { ... { ${live} } }`)).toBe(direct);
    expect(cost(`{ node(id: "a") { ... on Item { ${live} } } }`)).toBeGreaterThanOrEqual(direct);
  });

  it('is counted each time it is spread, in lists too', () => {
    const text = `{ a: item(id: "a") { ...F } items(first: 4) { nodes { ...F } } } fragment F on Item { ${live} }`;
    expect(cost(text)).toBe(item(live) * 5 + 4);
  });

  it('costs nothing if @skip or @include omits it', () => {
    expect(item(`... @include(if: false) { ${live} }`)).toBe(0);
    const query = `query ($live: Boolean!) { item(id: "a") { ... @include(if: $live) { ${live} } } }`;
    expect([cost(query, { live: false }), cost(query, { live: true })]).toEqual([0, item(live)]);
    expect(item(`... @skip(if: true) { ${live} }`)).toBe(0);
  });

  it('takes no longer when fragments spread each other exponentially', () => {
    const fragments = Array.from(
      { length: 90 },
      (_, n) => `fragment F${n} on Item { ${n === 89 ? live : `...F${n + 1} ...F${n + 1}`} }`,
    );
    const text = `{ item(id: "a") { ...F0 } } ${fragments.join(' ')}`;
    expect(cost(text)).toBeGreaterThan(item(live));
  });
});

describe('the table of field costs', () => {
  it('names only fields that the schema has', () => {
    const missing = FIELDS_WITH_COST.filter((name) => {
      const [type = '', field = ''] = name.split('.');
      return !(schema.getType(type) as GraphQLObjectType | undefined)?.getFields()[field];
    });
    expect(missing).toEqual([]);
  });
});
