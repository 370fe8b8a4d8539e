/**
 * The cost of idle connections: many authenticated sockets with one subscription each, ten per user. Prints the gateway's
 * CPU and memory use every ten seconds. With `fill`, it then opens sockets until one is refused. Run it after
 * `npm run build`:
 *
 *     tsx test/bench/idle-sockets.ts [sockets=10000] [seconds=120] [heap in MB] [fill]
 *
 * Both processes need as many open files as sockets (`ulimit -n`).
 */
import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { MEMORY_PROBE } from '../support/gateway-process.js';
import { signIn, TEST_JWT_SECRET } from '../support/access-tokens.js';
import { createTempDir } from '../support/temp-dir.js';
import { openSocket } from '../support/ws-client.js';
import { openCrowd } from './crowd.js';
import { startServer } from './server-process.js';

const SOCKETS_PER_PERSON = 10;
const STEP_S = 10;
const QUERY = 'subscription { webhookEvents { webhookCode } }';

const [sockets = '10000', seconds = '120', heapMb = '', fill = ''] = process.argv.slice(2);
const count = Number(sockets);
const dataDir = createTempDir();
const gateway = await startServer([...(heapMb === '' ? [] : [`--max-old-space-size=${heapMb}`]), 'dist/main.js'], {
  PORT: '0',
  DATA_DIR: dataDir.path,
  AUTH_JWT_SECRET: TEST_JWT_SECRET,
  LOG_LEVEL: 'info',
  ...MEMORY_PROBE,
});
const emptyBytes = await gateway.memoryBytes();
const people = Array.from({ length: Math.ceil(count / SOCKETS_PER_PERSON) }, (_, n) =>
  signIn(`person-${n}`, 'items:read', { expiresAt: '1h' }),
);
function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

const startedAt = Date.now();
const crowd = await openCrowd({
  url: `${gateway.url}/graphql`,
  tokens: await Promise.all(people),
  query: QUERY,
  count,
});
say(`${count} sockets opened in ${((Date.now() - startedAt) / 1000).toFixed(1)} s`);
let before = gateway.cpuSeconds();
const firstCpu = before;
let largestMb = 0;
for (let waited = 0; waited < Number(seconds); waited += STEP_S) {
  await pause(STEP_S * 1000);
  const now = gateway.cpuSeconds();
  const rssMb = residentMb(gateway.pid);
  largestMb = Math.max(largestMb, rssMb);
  say(`${waited + STEP_S} s: CPU ${(((now - before) / STEP_S) * 100).toFixed(1)} %, RSS ${rssMb} MB`);
  before = now;
}
say(`in all: CPU ${(((before - firstCpu) / Number(seconds)) * 100).toFixed(1)} %, RSS at most ${largestMb} MB`);

const eachBytes = ((await gateway.memoryBytes()) - emptyBytes) / count;
say(`after a collection: ${Math.round(emptyBytes / 2 ** 20)} MB empty, ${Math.round(eachBytes)} bytes more per socket`);

if (fill === 'fill') {
  const url = `${gateway.url.replace('http', 'ws')}/graphql`;
  for (let opened = 0; ; opened += 1) {
    const token = await signIn(`newcomer-${Math.floor(opened / SOCKETS_PER_PERSON)}`, 'items:read');
    const headers = { authorization: `Bearer ${token}` };
    const refusal = await openSocket(url, { headers }).then(
      (client) => {
        client.send({ type: 'connection_init' });
        return null;
      },
      (error: unknown) => error as Error,
    );
    if (refusal === null) continue;
    say(`after ${count + opened} sockets the next one was refused: ${refusal.message}`);
    break;
  }
}
say(`health: ${(await fetch(`${gateway.url}/health/ready`)).status}`);
await crowd.end();
await gateway.close();
dataDir.remove();
process.exit(0);

/** The process's resident memory in MB (proc(5), VmRSS). */
function residentMb(pid: number): number {
  return Math.round(Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024);
}
