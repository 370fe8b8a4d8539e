/**
 * A stand-in for Plaid, cheaper than the emulator and with a fixed latency. It serves the reads of a page, exchanges of
 * public tokens, and the key in BENCH_KEY that webhooks are signed with. GET /calls returns how many calls there were of each
 * path, without the time that they take.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { accessTokenOf, accountsGetResponse, authGetResponse, itemGetResponse, itemOfToken } from './page-records.js';

const LATENCY_MS = 20;

const READS: Record<string, (item: string) => object> = {
  '/item/get': itemGetResponse,
  '/accounts/get': accountsGetResponse,
  '/auth/get': authGetResponse,
};
const responses = new Map<string, string>();
const calls: Record<string, number> = {};
let exchanged = 0;

/** Created once for each Item, so that the stand-in leaves the machine to the servers that are measured. */
function readOf(path: string, item: string, read: (item: string) => object): string {
  const key = `${path} ${item}`;
  const known = responses.get(key);
  if (known !== undefined) return known;
  const response = JSON.stringify(read(item));
  responses.set(key, response);
  return response;
}

function exchange(): string {
  exchanged += 1;
  const item = `exchanged-item-${exchanged}`;
  return JSON.stringify({ access_token: accessTokenOf(item), item_id: item, request_id: 'bench-request' });
}

/** null: the path is not served. */
function responseTo(path: string, body: string): string | null {
  const read = READS[path];
  if (read !== undefined) {
    return readOf(path, itemOfToken((JSON.parse(body) as { access_token: string }).access_token), read);
  }
  if (path === '/item/public_token/exchange') return exchange();
  if (path === '/webhook_verification_key/get') return process.env.BENCH_KEY ?? null;
  return null;
}

async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const path = request.url ?? '';
  if (path === '/calls') {
    response.end(JSON.stringify(calls));
    return;
  }
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  calls[path] = (calls[path] ?? 0) + 1;
  const text = responseTo(path, Buffer.concat(chunks).toString());
  setTimeout(() => {
    const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text ?? '{}') };
    response.writeHead(text === null ? 404 : 200, headers).end(text ?? '{}');
  }, LATENCY_MS);
}

const server = createServer((request, response) => void serve(request, response));
// Longer than any pause of the benchmark, so that no pooled connection is closed in between.
server.keepAliveTimeout = 600_000;
server.listen(0, '127.0.0.1', () => {
  process.stdout.write(`http://127.0.0.1:${(server.address() as AddressInfo).port}\n`);
});
process.on('SIGTERM', () => process.exit(0));
