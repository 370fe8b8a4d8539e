import { buildSchema, type GraphQLFieldResolver } from 'graphql';
import type { GatewayContext } from '../../../src/graphql/context.js';
import type { Operation } from '../../../src/server/graphql/request-context.js';
import { startGateway } from '../../support/gateway.js';
import { startTinyServer, type TinyServer } from '../../support/tiny-server.js';

type Resolver = GraphQLFieldResolver<unknown, GatewayContext>;

const schema = buildSchema(`
  type Query { loaders: Int! actions: Int! wrote: Boolean }
  type Payload { loaders: Int! later: Payload! }
  type Mutation { write: Payload! }
`);
const numberOf = (part: object): number => (part as { number: number }).number;
const loaders: Resolver = (_root, _args, context) => numberOf(context.loaders);
const write: Resolver = (_root, _args, context) => {
  context.renewLoaders();
  return {};
};
const query = schema.getQueryType()?.getFields() ?? {};
const mutation = schema.getMutationType()?.getFields() ?? {};
const payload = (schema.getType('Payload') as unknown as { getFields(): typeof query }).getFields();
Object.assign(query.loaders ?? {}, { resolve: loaders });
Object.assign(query.actions ?? {}, { resolve: ((_root, _args, context) => numberOf(context.actions)) as Resolver });
Object.assign(query.wrote ?? {}, { resolve: () => true });
Object.assign(mutation.write ?? {}, { resolve: write });
Object.assign(payload.loaders ?? {}, { resolve: loaders });
Object.assign(payload.later ?? {}, { resolve: () => Promise.resolve({}) });

let server: TinyServer;
let made: { loaders: number; actions: number };

/** Numbered loaders and actions, so that a response shows which ones it used. */
beforeEach(async () => {
  made = { loaders: 0, actions: 0 };
  const operation = {
    upstreamCalls: () => 0,
    renewLoaders: () => ({ number: (made.loaders += 1) }),
    createActions: () => ({ number: (made.actions += 1) }),
  } as unknown as Operation;
  server = await startTinyServer({ deps: { schema, createOperation: () => operation } });
});

afterEach(async () => {
  await server.server.close();
});

async function run(text: string): Promise<unknown> {
  const response = await server.post({ query: text });
  return ((await response.json()) as { data: unknown }).data;
}

describe('the context of an operation over HTTP', () => {
  it('uses new loaders for the fields after a mutation field', async () => {
    await expect(run('mutation { a: write { loaders later { loaders } } b: write { loaders } }')).resolves.toEqual({
      a: { loaders: 1, later: { loaders: 1 } },
      b: { loaders: 2 },
    });
  });

  it('uses the same loaders and actions for all fields of a query', async () => {
    await expect(run('{ a: loaders b: loaders c: actions d: actions }')).resolves.toEqual({ a: 1, b: 1, c: 1, d: 1 });
  });

  it('creates neither for an operation that needs none', async () => {
    await expect(run('{ wrote }')).resolves.toEqual({ wrote: true });
    expect(made).toEqual({ loaders: 0, actions: 0 });
  });
});

it('the payload of the second mutation field of an operation over HTTP is fetched again', async () => {
  const gateway = await startGateway();
  try {
    const client = await gateway.as('ada');
    const created = await client.must<{ createLinkSession: { linkSession: { id: string } } }, undefined>(
      'mutation { createLinkSession(input: { products: ["auth"] }) { linkSession { id } } }',
    );
    const { id } = created.createLinkSession.linkSession;
    const before = await gateway.plaidCalls();
    const payload = 'completeLinkSession(input: { linkSessionId: $id }) { linkSession { attempts { finishedAt } } }';
    const response = await client.run(`mutation ($id: ID!) { a: ${payload} b: ${payload} }`, { id });
    expect(response.errors).toEqual([]);
    const after = await gateway.plaidCalls();
    // Each mutation field calls Plaid once, and so does its payload: what the first payload returned may be out of date.
    expect((after['/link/token/get'] ?? 0) - (before['/link/token/get'] ?? 0)).toBe(4);
  } finally {
    await gateway.close();
  }
});
