import { parseConfig } from '../../src/config/parse-config.js';
import { openPersistence } from '../../src/vault/open-persistence.js';
import { rewrap } from '../../src/vault/rewrap.js';

/** Prints "ready" and runs rewrap when it receives input. For a test that kills it while it runs. */
const config = parseConfig(process.env);
const persistence = await openPersistence({ config, now: Date.now, exclusive: false });
process.stdout.write('ready\n');
process.stdin.once('data', () => {
  void rewrap(persistence.keys, persistence.store.sealedValues).then(() => process.exit(0));
});
