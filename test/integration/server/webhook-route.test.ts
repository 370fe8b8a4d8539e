import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createConnection } from 'node:net';
import type { WebhookReceiver } from '../../../src/server/http/webhook-route.js';
import { startTinyServer, type TinyServer } from '../../support/tiny-server.js';

type Delivery = Parameters<WebhookReceiver['receive']>[0];

describe('POST /webhooks/plaid', () => {
  let tiny: TinyServer;
  let url: string;
  const deliveries: Delivery[] = [];
  let reply: () => Promise<{ status: number }> = () => Promise.resolve({ status: 200 });
  beforeAll(async () => {
    const receiver: WebhookReceiver = {
      receive: (delivery) => {
        deliveries.push(delivery);
        return reply();
      },
    };
    tiny = await startTinyServer({ deps: { receiver, arrival: { requestMs: 600, headersMs: 300, checkMs: 20 } } });
    url = `${tiny.url}/webhooks/plaid`;
  });
  beforeEach(() => {
    deliveries.length = 0;
    reply = () => Promise.resolve({ status: 200 });
  });
  afterAll(() => tiny.server.close());

  it('passes on the exact bytes, with the signature and the request id, and returns only the status', async () => {
    const body = ' {"a" :\t"ü\\u00e9" }\n';
    const requestId = randomUUID();
    const headers = {
      'content-type': 'application/json; charset=utf-8',
      'plaid-verification': 'a.b.c',
      'x-request-id': requestId,
    };
    const response = await fetch(url, { method: 'POST', headers, body });
    expect([response.status, await response.text()]).toEqual([200, '']);
    expect(response.headers.get('x-request-id')).toBe(requestId);
    expect(deliveries).toHaveLength(1);
    expect(deliveries[0]).toMatchObject({ verificationHeader: 'a.b.c', requestId });
    expect(deliveries[0]?.rawBody.equals(Buffer.from(body))).toBe(true);
  });

  it('passes on a body that is not JSON: the route does not validate it', async () => {
    await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{nonsense' });
    expect(deliveries[0]?.rawBody.toString()).toBe('{nonsense');
  });

  it.each([
    ['another method', { method: 'GET' }, 405],
    ['another method with a body', { method: 'PUT', headers: { 'content-type': 'application/json' }, body: '{}' }, 405],
    ['a preflight', { method: 'OPTIONS', headers: { origin: 'https://app.example' } }, 405],
    ['another media type', { method: 'POST', headers: { 'content-type': 'text/plain' }, body: '{}' }, 415],
    [
      'a compressed body',
      { method: 'POST', headers: { 'content-type': 'application/json', 'content-encoding': 'gzip' }, body: '{}' },
      415,
    ],
    [
      'a body that is too large',
      { method: 'POST', headers: { 'content-type': 'application/json' }, body: 'x'.repeat(200_000) },
      413,
    ],
  ])(
    'T15: responds to %s with its status and an empty body, without calling the receiver',
    async (_name, request, status) => {
      const response = await fetch(url, request);
      expect([response.status, await response.text()]).toEqual([status, '']);
      if (status === 405) expect(response.headers.get('allow')).toBe('POST');
      expect(deliveries).toEqual([]);
    },
  );

  it.each([
    ['head', 'POST /webhooks/plaid HTTP/1.1\r\nhost: gateway\r\nx-long: '],
    [
      'body',
      'POST /webhooks/plaid HTTP/1.1\r\nhost: gateway\r\ncontent-type: application/json\r\ncontent-length: 100000\r\n\r\n',
    ],
  ])('disconnects a client that sends the %s byte by byte, and serves others meanwhile', async (_part, begun) => {
    const socket = createConnection(Number(new URL(url).port), '127.0.0.1');
    let reply = '';
    socket.on('data', (chunk: Buffer) => (reply += chunk.toString()));
    socket.on('error', () => undefined);
    const cut = once(socket, 'close');
    socket.write(begun);
    const drops = setInterval(() => socket.write('x'), 10);
    const other = await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' });
    await cut;
    clearInterval(drops);
    expect(other.status).toBe(200);
    expect(reply).toMatch(/^HTTP\/1.1 408 /);
    expect(deliveries).toHaveLength(1);
  });

  it('responds with 503 and an empty body when the receiver fails, so that Plaid retries', async () => {
    reply = () => Promise.reject(new Error('database on fire'));
    const headers = { 'content-type': 'application/json' };
    const response = await fetch(url, { method: 'POST', headers, body: '{}' });
    expect([response.status, await response.text()]).toEqual([503, '']);
  });
});
