import { parseConfig } from '../../src/config/parse-config.js';
import { openPersistence } from '../../src/vault/open-persistence.js';
import { rewrap } from '../../src/vault/rewrap.js';

/** Says that it is ready, and seals everything anew once it hears something: for a test that kills it in between. */
const config = parseConfig(process.env);
const records = await openPersistence({ config, now: Date.now, exclusive: false });
process.stdout.write('ready\n');
process.stdin.once('data', () => {
  void rewrap(records.keys, records.store.sealedValues).then(() => process.exit(0));
});
