import { startGateway, type TestGateway } from '../../support/gateway.js';
import type { GraphqlClient } from '../../support/graphql-client.js';
import { createTestDatabase, findPostgres } from '../../support/postgres.js';
import { countStatements, type Statements } from '../../support/statement-counter.js';

const WITHOUT_NUMBERS = 'products error { errorCode } status accounts { id }';
const EVERYTHING = `${WITHOUT_NUMBERS} authNumbers { ach { accountId } }`;
const NUMBERS_OF_ACCOUNTS = `${WITHOUT_NUMBERS} accounts { authNumbers { ach { accountId } } }`;

/** Who owns how many Items. */
const OWNERS = { ada: 10, bob: 100, cleo: 10, dora: 100 } as const;
type Owner = keyof typeof OWNERS;

const SETUP_MS = 240_000;
const AT_ONCE = 10;

/** An embedded database, or a PostgreSQL database of its own. */
interface Backend {
  env: Record<string, string>;
  drop: () => Promise<void>;
}

const server = await findPostgres();
const onPostgres = async (): Promise<Backend> => {
  const { url, drop } = await createTestDatabase(server.url ?? '');
  // On a busy machine a page may wait longer for a connection: this test counts statements and measures no time.
  return { env: { DATABASE_URL: url, DATABASE_POOL_WAIT_MS: '60000' }, drop };
};
const backends = [
  {
    name: 'embedded',
    run: describe,
    open: (): Promise<Backend> => Promise.resolve({ env: {}, drop: () => Promise.resolve() }),
  },
  {
    name: `PostgreSQL ${server.missing ?? ''}`,
    run: server.url === null ? describe.skip : describe,
    open: onPostgres,
  },
];

for (const { name, run, open } of backends) {
  run(`the statements of a page, ${name}`, () => {
    let backend: Backend;
    let gateway: TestGateway;
    const clients = new Map<Owner, GraphqlClient>();

    beforeAll(async () => {
      backend = await open();
      gateway = await startGateway({ ...backend.env, LIMIT_COST: '1000000' });
      for (const owner of Object.keys(OWNERS) as Owner[]) {
        const client = await gateway.as(owner);
        clients.set(owner, client);
        for (let made = 0; made < OWNERS[owner]; made += AT_ONCE) {
          await Promise.all(Array.from({ length: AT_ONCE }, () => createItem(client)));
        }
      }
    }, SETUP_MS);
    afterAll(async () => {
      await gateway.close();
      await backend.drop();
    });

    const costOf = (owner: Owner, fields: string): Promise<Statements> => {
      const client = clients.get(owner);
      return countStatements(async () => {
        const data = await client?.must<{ items: { nodes: unknown[] } }, object>(
          `{ items(first: 100) { nodes { id ${fields} } } }`,
        );
        expect(data?.items.nodes).toHaveLength(OWNERS[owner]);
      });
    };

    it.each([
      ['ada', 'cleo'],
      ['bob', 'dora'],
    ] as const)(
      'do not grow with the Items of %s and %s',
      async (owner, other) => {
        const cold = await costOf(owner, EVERYTHING);
        expect(cold.sent.length).toBeLessThanOrEqual(10);
        expect(cold.commits).toBeLessThanOrEqual(3);

        const hot = await costOf(owner, EVERYTHING);
        expect(hot.sent.length).toBeLessThanOrEqual(4);
        expect(hot.commits).toBeLessThanOrEqual(1);

        const withoutNumbers = await costOf(owner, WITHOUT_NUMBERS);
        expect(withoutNumbers.sent.length).toBeLessThanOrEqual(2);
        expect(withoutNumbers.commits).toBe(0);

        const coldAccounts = await costOf(other, NUMBERS_OF_ACCOUNTS);
        expect(coldAccounts.sent.length).toBeLessThanOrEqual(10);
        expect(coldAccounts.commits).toBeLessThanOrEqual(3);

        const hotAccounts = await costOf(other, NUMBERS_OF_ACCOUNTS);
        expect(hotAccounts.sent.length).toBeLessThanOrEqual(4);
        expect(hotAccounts.commits).toBeLessThanOrEqual(1);
      },
      SETUP_MS,
    );
  });
}

async function createItem(client: GraphqlClient): Promise<void> {
  const input = { institutionId: 'ins_109508', initialProducts: ['auth'] };
  await client.must('mutation ($input: SandboxCreateItemInput!) { sandboxCreateItem(input: $input) { item { id } } }', {
    input,
  });
}
