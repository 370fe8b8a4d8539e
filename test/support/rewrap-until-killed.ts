import { parseConfig } from '../../src/config/parse-config.js';
import { openRecords } from '../../src/vault/open-records.js';
import { rewrap } from '../../src/vault/rewrap.js';

/** Says that it is ready, and seals everything anew once it hears something: for a test that kills it in between. */
const config = parseConfig(process.env);
const records = await openRecords({ config, now: Date.now, alone: false });
process.stdout.write('ready\n');
process.stdin.once('data', () => {
  void rewrap(records.keys, records.store.sealedValues).then(() => process.exit(0));
});
