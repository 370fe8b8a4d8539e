import { once } from 'node:events';
import { embeddedDatabase, postgresDatabase } from '../../src/store/dialect.js';
import { migrate } from '../../src/store/migrate.js';

/** Prints "ready", waits for input, and migrates the database at argv[2], a PostgreSQL URL or a file. Exits with 0 on success. */
process.stdout.write('ready\n');
await once(process.stdin, 'data');
const [, , place = ''] = process.argv;
await migrate(place.startsWith('postgres') ? postgresDatabase(place) : embeddedDatabase(place));
process.stdin.destroy();
