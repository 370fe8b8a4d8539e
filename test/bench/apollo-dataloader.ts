/**
 * The baseline of cold pages: Apollo Server as most teams write it in front of Plaid, with a DataLoader for each endpoint and
 * operation. The header x-owner names the owner, unchecked. BENCH_PLAID_URL is Plaid's address.
 */
import { ApolloServer } from '@apollo/server';
import { fastifyApolloDrainPlugin, fastifyApolloHandler } from '@as-integrations/fastify';
import DataLoader from 'dataloader';
import Fastify from 'fastify';
import { Pool } from 'undici';
import {
  type AccountsGetResponse,
  type AuthGetResponse,
  type ItemGetResponse,
  itemsOf,
  type PageItem,
} from './page-records.js';
import { PAGE_SCHEMA, toAccounts, toAuthNumbers, toItemDetails } from './page-schema.js';

const pool = new Pool(process.env.BENCH_PLAID_URL ?? '', { connections: 128 });
const HEADERS = {
  'content-type': 'application/json',
  'plaid-client-id': 'bench-client',
  'plaid-secret': 'bench-secret',
};

async function call(path: string, { accessToken }: PageItem): Promise<unknown> {
  const body = JSON.stringify({ access_token: accessToken });
  const response = await pool.request({ method: 'POST', path, headers: HEADERS, body });
  if (response.statusCode !== 200) throw new Error(`Plaid responded with ${response.statusCode}`);
  return response.body.json();
}

/** Most of Plaid's endpoints take one access token, so a batch is as many calls as it has Items. */
function loaderOf<Result>(read: (item: PageItem) => Promise<Result>): DataLoader<PageItem, Result> {
  return new DataLoader((items) => Promise.all(items.map(read)));
}

function createContext(owner: string) {
  return {
    owner,
    details: loaderOf(async (item) => toItemDetails((await call('/item/get', item)) as ItemGetResponse)),
    accounts: loaderOf(async (item) => toAccounts((await call('/accounts/get', item)) as AccountsGetResponse)),
    numbers: loaderOf(async (item) => toAuthNumbers((await call('/auth/get', item)) as AuthGetResponse)),
  };
}
type Context = ReturnType<typeof createContext>;

const detail =
  <Name extends keyof ReturnType<typeof toItemDetails>>(name: Name) =>
  async (item: PageItem, _args: unknown, { details }: Context) =>
    (await details.load(item))[name];

const app = Fastify();
const apollo = new ApolloServer<Context>({
  typeDefs: PAGE_SCHEMA,
  resolvers: {
    Query: {
      items: (_root: unknown, { first }: { first: number }, { owner }: Context) => ({ nodes: itemsOf([owner], first) }),
    },
    Item: {
      id: ({ item }: PageItem) => item,
      status: detail('status'),
      institutionId: detail('institutionId'),
      institutionName: detail('institutionName'),
      products: detail('products'),
      error: detail('error'),
      accounts: (item: PageItem, _args: unknown, { accounts }: Context) => accounts.load(item),
      authNumbers: (item: PageItem, _args: unknown, { numbers }: Context) => numbers.load(item),
    },
  },
  plugins: [fastifyApolloDrainPlugin(app)],
});
await apollo.start();
app.post(
  '/graphql',
  fastifyApolloHandler(apollo, {
    context: (request) => Promise.resolve(createContext(String(request.headers['x-owner']))),
  }),
);
process.stdout.write(`${await app.listen({ port: 0, host: '127.0.0.1' })}\n`);
process.on('SIGTERM', () => process.exit(0));
