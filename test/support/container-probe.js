/** Preloaded into a gateway process: on SIGUSR2 it writes its environment and its collected heap into the folder INSIDE_PROBE. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { setFlagsFromString, writeHeapSnapshot } from 'node:v8';
import { runInNewContext } from 'node:vm';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc');
const folder = process.env.INSIDE_PROBE;

process.on('SIGUSR2', () => {
  collect();
  collect();
  writeFileSync(join(folder, 'environment.json'), JSON.stringify(process.env));
  writeHeapSnapshot(join(folder, 'gateway.heapsnapshot'));
  process.stderr.write('looked inside\n');
});
