/** Preloaded into a gateway process. On SIGUSR2 it writes the environment and a heap snapshot to the folder CONTAINER_PROBE_DIR. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { setFlagsFromString, writeHeapSnapshot } from 'node:v8';
import { runInNewContext } from 'node:vm';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc');
const folder = process.env.CONTAINER_PROBE_DIR;

process.on('SIGUSR2', () => {
  collect();
  collect();
  writeFileSync(join(folder, 'environment.json'), JSON.stringify(process.env));
  writeHeapSnapshot(join(folder, 'gateway.heapsnapshot'));
  process.stderr.write('probe written\n');
});
