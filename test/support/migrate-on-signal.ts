import { once } from 'node:events';
import { embeddedDatabase } from '../../src/store/dialect-embedded.js';
import { postgresDatabase } from '../../src/store/dialect-postgres.js';
import { migrate } from '../../src/store/migrate.js';

/**
 * Prints "ready", waits for input and migrates the database argv[2], a postgres URL or a file. Exits with 0 on success.
 */
process.stdout.write('ready\n');
await once(process.stdin, 'data');
const [, , place = ''] = process.argv;
await migrate(place.startsWith('postgres') ? postgresDatabase(place) : embeddedDatabase(place));
process.stdin.destroy();
