import { createEmulator } from '../../src/emulator/emulator.js';
import { createEmulatorClient } from '../support/emulator-client.js';
import { startGatewayProcess } from '../support/gateway-process.js';
import { createGraphqlClient } from '../support/graphql-client.js';
import { rowsOf } from '../support/rows.js';
import { signIn, TEST_JWT_SECRET } from '../support/access-tokens.js';
import { createTempDir } from '../support/temp-dir.js';

const IMPORT = '/item/import';

it('An import that a crash interrupted is closed as ORPHANED and logged, because its credentials are not stored for a retry', async () => {
  const dataDir = createTempDir();
  const emulator = await createEmulator({ rateLimits: 'off' });
  const control = createEmulatorClient(emulator.url);
  const env = { DATA_DIR: dataDir.path, PLAID_BASE_URL: emulator.url, AUTH_JWT_SECRET: TEST_JWT_SECRET };
  const first = await startGatewayProcess(env);
  const client = createGraphqlClient(first.url, await signIn('olga', 'items:write operator'));
  await control.control('POST', '/emulator/faults', { path: IMPORT, fault: { hang: true } });
  const importing = client
    .run('mutation ($i: ImportItemInput!) { importItem(input: $i) { item { id } } }', {
      i: { products: ['auth'], userId: 'u1', authToken: 'made-up-by-a-test' },
    })
    .catch(() => undefined);
  const isCalled = async () =>
    (((await control.control('GET', '/emulator/requests')).body.counts as Record<string, number>)[IMPORT] ?? 0) > 0;
  while (!(await isCalled()));
  await first.kill();
  await importing;
  await client.close();

  const second = await startGatewayProcess(env);
  while (!second.output().includes('recovered an interrupted write')) await isCalled();
  await second.stop();
  const journal = rowsOf(dataDir.path).journal as { kind: string; state: string }[];
  expect(journal).toMatchObject([{ kind: 'IMPORT', state: 'ORPHANED' }]);
  expect(second.output()).toContain('Plaid may have an Item that is not stored here; import it again');
  expect(rowsOf(dataDir.path).items).toEqual([]);
  await control.close();
  await emulator.close();
  dataDir.remove();
}, 60_000);
