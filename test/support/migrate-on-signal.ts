import { once } from 'node:events';
import { embeddedDatabase } from '../../src/store/dialect.js';
import { migrate } from '../../src/store/migrate.js';

/** Prints "ready", waits for input, and migrates the embedded database at argv[2]. Exits 0 when that succeeded. */
process.stdout.write('ready\n');
await once(process.stdin, 'data');
await migrate(embeddedDatabase(process.argv[2] ?? ''));
process.stdin.destroy();
