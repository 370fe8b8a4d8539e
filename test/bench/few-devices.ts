/**
 * What one event to each of many owners costs the gateway when every owner has a few devices connected: CPU time of the
 * gateway's process per event, webhook and durable write included. Prints the median of several rounds. Run it after
 * `npm run build`; a second build can be measured by naming its main.js (see docs/adr/0036):
 *
 *     tsx test/bench/few-devices.ts [main=dist/main.js] [owners=1000] [sockets=3]
 */
import { randomBytes } from 'node:crypto';
import { Pool } from 'undici';
import { signIn, TEST_JWT_SECRET } from '../support/access-tokens.js';
import { createTempDir } from '../support/temp-dir.js';
import { createWebhookSigner } from '../support/webhook-signing.js';
import { openCrowd } from './crowd.js';
import { prepareAll, prepareRecords, sendAll, startKeyServer } from './live-sides.js';
import { type ServerProcess, startServer } from './server-process.js';

const ROUNDS = 7;
const AT_ONCE = 32;
const FIELDS = 'id cursor webhookType webhookCode environment receivedAt itemId';
const QUERIES = {
  'event alone': `subscription ($types: [String!]) { webhookEvents(types: $types) { ${FIELDS} } }`,
  'event and its Item': `subscription ($types: [String!]) { webhookEvents(types: $types) { ${FIELDS} item { id status requiredAction } } }`,
};

const [main = 'dist/main.js', owners = '1000', sockets = '3'] = process.argv.slice(2);
const names = Array.from({ length: Number(owners) }, (_, n) => `owner-${n}`);
const count = names.length * Number(sockets);

for (const [what, query] of Object.entries(QUERIES)) {
  const dataDir = createTempDir();
  const signer = createWebhookSigner(`bench-${randomBytes(4).toString('hex')}`);
  const keys = await startKeyServer(signer);
  const records = await prepareRecords(
    dataDir.path,
    names.map((owner) => ({ owner, item: `item-of-${owner}` })),
  );
  const gateway = await startServer([main], {
    ...records,
    PORT: '0',
    DATA_DIR: dataDir.path,
    PLAID_BASE_URL: keys.url,
    AUTH_JWT_SECRET: TEST_JWT_SECRET,
    LOG_LEVEL: 'error',
    LIMIT_SUBSCRIBES_PER_MINUTE: '0',
  });
  const tokens = await Promise.all(names.map((owner) => signIn(owner, 'items:read', { expiresAt: '1h' })));
  const crowd = await openCrowd({ url: `${gateway.url}/graphql`, tokens, query, count });
  const pool = new Pool(gateway.url, { connections: AT_ONCE });

  /** One webhook to every owner; returns the CPU time of the gateway in microseconds per owner. */
  const round = async (code: string, server: ServerProcess): Promise<number> => {
    const deliveries = names.flatMap((owner) =>
      prepareAll({
        dispatcher: pool,
        url: server.url,
        signer,
        type: 'TO_ALL',
        codes: [code],
        item: `item-of-${owner}`,
      }),
    );
    await crowd.reset();
    const before = server.cpuSeconds();
    await sendAll(deliveries, AT_ONCE);
    await crowd.wait(count);
    return ((server.cpuSeconds() - before) * 1e6) / names.length;
  };

  // The first round proves that every subscription is there, and warms up.
  await new Promise((resolve) => setTimeout(resolve, 2_000));
  await round('WARM_UP', gateway);
  const results: number[] = [];
  for (let n = 0; n < ROUNDS; n += 1) results.push(await round(`ROUND_${n}`, gateway));
  results.sort((a, b) => a - b);
  const median = results[Math.floor(ROUNDS / 2)] ?? NaN;
  process.stdout.write(
    `${what}: ${median.toFixed(0)} µs per event to ${sockets} sockets (${results.map((r) => r.toFixed(0)).join(', ')})\n`,
  );
  await crowd.end();
  await pool.close();
  await gateway.close();
  await keys.close();
  dataDir.remove();
}
process.exit(0);
