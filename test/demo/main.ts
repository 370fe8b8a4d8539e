/**
 * `npm run demo`: walks through the whole product in a temporary folder and on free ports. Prints each GraphQL operation
 * with its response. The exit code is 0 only if every step succeeds.
 */
import { createGraphqlClient } from '../support/graphql-client.js';
import { startGatewayProcess } from '../support/gateway-process.js';
import { createTempDir } from '../support/temp-dir.js';
import { createNarrator } from './narrator.js';
import { walk } from './walk.js';

const narrator = createNarrator(process.stdout);
const dataDir = createTempDir();
const started = Date.now();

async function main(): Promise<void> {
  narrator.say('Starting the gateway and its Plaid emulator in an empty folder…');
  const gateway = await startGatewayProcess({ DATA_DIR: dataDir.path, LOG_LEVEL: 'info' });
  const client = createGraphqlClient(gateway.url);
  try {
    await walk({ client, narrator, gatewayUrl: gateway.url });
  } catch (error) {
    narrator.say(`\nThe gateway's log:\n${gateway.output()}`);
    throw error;
  } finally {
    await client.close();
    await gateway.stop();
    dataDir.remove();
  }
}

try {
  await main();
  narrator.say(`\nEvery step succeeded, in ${((Date.now() - started) / 1000).toFixed(1)} s.`);
} catch (error) {
  narrator.say(`\nFAILED: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
}
