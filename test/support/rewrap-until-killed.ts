import { parseConfig } from '../../src/config/parse-config.js';
import { openPersistence } from '../../src/vault/open-persistence.js';
import { rewrap } from '../../src/vault/rewrap.js';

/** Prints "ready", waits for input, and re-encrypts everything. A test kills it meanwhile. */
const config = parseConfig(process.env);
const persistence = await openPersistence({ config, now: Date.now, exclusive: false });
process.stdout.write('ready\n');
process.stdin.once('data', () => {
  void rewrap(persistence.keys, persistence.store.sealedValues).then(() => process.exit(0));
});
